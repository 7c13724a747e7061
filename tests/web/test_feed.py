"""A calendar program reads somebody's deadlines by an address that only they know."""
import re

from tests.web.conftest import Visitor


def address_of(page):
    return re.search(r'id="feed" type="url" readonly value="http://localhost([^"]+)"', page)[1]


def test_the_calendar_reads_until_the_address_is_renewed_or_stopped(app, visitor, case):
    visitor.log_in("fenna")
    assert 'id="feed"' not in visitor.get("/me")
    first = address_of(visitor.post("/me/feed", do="renew"))
    program = Visitor(app)
    assert "SUMMARY:Spreek plek en ritme af" in program.get(first)
    assert program.page.mimetype == "text/calendar" and "Set-Cookie" not in program.page.headers
    second = address_of(visitor.post("/me/feed", do="renew"))
    assert second != first and "VEVENT" in program.get(second)
    program.get(first, 404)
    assert "Het adres werkt niet meer." in visitor.post("/me/feed", do="stop")
    program.get(second, 404)


def test_nobody_guesses_an_address(app, visitor, case):
    visitor.log_in("fenna")
    known = address_of(visitor.post("/me/feed", do="renew"))
    number, signed = known.removeprefix("/calendar/").split("-")
    for wrong in (f"/calendar/2-{signed}", f"/calendar/{number}-{'0' * 64}.ics", "/calendar/-.ics", "/calendar/é-é.ics", f"/calendar/{'9' * 30}-x.ics"):
        Visitor(app).get(wrong, 404)


def test_it_shows_their_own_turns_and_stops_when_they_leave(app, visitor, case, programme):
    visitor.log_in("floor")
    page = visitor.post("/me/feed", do="renew")
    assert "Spreek plek" not in Visitor(app).get(address_of(page))
    known = address_of(page)
    cas = Visitor(app)
    cas.log_in("cas")
    cas.get("/people/2?municipality=GM0546")
    cas.post("/people/2/leave", municipality="GM0546")
    Visitor(app).get(known, 404)
