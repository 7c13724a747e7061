"""Cases that the clock opens: a process that begins with a timer sets one for each municipality it is published in."""
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import func, select

from engine.bpmn import runner
from engine.bpmn.model import Element, Process
from engine.bpmn.moment import Moment
from engine.bpmn.step import BrokenStep
from engine.errors import BrokenProcess
from engine.findings import Finding
from engine.following import carry_on, open_standing
from engine.ledger import clock, firings
from engine.municipalities import add_municipality, calendar_of
from engine.roles import COORDINATOR
from engine.steps import Action, take
from engine.tables import Bundle, Deadline, Definition, Municipality
from engine.work import Work


def arrange_starts(work: Work, definition: Definition, process: Process, municipalities: Iterable[str] | None = None) -> None:
    """Set the start timers of a new version; those of earlier ones are cleared. BrokenProcess when one gives no time.

    `municipalities`: by default those that the publisher coordinates, and all of them for the system; where it ran before it runs on.
    """
    before = clock.superseded(work, definition)
    starts = _timed(process)
    if not starts:
        return
    for place in work.session.scalars(select(Municipality).where(Municipality.code.in_(sorted(before.union(_places(work, municipalities))))).order_by(Municipality.code)):
        for start in starts:
            clock.opens_cases(work, definition, place.code, start.id, _first(work, process, start, place))


def join_municipality(work: Work, code: str, name: str, prefix: str, settings: Mapping[str, Any] | None = None) -> Municipality:
    """As add_municipality; to one that is new, the clock brings what the installation published. A date that has passed stays passed."""
    is_new = work.session.get(Municipality, code) is None
    place = add_municipality(work, code, name, prefix, settings)
    newest = select(func.max(Definition.id)).group_by(Definition.key)
    for definition in work.session.scalars(select(Definition).join(Bundle, Bundle.id == Definition.bundle_id).where(
            Definition.id.in_(newest), Bundle.published_by.is_(None)).order_by(Definition.id)) if is_new else ():
        process = work.library.shelf(work.session, definition.bundle_id).main(definition.key)
        for start in _timed(process):
            occurrence = _first(work, process, start, place)
            if start.event.timer[0] != "date" or datetime.fromisoformat(occurrence["due"]) > work.now:
                clock.opens_cases(work, definition, code, start.id, occurrence)
    return place


def begin_by_clock(work: Work, deadline: Deadline) -> bool:
    """A start timer is due: open a case of its definition, and set the next. False for a version that is no longer the newest."""
    definition = work.session.get_one(Definition, deadline.definition_id)
    newest = work.session.scalar(select(Definition).where(Definition.key == definition.key).order_by(Definition.version.desc()).limit(1))
    if newest.id != definition.id:          # published by who could not see this municipality's timers
        process = work.library.shelf(work.session, newest.bundle_id).main(newest.key)
        arrange_starts(work, newest, process, [deadline.municipality])
        return False
    firings.spent(work, deadline)
    following = runner.next_start(deadline.cycle)
    if following is not None:
        clock.opens_cases(work, definition, deadline.municipality, deadline.element, following)
    standing = open_standing(work, definition, deadline.municipality, None, definition.name)
    carry_on(standing, take(standing, Action("start", name=deadline.element)))
    return True


def _timed(process: Process) -> list[Element]:
    roots = (process.elements[root] for root in process.roots)
    return [element for element in roots if element.kind == "startEvent" and element.event.kind == "timer"]


def _first(work: Work, process: Process, start: Element, place: Municipality) -> Mapping[str, Any]:
    """When the clock first opens a case in this place."""
    moment = Moment(work.now, calendar_of(place.settings), {"municipality": place.code})
    try:
        return runner.first_start(process, start.id, moment)
    except BrokenStep as broken:
        raise BrokenProcess([Finding(f"{process.id}.bpmn", broken.element, "error", broken.key, dict(broken.params))]) from broken


def _places(work: Work, municipalities: Iterable[str] | None) -> list[str]:
    if municipalities is not None:
        return sorted(municipalities)
    if work.actor.kind == "person":
        return sorted({held.municipality for held in work.actor.held if held.role == COORDINATOR})
    return sorted(work.session.scalars(select(Municipality.code)))
