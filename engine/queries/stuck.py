"""Why a case stands still: the element, the sentence, what went in, what waits where, and who can mend it; where else it may go."""
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select

from engine import feel
from engine.access import oversees
from engine.bpmn.lint.context import called
from engine.bpmn.lint.expressions import expressions
from engine.bpmn.model import Element, Process
from engine.cases import lock_seen
from engine.errors import NotAllowed
from engine.forms.model import Field
from engine.members import municipality_wide
from engine.privacy import MARK
from engine.queries.speech import Speech, speech
from engine.roles import COORDINATOR
from engine.standing import Standing
from engine.tables import Deadline, Person, Task, Wait
from engine.work import Work

SHOWN = frozenset({"case", "loopCounter"})  # names the engine fills in itself


@dataclass(frozen=True)
class Standstill:
    """`inputs`: the variables that the element names, and the answers that were kept; a personal one is None.

    `waiting`: (token, element) of all that waits, for who moves a token by hand. `menders`: login names of the coordinators.
    """

    case_id: int
    number: str
    element: str
    name: str
    key: str
    params: Mapping[str, Any]
    inputs: Mapping[str, Any]
    waiting: tuple[tuple[str, str], ...]
    menders: tuple[str, ...]
    labels: Mapping[str, str]               # what the forms call those variables, for the reader


def standstill(work: Work, case_id: int, language: str = "nl") -> Standstill | None:
    """For coordinators of the municipality; None when the case is not stuck. Personal values stay covered."""
    standing = _overseen(work, case_id)
    case = standing.case
    if case.status != "stuck":
        return None
    element = standing.process.elements.get(case.stuck_element)
    said = speech(work, standing.shelf.bundle, language)
    name = said.name(element.id, called(element)) if element else case.stuck_element or ""
    standing.veil.load(case.stuck_params)
    params = standing.veil.lift(case.stuck_params, frozenset()) or {}
    menders = tuple(person.login for person in municipality_wide(work, COORDINATOR, case.municipality))
    inputs = _inputs(standing)
    return Standstill(case.id, case.number, case.stuck_element or "", name, case.stuck_key, params, inputs, _waiting(work, case_id), menders,
                      _labels(standing, said, inputs))


@dataclass(frozen=True)
class Move:
    """Something that waits, and where in the same part of the drawing it could go instead: (element, name).

    `since`, and of a task who has taken it or its role, tell steps of one name apart.
    """

    token: str
    element: str
    name: str
    targets: tuple[tuple[str, str], ...]
    since: datetime
    task: int | None = None
    person: str | None = None
    role: str | None = None


@dataclass(frozen=True)
class Footing:
    """Where a case stands, and what of it can be put elsewhere by hand. Nothing can in a case that does not run."""

    case_id: int
    number: str
    status: str
    moves: tuple[Move, ...]


def footing(work: Work, case_id: int, language: str = "nl") -> Footing:
    """For coordinators of the municipality, of a case that runs as well as of one that is stuck."""
    standing = _overseen(work, case_id)
    case, elements, said = standing.case, standing.process.elements, speech(work, standing.shelf.bundle, language)
    waiting = _waits(work, case_id) if case.status in ("open", "stuck") else ()
    return Footing(case.id, case.number, case.status, tuple(
        Move(token, element, said.name(element, called(elements[element])), _beside(standing.process, element, said), *more)
        for token, element, *more in waiting if element in elements and _stands_by_itself(elements[element])))


def _overseen(work: Work, case_id: int) -> Standing:
    standing = lock_seen(work, case_id)
    if not oversees(work.actor, standing.case.municipality):
        raise NotAllowed("core.coordinators_only")
    return standing


def _stands_by_itself(element: Element) -> bool:
    """Not one of many, nor what only listens: the border of a step, or the start of a part that waits for its event."""
    return not (element.attached_to or element.loop or element.kind == "startEvent")


def _beside(process: Process, element: str, said: Speech) -> tuple[tuple[str, str], ...]:
    """Not what begins by itself: the border of a step, the start of the part, a part that waits for an event."""
    scope = process.elements[element].parent
    return tuple((other.id, said.name(other.id, called(other))) for other in process.elements.values()
                 if other.parent == scope and not other.attached_to and not other.event_subprocess and other.kind != "startEvent" and not other.for_compensation)


def _inputs(standing: Standing) -> dict[str, Any]:
    case = standing.case
    kept = dict(((case.pending or {}).get("action") or {}).get("variables") or {})
    around = {name: value for scope in reversed(case.data.values()) for name, value in scope.items()} | dict(case.data.get("", {})) | kept
    wanted = _named(standing.process, case.stuck_element) | kept.keys()
    return {name: _covered(around.get(name)) for name in sorted(wanted - SHOWN)}


def _labels(standing: Standing, said: Speech, names: Iterable[str]) -> dict[str, str]:
    """A question that is put together while somebody reads it has no name by itself."""
    contents = standing.work.library.contents(standing.work.session, standing.shelf.bundle)
    forms = (said.form(form) for form in contents.forms.values())
    found = {path: component.label for form in forms for path, component in form.walk() if isinstance(component, Field)}
    return {name: found[name].fixed for name in names if name in found and not found[name].names and found[name].fixed}


def _named(process: Process, element: str | None) -> set[str]:
    """The variables that an element and the flows out of it name."""
    here = {element, *(process.elements[element].outgoing if element in process.elements else ())}
    found: set[str] = set()
    for place in expressions(process):
        if place.element in here:
            try:
                found |= feel.compile(place.source).names - place.local
            except feel.FeelError:
                continue
    return found


def _covered(value: Any) -> Any:
    if isinstance(value, dict):
        return None if MARK in value else {name: _covered(inner) for name, inner in value.items()}
    return [_covered(inner) for inner in value] if isinstance(value, list) else value


def _waiting(work: Work, case_id: int) -> tuple[tuple[str, str], ...]:
    return tuple((token, element) for token, element, *_ in _waits(work, case_id))


def _waits(work: Work, case_id: int) -> tuple[Sequence[Any], ...]:
    """(token, element, since) of all that waits, of a task with its id, who has taken it and its role; the oldest first."""
    tasks = select(Task.token, Task.element, Task.opened_at, Task.id, Person.name, Task.role).outerjoin(Person, Task.claimant_id == Person.id).where(
        Task.case_id == case_id, Task.status.in_(("open", "claimed"))).order_by(Task.id)
    waits = select(Wait.token, Wait.element, Wait.since).where(Wait.case_id == case_id).order_by(Wait.id)
    timers = select(Deadline.token, Deadline.element, Deadline.set_at).where(
        Deadline.case_id == case_id, Deadline.kind == "timer", Deadline.state == "waiting").order_by(Deadline.id)
    return tuple(row for query in (tasks, waits, timers) for row in work.session.execute(query) if row[0])
