"""Who is told of an event, and as what; nobody of what is over."""
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from engine.covers import stand_in_for
from engine.members import members, municipality_wide
from engine.roles import COORDINATOR
from engine.tables import Case, CaseEvent, Handoff, Task
from engine.work import Work

LIVE_TASK = ("open", "claimed")
LIVE_CASE = ("open", "paused", "stuck")
WAITING_HANDOFF = ("offered", "asked")
IN_OWN_RIGHT = frozenset({"DateAsked", "CaseStuck", "HandoffUnanswered", "WaitEscalated"})       # what nobody decides, mends or looks at in the place of another


@dataclass(frozen=True)
class Told:
    """One person told one thing. `role`: as what they are told."""

    person: int
    kind: str
    role: str | None = None
    handoff: int | None = None
    params: Mapping[str, Any] = field(default_factory=dict)


def audience(work: Work, event: CaseEvent) -> list[Told]:
    """Whoever this event concerns now; who did it themselves is not told."""
    case = work.session.get(Case, event.case_id)
    tell = TELLING.get(event.kind)
    if tell is None or case is None or case.status not in LIVE_CASE:
        return []
    task = work.session.get(Task, event.task_id) if event.task_id is not None else None
    if task is not None and task.status not in LIVE_TASK:
        return []
    concerned = [told for told in tell(work, event, case, task) if told.person != event.on_behalf_of]
    if event.kind in IN_OWN_RIGHT or event.kind == "ReminderFell" and task is None:
        return _here(work, event, [told for told in concerned if told.person != event.person_id], case)
    found = (_or_stand_in(work, told, case) for told in concerned)
    return [told for told in found if told.person != event.person_id]


def _here(work: Work, event: CaseEvent, concerned: list[Told], case: Case) -> list[Told]:
    """Those who are not away, for their stand-ins could do nothing about it.

    Is nobody left, then the coordinators of a neighbourhood, who can as well; else all of them hear of it themselves.
    """
    here = [told for told in concerned if stand_in_for(work, told.person, case) is None]
    if here or not concerned:
        return here
    able = {person.id for person in members(work, COORDINATOR, case.municipality, None)} - {event.person_id, event.on_behalf_of}
    return [replace(concerned[0], person=one, role=COORDINATOR) for one in sorted(able) if stand_in_for(work, one, case) is None] or concerned


def _or_stand_in(work: Work, told: Told, case: Case) -> Told:
    """Their stand-in hears of it while somebody is away. A mention is for nobody else's eyes."""
    cover = None if told.kind == "mention" else stand_in_for(work, told.person, case)
    return told if cover is None else replace(told, person=cover.by_id, params={**told.params, "away": told.person})


def people_of(work: Work, role: str, case: Case) -> list[int]:
    """Who has a role for this case."""
    return [person.id for person in members(work, role, case.municipality, case.neighbourhood)]


def coordinators(work: Work, case: Case) -> list[int]:
    return [person.id for person in municipality_wide(work, COORDINATOR, case.municipality)]


def holders(work: Work, case: Case, task: Task) -> list[Told]:
    """Who has the turn of a task: its claimant, else whom it is reserved for, else its role's people, else the coordinators."""
    if holder := task.claimant_id or task.reserved_for:
        return [Told(holder, "", task.role)]
    people = [Told(person, "", role) for role in task.roles for person in people_of(work, role, case)] if task.role in task.roles else []
    return people or [Told(person, "", COORDINATOR) for person in coordinators(work, case)]


def _as(kind: str, people: Iterable[Told], **params: Any) -> list[Told]:
    return [Told(one.person, kind, one.role, one.handoff, params) for one in people]


def _opened(work: Work, event: CaseEvent, case: Case, task: Task | None) -> list[Told]:
    if task is None:
        return []
    return _as("handoff" if task.handed else "assigned", holders(work, case, task))


def _reassigned(work: Work, event: CaseEvent, case: Case, task: Task | None) -> list[Told]:
    return _as("assigned", holders(work, case, task)) if task is not None else []


