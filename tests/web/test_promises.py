"""Beside a case: a promise to residents, telling it back, and a small success, on a page without script."""
import pytest

from engine.actors import SYSTEM, find_actor
from engine.people import give_role
from tests.core.programme import LEIDEN

WISH = {"what": "Twee banken <aan> de kade", "to_kind": "group", "to_whom": "de mensen van de kade", "tell_by": "2031-04-10"}


@pytest.fixture
def at_the_case(visitor, case):
    visitor.log_in("fenna")
    visitor.get(f"/cases/{case.id}")
    return visitor


def test_a_promise_is_made_reminded_and_told_back(at_the_case, case):
    page = at_the_case.post(f"/cases/{case.id}/promises", **WISH)
    assert "Twee banken &lt;aan&gt; de kade" in page and "Aan de mensen van de kade" in page and "Er is 1 belofte die nog niet is terugverteld." in page
    assert page.count("Terugvertellen aan bewoners") == 2, "as a turn on the board, and among the deadlines"
    assert "Fenna Veldzicht deed een belofte aan bewoners." in page
    at_the_case.post("/me/language", language="en", back="/")
    assert "Tell residents what came of it" in at_the_case.get("/") and "Tell residents what came of it" in at_the_case.get(f"/cases/{case.id}")
    at_the_case.post("/me/language", language="nl", back="/")
    at_the_case.get(f"/cases/{case.id}")
    page = at_the_case.post(f"/cases/{case.id}/promises/1", outcome="kept", how="Op de stoep, met koffie")
    assert "Terugverteld op" in page and "Gelukt" in page and "Op de stoep, met koffie" in page and "Terugvertellen aan bewoners" in page
    assert "vertelde bewoners wat er van een belofte kwam" in page and "die nog niet is terugverteld" not in page


def test_what_was_typed_stays_when_something_lacks(at_the_case, case):
    page = at_the_case.post(f"/cases/{case.id}/promises", 422, **WISH | {"tell_by": "2031-02-01"})
    assert "Deze datum is al voorbij" in page and "Twee banken &lt;aan&gt; de kade" in page and 'value="de mensen van de kade"' in page
    assert "Kies een dag." in at_the_case.post(f"/cases/{case.id}/promises", 422, **WISH | {"tell_by": "ooit"})
    at_the_case.get(f"/cases/{case.id}")
    at_the_case.post(f"/cases/{case.id}/promises", **WISH)
    page = at_the_case.post(f"/cases/{case.id}/promises/1", 422, outcome="", how="Op de stoep")
    assert "Kies of het gelukt is of niet." in page and "Op de stoep</textarea>" in page
    page = at_the_case.post(f"/cases/{case.id}/successes", 422, words=" ", visibility="team")
    assert "Schrijf op wat er goed ging." in page


def test_a_small_success_is_celebrated_and_tells_who_may_read_it(at_the_case, case):
    page = at_the_case.post(f"/cases/{case.id}/successes", words="Negen mensen op de stoep", visibility="team")
    assert 'class="cheer' in page and "Negen mensen op de stoep" in page and "alleen het team" in page and "vierde een klein succes" in page


def test_who_only_follows_reads_no_promises_and_makes_none(at_the_case, case, programme):
    at_the_case.post(f"/cases/{case.id}/promises", **WISH)
    at_the_case.post(f"/cases/{case.id}/successes", words="Negen mensen op de stoep", visibility="place")
    with programme.office.writing(SYSTEM) as work:
        give_role(work, find_actor(work.session, "bram", work.now).person, "manager", LEIDEN)
    at_the_case.log_in("bram")
    page = at_the_case.get(f"/cases/{case.id}")
    assert "Twee banken" not in page and "Schrijf een belofte op" not in page and "Negen mensen op de stoep" in page
    at_the_case.log_in("haag")
    at_the_case.post(f"/cases/{case.id}/promises/1", 404, outcome="kept", how="Verteld")
