"""The bell that tells every web of work for outside programs."""
from threading import Event

from redis import Redis
from redis.exceptions import RedisError

from tests.servers import processes
from workers.bell import CHANNEL, Bell


def test_a_word_at_one_process_rings_in_another(redis_url):
    heard, here, there = Event(), Bell(redis_url), Bell(redis_url)
    there.listen(heard.set)
    with Redis.from_url(redis_url) as redis:
        processes.wait_until(lambda: redis.pubsub_numsub(CHANNEL)[0][1] == 1, "the listening")
    here(frozenset({"deadlines"}))
    here(frozenset({"jobs"}))
    assert heard.wait(30)
    there.stop()


def test_without_redis_nothing_rings_and_nobody_is_troubled():
    bell = Bell(f"redis://127.0.0.1:{processes.free_port()}/0")
    bell.listen(lambda: None)
    bell(frozenset({"jobs"}))
    bell.stop()


def test_a_redis_that_goes_and_comes_is_told_once_each(redis_url, monkeypatch, caplog):
    bell, tries = Bell(redis_url), []
    opens = bell.redis.pubsub

    def fails_at_first(**how):
        tries.append(how)
        if len(tries) < 4:
            raise RedisError
        return opens(**how)
    monkeypatch.setattr("workers.bell.PATIENCE", 0.0)
    monkeypatch.setattr(bell.redis, "pubsub", fails_at_first)
    bell.listen(lambda: None)
    processes.wait_until(lambda: "again" in caplog.text, "the hearing")
    bell.stop()
    assert [record.getMessage() for record in caplog.records] == ["the bell is not heard: RedisError", "the bell is heard again"]