def _reminded(work: Work, event: CaseEvent, case: Case, task: Task | None) -> list[Told]:
    """A task's holder; of a wait the role it waits for, else the coordinators, who can call whoever it is."""
    if task is not None:
        return _as("reminder", holders(work, case, task))
    role = event.payload.get("waits_for") or ""
    people = people_of(work, role, case)
    if people:
        return [Told(person, "reminder", role) for person in people]
    return [Told(person, "reminder", COORDINATOR) for person in coordinators(work, case)]


def _overdue(work: Work, event: CaseEvent, case: Case, task: Task | None) -> list[Told]:
    return _as("overdue", holders(work, case, task)) if task is not None else []


def _nudged(work: Work, event: CaseEvent, case: Case, task: Task | None) -> list[Told]:
    return _as("nudge", holders(work, case, task)) if task is not None else []


def _date_asked(work: Work, event: CaseEvent, case: Case, task: Task | None) -> list[Told]:
    """Who gave the turn, and the coordinators: either may say yes or no."""
    people = dict.fromkeys([event.payload["of"], *coordinators(work, case)])
    return [Told(person, "question", None if person == event.payload["of"] else COORDINATOR) for person in people if person is not None]


def _date_decided(kind: str) -> Callable[..., list[Told]]:
    def tell(work: Work, event: CaseEvent, case: Case, task: Task | None) -> list[Told]:
        return [Told(event.payload["to"], kind)]
    return tell


def _escalated(work: Work, event: CaseEvent, case: Case, task: Task | None) -> list[Told]:
    role = event.payload["role"]
    people = [person.id for person in municipality_wide(work, role, case.municipality)]
    if people:
        return [Told(person, "escalation", role) for person in people]
    return [Told(person, "escalation", COORDINATOR) for person in coordinators(work, case)]


def _stuck(work: Work, event: CaseEvent, case: Case, task: Task | None) -> list[Told]:
    return [Told(person, "stuck", COORDINATOR) for person in coordinators(work, case)] if case.status == "stuck" else []


def _handoff_of(work: Work, event: CaseEvent) -> Handoff | None:
    number = event.payload.get("handoff")
    found = work.session.get(Handoff, number) if number is not None else None
    return found if found is not None and found.kind == "by_hand" else None


def _offered(work: Work, event: CaseEvent, case: Case, task: Task | None) -> list[Told]:
    handoff = _handoff_of(work, event)
    if handoff is None or handoff.state not in WAITING_HANDOFF:
        return []
    people = [handoff.to_person] if handoff.to_person else people_of(work, handoff.to_role, case)
    return [Told(person, "handoff", handoff.to_role, handoff.id) for person in people]


def _to_giver(kind: str) -> Callable[..., list[Told]]:
    def tell(work: Work, event: CaseEvent, case: Case, task: Task | None) -> list[Told]:
        handoff = _handoff_of(work, event)
        return [Told(handoff.from_person, kind, handoff.from_role, handoff.id)] if handoff is not None and handoff.from_person else []
    return tell


def _unanswered(work: Work, event: CaseEvent, case: Case, task: Task | None) -> list[Told]:
    handoff = _handoff_of(work, event)
    if handoff is None or handoff.state not in WAITING_HANDOFF:
        return []
    return [Told(person, "escalation", COORDINATOR, handoff.id) for person in coordinators(work, case)]


def _mentioned(work: Work, event: CaseEvent, case: Case, task: Task | None) -> list[Told]:
    return [Told(person, "mention") for person in event.payload.get("people", ())]


TELLING: Mapping[str, Callable[[Work, CaseEvent, Case, Task | None], list[Told]]] = {
    "TaskOpened": _opened, "TaskReassigned": _reassigned, "TaskReleased": _reassigned, "ReminderFell": _reminded,
    "TaskBecameDue": _overdue, "TaskEscalated": _escalated, "WaitEscalated": _escalated, "CaseStuck": _stuck, "HandoffOffered": _offered,
    "HandoffAsked": _to_giver("question"), "HandoffAnswered": _offered, "HandoffAccepted": _to_giver("accepted"), "HandoffReturned": _to_giver("returned"),
    "HandoffUnanswered": _unanswered, "MentionMade": _mentioned, "TaskNudged": _nudged,
    "TaskDeclined": _reassigned, "DateAsked": _date_asked, "DateGranted": _date_decided("accepted"), "DateRefused": _date_decided("returned"),
}
