"""Who may see and do what, as conditions on rows: what you may not see is not found."""
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime

from sqlalchemy import ColumnElement, Select, and_, bindparam, false, or_, select, true

from engine.actors import Actor, Held
from engine.blanks import ask
from engine.errors import NotFound
from engine.members import nobody_at_all, nobody_nearer
from engine.roles import COORDINATOR, FACILITATOR, MANAGER, PROGRAMME_MANAGER, board_of
from engine.tables import Case, CasePerson, RoleHolder, Task, TaskCandidate
from engine.work import Work

LIVE = ("open", "claimed")
ABOUT_RESIDENTS = ("participant-track", "absence-signal")       # managers see these as figures only
OVERSEERS = (COORDINATOR, PROGRAMME_MANAGER)
Condition = Callable[[Actor, datetime], ColumnElement[bool]]


def meets(work: Work, condition: Condition, rows: type, row: int) -> bool:
    """Whether one task or case meets a condition of this module for the actor: `meets(work, may_take, Task, 7)`."""
    return ask(work, _one, condition, rows, row=row).first() is not None


def _one(actor: Actor, now: datetime, condition: Condition, rows: type) -> Select:
    return select(rows.id).where(rows.id == bindparam("row"), condition(actor, now))


def may_take(actor: Actor, now: datetime) -> ColumnElement[bool]:
    """Tasks whose role, or one of whose candidates, the actor is. Says nothing about who has claimed them."""
    if actor.kind != "person":
        return true()
    if actor.stand_in is not None:
        return and_(covered(actor), may_take(replace(actor, stand_in=None), now))
    return or_(Task.reserved_for == actor.person,
               and_(Task.reserved_for.is_(None), or_(false(), *(_holds(held, Task, now) for held in actor.held))),
               _nobody_has_it(actor, now), Task.id.in_(_candidate(actor, now, ("candidate", "escalated"))))


def covered(actor: Actor) -> ColumnElement[bool]:
    """Tasks that are part of the work for which somebody stands in. For who acts for themselves: every task."""
    asked = actor.stand_in
    if asked is None:
        return true()
    here = [Task.municipality.in_(list(actor.municipalities))]
    if asked.neighbourhood is not None:
        here.append(Task.neighbourhood == asked.neighbourhood)
    if asked.processes is not None:
        here.append(Task.case_id.in_(select(Case.id).where(Case.key.in_(sorted(asked.processes)))))
    return and_(*here)


def plainly_takes(actor: Actor, task: Task) -> bool:
    """Whether that can be told from the task alone; when not, ask `may_take`."""
    if actor.stand_in is not None:
        return False
    if actor.kind != "person" or task.reserved_for == actor.person:
        return True
    return task.reserved_for is None and any(
        held.role == task.role and held.municipality == task.municipality and (task.neighbourhood is None or held.neighbourhood == task.neighbourhood)
        for held in actor.held)


def escalated_to(actor: Actor, now: datetime) -> ColumnElement[bool]:
    """Tasks that came up to the actor because time ran out."""
    return Task.id.in_(_candidate(actor, now, ("escalated",)))


def offered_to(actor: Actor, now: datetime) -> ColumnElement[bool]:
    """Tasks that somebody offers the actor by hand: theirs to look at, and not to do before they accept."""
    here = Task.municipality.in_(list(actor.municipalities)) if actor.municipalities is not None else true()
    return and_(here, covered(actor), Task.status.in_(LIVE), Task.id.in_(_candidate(actor, now, ("offered",))))


def sees_task(actor: Actor, now: datetime) -> ColumnElement[bool]:
    """For a query that has joined the case. Who is offered a task sees that task, and its case only after accepting.

    Who stands in for somebody sees the tasks they were asked to do, and not the cases around them.
    """
    if actor.kind != "person":
        return true()
    if actor.stand_in is not None:
        return asked_of(actor, now)
    return or_(Task.claimant_id == actor.person, may_take(actor, now), sees_case(actor, now), offered_to(actor, now))


def asked_of(actor: Actor, now: datetime) -> ColumnElement[bool]:
    """The tasks of who is away that somebody does in their place: what they have, may take or are offered, and not what they may look at."""
    away = replace(actor, stand_in=None)
    return and_(covered(actor), or_(Task.claimant_id == actor.person, may_take(away, now), offered_to(away, now)))


def keep_to_asked(work: Work, task: int) -> None:
    """NotFound when somebody stands in and this task is no part of the work they were asked to do."""
    if work.actor.stand_in is not None and not meets(work, asked_of, Task, task):
        raise NotFound()


