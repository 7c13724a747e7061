"""Why a case stands still: the element, the sentence, what went in, what waits where, and who can mend it."""
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from engine import feel
from engine.access import oversees
from engine.bpmn.lint.context import called
from engine.bpmn.lint.expressions import expressions
from engine.bpmn.model import Process
from engine.errors import NotAllowed
from engine.members import municipality_wide
from engine.privacy import MARK
from engine.queries.speech import Speech, speech
from engine.roles import COORDINATOR
from engine.standing import Standing, lock_case
from engine.tables import Deadline, Task, Wait
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


def standstill(work: Work, case_id: int, language: str = "nl") -> Standstill | None:
    """For coordinators of the municipality; None when the case is not stuck. Personal values stay covered."""
    standing = lock_case(work, case_id)
    case = standing.case
    if not oversees(work.actor, case.municipality):
        raise NotAllowed("core.coordinators_only")
    if case.status != "stuck":
        return None
    element = standing.process.elements.get(case.stuck_element)
    name = speech(work, standing.shelf.bundle, language).name(element.id, called(element)) if element else case.stuck_element or ""
    standing.veil.load(case.stuck_params)
    params = standing.veil.lift(case.stuck_params, frozenset()) or {}
    menders = tuple(person.login for person in municipality_wide(work, COORDINATOR, case.municipality))
    return Standstill(case.id, case.number, case.stuck_element or "", name, case.stuck_key, params, _inputs(standing), _waiting(work, case_id), menders)


@dataclass(frozen=True)
class Move:
    """Something that waits, and where in the same part of the drawing it could go instead: (element, name)."""

    token: str
    element: str
    name: str
    targets: tuple[tuple[str, str], ...]


def moves(work: Work, case_id: int, language: str = "nl") -> tuple[Move, ...]:
    """For coordinators: what can be put elsewhere by hand in a case that runs or is stuck."""
    standing = lock_case(work, case_id)
    if not oversees(work.actor, standing.case.municipality):
        raise NotAllowed("core.coordinators_only")
    elements, said = standing.process.elements, speech(work, standing.shelf.bundle, language)
    return tuple(Move(token, element, said.name(element, called(elements[element])), _beside(standing.process, element, said))
                 for token, element in _waiting(work, case_id) if element in elements and not elements[element].attached_to)


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
    rows = [*work.session.execute(select(Task.token, Task.element).where(Task.case_id == case_id, Task.status.in_(("open", "claimed")))),
            *work.session.execute(select(Wait.token, Wait.element).where(Wait.case_id == case_id)),
            *work.session.execute(select(Deadline.token, Deadline.element).where(
                Deadline.case_id == case_id, Deadline.kind == "timer", Deadline.state == "waiting"))]
    return tuple((token, element) for token, element in rows if token)
