"""Cases that the clock opens: a process that begins with a timer sets one for each municipality it is published in."""
from collections.abc import Iterable

from sqlalchemy import select

from engine.bpmn import runner
from engine.bpmn.model import Process
from engine.bpmn.moment import Moment
from engine.bpmn.step import BrokenStep
from engine.errors import BrokenProcess
from engine.findings import Finding
from engine.following import carry_on, open_standing
from engine.ledger import clock, firings
from engine.municipalities import calendar_of
from engine.roles import COORDINATOR
from engine.steps import Action, take
from engine.tables import Deadline, Definition, Municipality
from engine.work import Work


def arrange_starts(work: Work, definition: Definition, process: Process, municipalities: Iterable[str] | None = None) -> None:
    """Set the start timers of a new version; those of earlier ones are cleared. BrokenProcess when one gives no time.

    `municipalities`: by default those that the publisher coordinates, and all of them for the system; where it ran before it runs on.
    """
    before = clock.superseded(work, definition)
    starts = [process.elements[root] for root in process.roots if process.elements[root].kind == "startEvent"
              and process.elements[root].event.kind == "timer"]
    if not starts:
        return
    for place in work.session.scalars(select(Municipality).where(Municipality.code.in_(sorted(before.union(_places(work, municipalities))))).order_by(Municipality.code)):
        moment = Moment(work.now, calendar_of(place.settings), {"municipality": place.code})
        for start in starts:
            try:
                clock.opens_cases(work, definition, place.code, start.id, runner.first_start(process, start.id, moment))
            except BrokenStep as broken:
                raise BrokenProcess([Finding(f"{process.id}.bpmn", broken.element, "error", broken.key, dict(broken.params))]) from broken


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


def _places(work: Work, municipalities: Iterable[str] | None) -> list[str]:
    if municipalities is not None:
        return sorted(municipalities)
    if work.actor.kind == "person":
        return sorted({held.municipality for held in work.actor.held if held.role == COORDINATOR})
    return sorted(work.session.scalars(select(Municipality.code)))
