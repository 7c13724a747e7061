"""Deadlines: firing a claimed one, counting failures, choosing another date, and saying what will fire."""
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta

from sqlalchemy import Row, bindparam, func, select

from engine.claims import ATTEMPTS, BACK_OFF, Claimed, waiting
from engine.following import carry_on, expire
from engine.handoffs import offer_unanswered
from engine.ledger import cases, clock, firings
from engine.ledger.by_hand import ANSWER
from engine.ledger.firings import MOVES_TOKENS
from engine.ledger.plan import Cause
from engine.standing import Standing, lock_case
from engine.starting import begin_by_clock
from engine.steps import Action, take
from engine.tables import Case, Deadline, Definition, Message, Task, Wait
from engine.tracing import traced
from engine.work import Work

RUNNING = ("open", "stuck")
LIVE_TASK = ("open", "claimed")
# A deadline in our hands, when it is not to fall: it failed, or belongs to no case. Built once.
MINE = (select(Deadline).where(Deadline.id == bindparam("deadline"), Deadline.state == "waiting", Deadline.lease_token == bindparam("lease"))
        .with_for_update().execution_options(populate_existing=True))


@traced("deadline")
def fire_deadline(work: Work, claimed: Claimed) -> bool:
    """Let the clock act once. Whoever comes second, or too late, changes nothing and hears False.

    The case is locked first; then `state = waiting and lease_token = mine` decides.
    """
    if claimed.case_id is None:
        return _without_case(work, claimed)
    standing = lock_case(work, claimed.case_id)
    fallen = _fell(standing, claimed) if standing.case.status in RUNNING else None
    if fallen is None:
        return False
    if fallen.kind == MOVES_TOKENS:
        return _fire_timer(standing, fallen)
    if (fallen.token or "").startswith(ANSWER):
        return offer_unanswered(standing, int(fallen.token.removeprefix(ANSWER)))
    return _speak(standing, fallen)


def _speak(standing: Standing, fallen: Row) -> bool:
    """A due moment, a reminder, an escalation: of a task that is open, or a wait that is not over."""
    work, case = standing.work, standing.case
    task = work.session.get(Task, fallen.task_id) if fallen.task_id is not None else None
    wait = work.session.get(Wait, fallen.wait_id) if fallen.wait_id is not None else None
    if wait is None and (task is None or task.status not in LIVE_TASK):
        firings.cleared(work, fallen.id)
        return False
    if fallen.kind == "due":
        clock.became_due(work, case, fallen, task)
    elif fallen.kind == "reminder":
        clock.reminder_fell(work, case, fallen, task, wait)
    else:
        clock.escalated(work, case, fallen, task)
    return True


def deadline_failed(work: Work, claimed: Claimed, why: str) -> None:
    """Firing raised something nobody foresaw: try again later, and after some attempts let the coordinator see it.

    `why` is the name of an error, never its text: that may hold personal values.
    """
    if claimed.case_id is None:
        deadline = _mine(work, claimed)
        if deadline is not None:
            firings.put_off(deadline, work.now + _later(claimed), _worth_trying(claimed))
        return
    standing = lock_case(work, claimed.case_id)
    deadline = _mine(work, claimed)
    if deadline is None:
        return
    firings.put_off(deadline, work.now + _later(claimed), _worth_trying(claimed))
    if claimed.attempts >= ATTEMPTS:
        _give_up(standing, deadline, claimed, why)


@dataclass(frozen=True)
class Upcoming:
    """What the clock will do: `aanzet deadlines` prints it."""

    id: int
    due_at: datetime
    kind: str
    case: int | None
    number: str | None
    title: str | None
    process: str | None
    element: str | None
    task: int | None
    role: str | None
    explanation: object
    attempts: int
    set_at: datetime | None = None


def upcoming(work: Work, before: datetime | None = None, since: datetime | None = None, case: int | None = None) -> list[Upcoming]:
    """Everything that will fire, in order, from `since` up to and including `before`, within the reach of the actor's municipalities."""
    columns = (Deadline.id, Deadline.due_at, Deadline.kind, Deadline.case_id, Case.number, Case.title, func.coalesce(Case.key, Definition.key), Deadline.element,
               Deadline.task_id, func.coalesce(Deadline.role, Task.role), Deadline.explanation, Deadline.attempts, Deadline.set_at)
    rows = waiting(*columns).outerjoin(Task, Task.id == Deadline.task_id).outerjoin(Definition, Definition.id == Deadline.definition_id).order_by(Deadline.due_at, Deadline.id)
    limits = [] if before is None else [Deadline.due_at <= before]
    limits += [] if since is None else [Deadline.due_at >= since]
    limits += [] if case is None else [Deadline.case_id == case]
    theirs = work.actor.municipalities
    if theirs is not None:
        limits.append(Deadline.municipality.in_(sorted(theirs)))
    return [Upcoming(*row) for row in work.session.execute(rows.where(*limits))]


def _fire_timer(standing: Standing, fallen: Row) -> bool:
    """The diagram decides what happens; a step that breaks leaves the case stuck, with the timer to be fired again by retry."""
    try:
        taken = take(standing, Action("fire", token=fallen.token), _cause(fallen), fallen=fallen)
    except LookupError:
        firings.cleared(standing.work, fallen.id)       # its token has gone another way
        return False
    if not taken.moved:
        firings.waits_again(standing.work, fallen.id)
    carry_on(standing, taken)
    return True


def _give_up(standing: Standing, deadline: Deadline, claimed: Claimed, why: str) -> None:
    """A timer leaves its case stuck, for retry to fire again; anything else is only noted, and tried once an hour."""
    element = deadline.element or ""
    if deadline.kind != MOVES_TOKENS or not standing.case.runs:
        firings.failed(standing.work, standing.case, deadline, claimed.attempts, why)
        return
    kept = {"action": asdict(Action("fire", token=deadline.token)), "cause": asdict(_cause(deadline))}
    cases.stuck(standing, element, "time.firing_failed", {"element": element, "why": why}, kept)


def _later(claimed: Claimed) -> timedelta:
    return BACK_OFF[min(claimed.attempts, len(BACK_OFF)) - 1]


def _worth_trying(claimed: Claimed) -> int:
    """With how many attempts it waits on: whoever told of this one lives, so another does no harm. Who ends those that try it is left alone."""
    return min(claimed.attempts, ATTEMPTS - 1) if claimed.attempts <= ATTEMPTS else claimed.attempts


def _cause(deadline: Deadline | Row) -> Cause:
    return Cause(role=deadline.role, element=deadline.element)


def _fell(standing: Standing, claimed: Claimed) -> Row | None:
    return firings.fell(standing.work, claimed.deadline_id, claimed.lease_token, standing.case.runs)


def _mine(work: Work, claimed: Claimed) -> Deadline | None:
    return work.session.scalar(MINE, {"deadline": claimed.deadline_id, "lease": claimed.lease_token})


def _without_case(work: Work, claimed: Claimed) -> bool:
    """A timer that opens a case, or a message kept for a case that never came to wait for it."""
    deadline = _mine(work, claimed)
    if deadline is None:
        return False
    if deadline.definition_id is not None:
        return begin_by_clock(work, deadline)
    message = work.session.scalar(select(Message).where(Message.id == deadline.message_id).with_for_update())
    firings.spent(work, deadline)
    expire(work, message)
    return True