def sees_case(actor: Actor, now: datetime) -> ColumnElement[bool]:
    """Whoever has or had a turn in it, or leads there; nobody in another's place."""
    if actor.kind != "person":
        return true()
    if actor.stand_in is not None:
        return false()
    mine = select(Task.case_id).where(Task.claimant_id == actor.person)
    takes = select(Task.case_id).where(Task.status.in_(LIVE), may_take(actor, now))
    fixed = select(RoleHolder.case_id).where(RoleHolder.person_id == actor.person)
    among = select(CasePerson.case_id).where(CasePerson.person_id == actor.person)
    return and_(Case.municipality.in_(list(actor.municipalities)),
                or_(*_by_place(actor, now), Case.opened_by == actor.person, Case.id.in_(mine), Case.id.in_(takes),
                    Case.id.in_(fixed), Case.id.in_(among)))


def on_team(actor: Actor, now: datetime) -> ColumnElement[bool]:
    """Cases in which the actor takes part; who only watches over many of them reads no notes."""
    if actor.kind != "person":
        return true()
    return sees_case(replace(actor, held=tuple(held for held in actor.held if held.role != MANAGER)), now)


def works_on(work: Work, case_id: int) -> bool:
    """Whether the actor takes part in this case, and so may change it: a manager follows it and edits nothing."""
    return work.actor.kind != "person" or meets(work, on_team, Case, case_id)


def works_in(actor: Actor, municipality: str) -> bool:
    """Whether the actor has a role there other than following how things go."""
    return actor.kind != "person" or bool(actor.roles(municipality) - {MANAGER})


def may_open(actor: Actor, municipality: str, board: str) -> bool:
    """Who leads opens any case; a resident, a key figure or anybody else what begins on their own board; who only follows, none."""
    mine = actor.roles(municipality) - {MANAGER}
    return leads(actor, municipality) or PROGRAMME_MANAGER in mine or board in map(board_of, mine)


def leads(actor: Actor, municipality: str) -> bool:
    """Coordinators and facilitators, and the system, pause a case and close a part of it."""
    return oversees(actor, municipality) or actor.has(FACILITATOR, municipality)


def oversees(actor: Actor, municipality: str) -> bool:
    """Coordinators of the municipality, and the system, may reassign, retry and cancel."""
    return actor.kind != "person" or actor.has(COORDINATOR, municipality)


def reads_as(actor: Actor, municipality: str) -> frozenset[str] | None:
    """The roles by which the actor reads personal fields; None: everything, for the engine itself."""
    return None if actor.kind != "person" else actor.roles(municipality)


def _by_place(actor: Actor, now: datetime) -> Iterator[ColumnElement[bool]]:
    for held in actor.held:
        here = Case.municipality == held.municipality
        if held.role in OVERSEERS:
            yield here
        elif held.role == FACILITATOR:
            yield _holds(held, Case, now)
        elif held.role == MANAGER:
            yield and_(here, Case.key.not_in(ABOUT_RESIDENTS))


def _holds(held: Held, rows: type, now: datetime) -> ColumnElement[bool]:
    """A role somebody holds is theirs for these rows (tasks, candidates, cases); see engine/members.py."""
    own = [rows.municipality == held.municipality] + ([] if rows is Case else [rows.role == held.role])
    if held.neighbourhood is not None:
        return and_(*own, or_(rows.neighbourhood.is_(None), rows.neighbourhood == held.neighbourhood))
    return and_(*own, or_(rows.neighbourhood.is_(None), nobody_nearer(now, held.role, held.municipality, rows.neighbourhood)))


def _nobody_has_it(actor: Actor, now: datetime) -> ColumnElement[bool]:
    """Tasks of a role that nobody has fall to the coordinators."""
    mine = [held.municipality for held in actor.held if held.role == COORDINATOR]
    if not mine:
        return false()
    return and_(Task.municipality.in_(mine), Task.reserved_for.is_(None), nobody_at_all(now, Task.role, Task.municipality, Task.neighbourhood))


def _candidate(actor: Actor, now: datetime, why: tuple[str, ...]):
    rows = TaskCandidate
    mine = or_(rows.person_id == actor.person, *(and_(rows.role == held.role, _holds_or_escalated(held, now)) for held in actor.held))
    return select(rows.task_id).where(rows.why.in_(why), mine)


def _holds_or_escalated(held: Held, now: datetime) -> ColumnElement[bool]:
    """An escalation reaches the role's people in the whole municipality; a candidate role only who holds it for the case."""
    wide = and_(TaskCandidate.why == "escalated", TaskCandidate.municipality == held.municipality)
    return or_(wide, _holds(held, TaskCandidate, now))
