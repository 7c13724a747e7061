"""What an installation knows of places: municipalities, their neighbourhoods and their settings."""
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from sqlalchemy import select

from engine.calendar import WorkingCalendar
from engine.errors import Conflict, InvalidAnswers, NotAllowed, NotFound
from engine.roles import COORDINATOR
from engine.schedule import Terms, read_terms
from engine.school import HOLIDAYS, REGIONS, chosen, days_off_school
from engine.tables import Municipality, Neighbourhood
from engine.work import Work

LONGEST_OFF = 100          # days in one stretch: a summer recess, and no slip of the year
TERMS = ("deadline", "reminders", "escalate")


def add_municipality(work: Work, code: str, name: str, prefix: str, settings: Mapping[str, Any] | None = None) -> Municipality:
    """`prefix` begins the case numbers: LEI-2031-0042. The same again changes the name and settings, never the prefix."""
    _only_the_system(work)
    known = work.session.get(Municipality, code)
    if known is None:
        known = Municipality(code=code, name=name, prefix=prefix, settings=dict(settings or {}))
        work.session.add(known)
    else:
        known.name, known.settings = name, dict(settings if settings is not None else known.settings)
    work.session.flush()
    return known


def add_neighbourhood(work: Work, code: str, name: str, municipality: str, district: str | None = None,
                      district_name: str | None = None) -> Neighbourhood:
    _only_the_system(work)
    known = work.session.get(Neighbourhood, code)
    if known is None:
        known = Neighbourhood(code=code, municipality=municipality)
        work.session.add(known)
    elif known.municipality != municipality:
        raise Conflict("core.neighbourhood_elsewhere", code=code, municipality=known.municipality)
    known.name, known.district, known.district_name = name, district, district_name
    work.session.flush()
    return known


def set_municipality(work: Work, code: str, settings: Mapping[str, Any]) -> Municipality:
    """Defaults for what a definition leaves out (deadline, reminders, escalate) and own days off.

    {"2031-04-30": "name", "2031-07-21/2031-08-29": "name"}: a day, or a stretch such as the recess of the council.
    School holidays come by region: {"school": {"region": "midden", "holidays": ["summer"]}}, all five where it names none.
    """
    found = work.session.scalar(select(Municipality).where(Municipality.code == code).with_for_update())
    if found is None or (work.actor.municipalities is not None and code not in work.actor.municipalities):
        raise NotFound("core.no_such_municipality", code=code)
    if work.actor.kind == "person" and not work.actor.has(COORDINATOR, code):
        raise NotAllowed("core.coordinators_only")
    _readable(settings)
    found.settings = {**found.settings, **settings}
    work.session.flush()
    return found


def _readable(settings: Mapping[str, Any]) -> None:
    try:
        chosen(settings)
    except ValueError as error:
        raise InvalidAnswers([("school", "core.bad_school", {"regions": ", ".join(REGIONS), "holidays": ", ".join(HOLIDAYS)})]) from error
    try:
        read_terms({name: settings.get(name) for name in TERMS})
        calendar_of(settings)
    except ValueError as error:
        raise InvalidAnswers([("settings", "core.bad_terms", {})]) from error


def calendar_of(settings: Mapping[str, Any]) -> WorkingCalendar:
    """The working calendar of a municipality with these settings."""
    own = {day: name for span, name in (settings.get("days_off") or {}).items() for day in days_of(span)}
    return WorkingCalendar(own, school=days_off_school(settings))


def days_of(span: str) -> list[date]:
    """The days of 2031-04-30, or of 2031-07-21/2031-08-29 with both ends (ISO 8601). ValueError for what is neither, or longer than a season."""
    first, _, last = span.partition("/")
    begins = date.fromisoformat(first)
    ends = date.fromisoformat(last) if last else begins
    if not 0 <= (ends - begins).days < LONGEST_OFF:
        raise ValueError(span)
    return [begins + timedelta(days=number) for number in range((ends - begins).days + 1)]


def terms_of(settings: Mapping[str, Any]) -> Terms:
    """What a municipality fills in where a definition says nothing about time."""
    return read_terms({name: settings.get(name) for name in TERMS})


def _only_the_system(work: Work) -> None:
    if work.actor.kind == "person":
        raise NotAllowed("core.system_only")
