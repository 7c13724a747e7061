"""What keeps strangers out: tokens, headers, and a session before every page but a few."""
import re
from dataclasses import replace

import pytest
from sqlalchemy import select
from sqlalchemy.exc import OperationalError

from engine.people import deactivate_person
from engine.tables import CaseEvent
from webui.visitor import PERSON, public

OPEN = {"static", "api.document", "login.show", "login.enter", "login.knock", "login.come_in", "me.speak", "help.show", "help.tour", "me.feed", "health.live", "health.ready",
        "metrics.show", "stopping.ask", "stopping.stop"}


def test_every_route_needs_an_actor(app):
    client = app.test_client()
    for rule in app.url_map.iter_rules():
        if rule.endpoint in OPEN:
            continue
        address = rule.build({name: 1 for name in rule.arguments})[1]
        if "GET" in rule.methods:
            answer = client.get(address)
            assert answer.status_code in (401, 404) if address.startswith("/api/") else answer.location.startswith("/login"), rule
        view = app.view_functions[rule.endpoint]
        assert not getattr(view, "is_public", False), rule


def test_a_change_without_the_token_is_refused(visitor, case):
    visitor.log_in("fenna")
    assert visitor.client.post("/logout").status_code == 400
    assert visitor.client.post("/logout", data={"_csrf": "raden"}).status_code == 400
    assert "Je bent 1 keer aan zet" in visitor.get("/")


def test_every_answer_allows_nothing_from_elsewhere(visitor):
    visitor.get("/login")
    headers = visitor.page.headers
    assert headers["Content-Security-Policy"].startswith("default-src 'self'") and "unsafe" not in headers["Content-Security-Policy"]
    assert headers["X-Content-Type-Options"] == "nosniff" and headers["Cache-Control"] == "no-store"
    cookie = headers["Set-Cookie"]
    assert "HttpOnly" in cookie and "SameSite=Lax" in cookie


def test_a_page_holds_no_script_or_style_of_its_own(visitor, case):
    visitor.log_in("fenna")
    for address in ("/", "/tasks/1", f"/cases/{case.id}", "/help", "/me", "/cases/new"):
        page = visitor.get(address)
        assert " style=" not in page and "<style" not in page and " onclick" not in page
        assert page.count("<script") == page.count("<script src=")


def test_a_new_login_begins_a_new_session(visitor, case):
    visitor.log_in("fenna")
    with visitor.client.session_transaction() as session:
        before = session["_csrf"]
    visitor.log_in("floor")
    visitor.get("/")
    with visitor.client.session_transaction() as session:
        assert session["_csrf"] != before and session[PERSON]


def test_who_was_deactivated_is_logged_out(visitor, case, programme):
    visitor.log_in("floor")
    person = programme.actor("floor").person
    with programme.writing("cas") as work:
        deactivate_person(work, person)
    visitor.page = visitor.client.get("/")
    assert visitor.page.status_code == 302


def test_health_is_asked_without_a_name(visitor):
    assert '"live"' in visitor.get("/health/live") and '"ready"' in visitor.get("/health/ready")
    assert visitor.page.headers.get("Set-Cookie") is None


def test_without_a_database_it_lives_and_is_not_ready(visitor, app, monkeypatch):
    def away():
        raise OSError("no database")
    monkeypatch.setitem(app.extensions, "aanzet_office", replace(app.extensions["aanzet_office"], sessions=away))
    assert (visitor.client.get("/health/live").status_code, visitor.client.get("/health/ready").status_code) == (200, 503)


def test_while_the_database_is_away_people_and_programs_are_asked_to_come_back(visitor, app, monkeypatch, caplog):
    """No mistake of ours, so no number to mention, and no promise that anything was kept."""
    visitor.log_in("fenna")
    def away():
        raise OperationalError(None, None, OSError("connection refused"))
    app.testing = False
    monkeypatch.setitem(app.extensions, "aanzet_office", replace(app.extensions["aanzet_office"], sessions=away))
    page, answer = visitor.client.get("/"), visitor.client.get("/api/v1/cases", headers={"Authorization": "Bearer aanzet_some"})
    assert (page.status_code, answer.status_code, answer.json["code"]) == (503, 503, "api.http.503")
    assert "De database is even weg" in page.text and "concept" not in page.text and page.headers["Retry-After"] == answer.headers["Retry-After"] == "10"
    assert "Traceback" not in caplog.text and caplog.text.count("the database is away") == 2


