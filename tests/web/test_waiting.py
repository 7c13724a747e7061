"""Programs that wait at a web: woken at once, few at a time, and never in the place of people."""
from threading import Event, Thread

from webui.waiting import Lobby

LONG = 60.0


class Waiting:
    """Somebody who waits until `come` is set, and says whether they still do."""

    def __init__(self, lobby, seconds=LONG):
        self.come, self.looked = Event(), Event()
        self.thread = Thread(target=lambda: lobby.wait(self._there, seconds), daemon=True)
        self.thread.start()

    def _there(self):
        self.looked.set()
        return self.come.is_set()

    @property
    def left(self):
        self.thread.join(30)
        return not self.thread.is_alive()


def test_a_commit_wakes_who_waits_and_news_of_other_things_does_not():
    lobby = Lobby(glance=LONG)
    waiting = Waiting(lobby)
    assert waiting.looked.wait(30)
    waiting.come.set()
    lobby.ring(frozenset({"deadlines"}))
    assert waiting.thread.is_alive()
    lobby.ring(frozenset({"jobs"}))
    assert waiting.left


def test_what_comes_in_silence_is_seen_at_the_next_glance():
    waiting = Waiting(Lobby(glance=0.01))
    assert waiting.looked.wait(30)
    waiting.come.set()
    assert waiting.left


def test_who_finds_no_place_is_answered_at_once_and_room_is_made_for_who_does():
    lobby, heard = Lobby(places=1, glance=LONG), []
    lobby.crowd = heard.append
    first = Waiting(lobby)
    assert first.looked.wait(30)
    second = Waiting(lobby)
    assert second.left and not second.looked.is_set()
    lobby.close()
    assert first.left and heard == [1, 0]


def test_nobody_waits_at_a_door_that_closes_or_longer_than_asked():
    lobby = Lobby(glance=LONG)
    assert Waiting(lobby, 0.01).left
    lobby.close()
    assert Waiting(lobby).left
