"""Handoffs by hand: offered, asked about, answered, accepted, returned, taken back, left unanswered."""
from datetime import UTC, datetime

from engine.ledger import handoffs, tasks
from engine.ledger.events import record
from engine.roles import board_of
from engine.standing import Standing
from engine.tables import Case, Deadline, Handoff, Task, TaskCandidate
from engine.work import Work

ANSWER = "handoff:"                         # begins the token of the deadline by which an offer wants an answer


def offered(standing: Standing, task: Task, handoff: Handoff, note: str | None, answer_by: datetime) -> Handoff:
    """A keeps task, turn and deadline; the clock sees to it that the offer is not forgotten."""
    work, case = standing.work, standing.case
    work.session.add(handoff)
    if note:
        _say(standing, handoff, "note", note)
    work.session.add(TaskCandidate(
        task_id=task.id, municipality=case.municipality, neighbourhood=case.neighbourhood, why="offered", person_id=handoff.to_person,
        role=None if handoff.to_person else handoff.to_role))
    task.further = True
    work.session.flush()
    work.session.add(Deadline(case_id=case.id, municipality=case.municipality, kind="escalation", state="waiting",
                              token=f"{ANSWER}{handoff.id}", element=task.element, due_at=answer_by, first_due_at=answer_by, set_at=work.now))
    work.nudges.add("deadlines")
    record(work, case, "HandoffOffered", task.element, task, handoff=handoff.id, from_role=handoff.from_role, to_role=handoff.to_role,
           to=handoff.to_person)
    return handoff


def asked(standing: Standing, task: Task, handoff: Handoff, question: str) -> None:
    handoff.state = "asked"
    _say(standing, handoff, "question", question)
    record(standing.work, standing.case, "HandoffAsked", task.element, task, handoff=handoff.id)


def answered(standing: Standing, task: Task, handoff: Handoff, answer: str) -> None:
    """The giver said more; it is for the receiver again."""
    handoff.state = "offered"
    _say(standing, handoff, "answer", answer)
    record(standing.work, standing.case, "HandoffAnswered", task.element, task, handoff=handoff.id)


def accepted(work: Work, case: Case, task: Task, handoff: Handoff, person: int) -> None:
    """The receiver is the claimant from now on, as the role the offer was for. Dates stay as they are."""
    handoff.state, handoff.answered_at, handoff.accepted_by = "accepted", work.now, person
    handoffs.no_longer_shown(work, task)
    tasks.remember(work, case, task.claimant_id)
    if handoff.to_role and handoff.to_role not in task.roles:
        work.session.add(TaskCandidate(task_id=task.id, municipality=case.municipality, neighbourhood=case.neighbourhood, role=task.role,
                                       person_id=None, why="candidate"))
        task.further, task.role, task.roles, task.board = True, handoff.to_role, [handoff.to_role, *task.roles], board_of(handoff.to_role)
    task.status, task.claimant_id, task.claimed_at = "claimed", person, work.now
    if task.reserved_for is not None:
        task.reserved_for = person
    task.revision += 1
    record(work, case, "HandoffAccepted", task.element, task, handoff=handoff.id, from_role=handoff.from_role, to_role=handoff.to_role)


def returned(standing: Standing, task: Task, handoff: Handoff, reason: str) -> None:
    work, case = standing.work, standing.case
    handoff.state, handoff.answered_at = "returned", work.now
    _say(standing, handoff, "reason", reason)
    handoffs.no_longer_shown(work, task)
    record(work, case, "HandoffReturned", task.element, task, handoff=handoff.id)


def unanswered(work: Work, case: Case, task: Task, handoff: Handoff) -> None:
    record(work, case, "HandoffUnanswered", task.element, task, handoff=handoff.id)


def sealed(standing: Standing, handoff: Handoff) -> bool:
    """What was said when words still stood here in clear, kept apart from now on. False: there was nothing to do."""
    clear = [part for part in handoff.said or () if isinstance(part["words"], str)]
    if clear:
        standing.snapshot()
        handoff.said = [{**part, "words": standing.veil.keep(part["what"], part["words"])} if part in clear else part for part in handoff.said]
        standing.veil.store()
    return bool(clear)


def _say(standing: Standing, handoff: Handoff, what: str, words: str) -> None:
    """Kept apart like a note; the row holds who, when and a reference."""
    work = standing.work
    standing.snapshot()
    part = {"what": what, "by": work.actor.person, "at": work.now.astimezone(UTC).isoformat(), "words": standing.veil.keep(what, words)}
    handoff.said = [*(handoff.said or ()), part]
    standing.veil.store()
