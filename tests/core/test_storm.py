"""Many messages to many cases: each is heard once, by its own case."""
from tests.core.storm import storm


def test_of_many_messages_some_sent_twice_and_some_too_early_each_is_heard_once(programme):
    told = storm(programme, 12)
    assert (told["wrong"], told["sent"], told["delivered"]) == (0, 120, 96)