def test_without_a_demo_nobody_gets_in_by_choosing_a_name(visitor, app):
    visitor.get("/login")
    object.__setattr__(app.extensions["aanzet_settings"], "players", frozenset())
    visitor.post("/login", 403, login="fenna")


def test_our_own_mistake_is_told_by_a_number_and_tells_nothing_else(visitor, app, caplog):
    name = "Mevrouw Zonnehoed"

    def broken():
        raise RuntimeError(name)

    app.testing = False
    app.view_functions["help.show"] = public(broken)
    page = visitor.get("/help", 500)
    number = re.search(r"<strong>([0-9A-F]{6})</strong>", page)[1]
    assert "Er ging bij ons iets mis" in page and number in caplog.text
    assert "Zonnehoed" not in page + caplog.text


def test_a_form_that_is_far_too_large_is_refused_kindly(visitor, case):
    visitor.log_in("fenna")
    visitor.get("/tasks/1")
    assert "Dit is te groot" in visitor.post("/tasks/1", 413, host="x" * 1_100_000)


def test_a_program_is_refused_in_json(visitor):
    answer = visitor.client.get("/nergens", headers={"Accept": "application/json"})
    assert (answer.status_code, answer.json["status"]) == (404, 404)


@pytest.mark.parametrize("address", [
    "/tasks/99999999999999999999", "/cases/99999999999999999999", "/?cursor=W10", "/?cursor=%5B1%5D", "/?cursor=WzEsMl0", "/cases?cursor=Wzk5OTk5OTk5OTk5OTk5OTk5OTk5OV0",
    "/cases/1?cursor=bm9wZQ", "/?q=%00", "/?view=nergens&due=ooit", "/?q=%25%27%3B--", "/cases?status=onzin",
    "/?until=x&endpoint=x", "/?until=x&_method=POST", "/?until=x&_scheme=javascript", "/help/tour?step=0011", "/covers?person=%C2%B2"])
def test_made_up_addresses_are_no_mistakes_of_ours(visitor, case, address):
    visitor.log_in("fenna")
    assert visitor.client.get(address).status_code in (200, 302, 400, 404, 422)


def test_a_number_that_nobody_chose_is_no_mistake_of_ours(visitor, case):
    visitor.log_in("cas")
    for number in ("9" * 18, "9" * 19, "9" * 5000, "\u00b2", "-1", ""):
        visitor.get("/tasks/1")
        visitor.post("/tasks/1/reassign", 422, to=number)
        visitor.post("/covers", 422, municipality="GM0546", by=number, first="2031-03-03", last="2031-03-07")
        assert "Je hebt niets gekozen" in visitor.post("/bulk", 200, do="claim", pick=number)


def test_whoever_works_elsewhere_changes_nothing_and_breaks_nothing(app, visitor, case, programme):
    """Also with an empty form: what is wrong in it is told on a page that is not theirs either."""
    visitor.log_in("haag")
    before = len(programme.all(select(CaseEvent)))
    token = re.search(r'name="_csrf" value="([^"]+)"', visitor.page.text)[1]
    for rule in app.url_map.iter_rules():
        if "POST" in rule.methods and rule.arguments and rule.endpoint.split(".")[0] not in ("api", "studio", "login"):
            address = rule.build({name: case.id if name == "case_id" else 1 for name in rule.arguments})[1]
            answer = visitor.client.post(address, data={"_csrf": token})
            assert answer.status_code in (302, 403, 404), (address, answer.status_code)
            if answer.status_code == 302:
                assert visitor.client.get(answer.location).status_code in (403, 404), address
    assert len(programme.all(select(CaseEvent))) == before
