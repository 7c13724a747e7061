"""What people do with a task: look at it, claim it, let go, draft, complete it, give it to somebody else."""
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import bindparam, select

from engine import access, attendance, forms
from engine.bpmn import runner
from engine.bpmn.step import Snapshot
from engine.errors import Conflict, InvalidAnswers, NotAllowed, NotFound, Stale
from engine.following import carry_on
from engine.forms import Form
from engine.ledger import clock, handoffs, promises
from engine.ledger import tasks as ledger
from engine.ledger.plan import Cause
from engine.members import members
from engine.privacy import references, refuse_references
from engine.standing import Standing, lock_case_of
from engine.steps import Action, take
from engine.tables import Case, Definition, Draft, Person, Task
from engine.withheld import Whole, own, whole
from engine.work import Work

LIVE = ("open", "claimed")
BY_ID = select(Task).where(Task.id == bindparam("task"))
ITS_FORM = (select(Task.form, Task.process, Definition.bundle_id).join(Case, Case.id == Task.case_id).join(Definition, Definition.id == Case.definition_id)
            .where(Task.id == bindparam("task")))


@dataclass(frozen=True)
class Done:
    """What came of completing. `repeated`: it was done before, by the same person with the same answers. `stuck`: kept, but the case cannot go on."""

    task: Task
    case: Case
    repeated: bool = False
    stuck: bool = False


def claim_task(work: Work, task_id: int, revision: int | None = None) -> Task:
    """Take a task up. Claiming what is yours already changes nothing."""
    standing, task, takes = locked_task(work, task_id, revision)
    if task.status == "claimed" and task.claimant_id == work.actor.person:
        return task
    must_live(standing, task)
    if not takes:
        raise NotAllowed("core.not_your_role")
    if task.status == "claimed" and not _came_up(work, task):
        raise _not_yours(work, task)
    handoffs.taken_up(work, standing.case, task, work.actor.person)
    ledger.claimed(work, standing.case, task, work.actor.person)
    return task


def release_task(work: Work, task_id: int, revision: int | None = None) -> Task:
    """Put a claimed task back for its role. For the claimant, and for coordinators."""
    standing, task, _ = locked_task(work, task_id, revision)
    if task.status == "open":
        return task
    must_live(standing, task)
    if task.claimant_id != work.actor.person and not access.oversees(work.actor, task.municipality):
        raise NotAllowed("core.not_your_task")
    ledger.released(work, standing.case, task)
    return task


def see_task(work: Work, task_id: int) -> Task:
    """Somebody whose turn it is opens the task: an automatic handoff counts as taken up. Changes nothing for others."""
    standing, task, takes = locked_task(work, task_id, None)
    mine = task.claimant_id == work.actor.person or (task.claimant_id is None and takes)
    if task.status in LIVE and task.handed and mine and work.actor.kind == "person":
        handoffs.taken_up(work, standing.case, task, work.actor.person)
    return task


def unchanged_task(work: Work, task_id: int, revision: int | None) -> None:
    """Hold a task as whoever asks saw it. Stale when it is not so any more; None asks nothing."""
    if revision is not None:
        locked_task(work, task_id, revision)


def save_draft(work: Work, task_id: int, answers: Mapping[str, Any]) -> Draft:
    """Keep a half-filled form for this person. Nothing is checked; personal fields are kept apart at once."""
    refuse_references(dict(answers))
    standing, task, takes = locked_task(work, task_id, None)
    must_live(standing, task, stuck_too=True)
    if not takes and task.claimant_id != work.actor.person:
        raise NotAllowed("core.not_your_task")
    handoffs.taken_up(work, standing.case, task, work.actor.person)
    return _drafted_now(standing, task, answers)


def keep_typed(work: Work, task_id: int, answers: Mapping[str, Any]) -> Draft | None:
    """What somebody typed and cannot send, since another was first or the case stands still. None when it is not theirs to type."""
    refuse_references(dict(answers))
    standing, task, takes = locked_task(work, task_id)
    mine = task.claimant_id == work.actor.person
    if not (takes or mine) or mine and task.status not in LIVE:
        return None
    return _drafted_now(standing, task, answers)


def _drafted_now(standing: Standing, task: Task, answers: Mapping[str, Any]) -> Draft:
    work, form, veil = standing.work, form_of(standing, task), standing.veil
    before = _drafted(standing, task, Draft.person_id == work.actor.person) if form is not None and form.personal else set()
    snapshot = standing.snapshot()
    if form is not None and form.personal:
        answers = own(form, answers, held_by(standing, task), veil, access.reads_as(work.actor, task.municipality))
        veil.learn(form.personal, answers, snapshot.data.get("", {}))
    draft = ledger.drafted(standing, task, veil.lay(dict(answers)))
    veil.store()
    veil.forget(before - _pointed_at(standing, draft.answers))
    return draft


def discard_draft(work: Work, task_id: int) -> Task:
    """Throw away what one typed oneself, also when somebody else was first. Nothing typed: changes nothing."""
    standing, task, _ = locked_task(work, task_id)
    before = _drafted(standing, task, Draft.person_id == work.actor.person)
    ledger.undrafted(work, task, work.actor.person)
    standing.veil.forget(before - _pointed_at(standing, task.answers))
    return task


def complete_task(work: Work, task_id: int, answers: Mapping[str, Any] | None = None, revision: int | None = None) -> Done:
    """Answer a task and let the case go on. For the claimant, or for any candidate when nobody claimed it.

    InvalidAnswers names each field that is not right. A step that breaks in the diagram is no refusal: see `Done.stuck`.
    """
    answers = dict(answers or {})
    refuse_references(answers)
    standing, task, takes = locked_task(work, task_id, None)
    if task.status == "completed" and task.claimant_id == work.actor.person:
        return _again(standing, task, answers)
    _matches(task, revision)
    must_live(standing, task)
    if task.claimant_id != work.actor.person and not (takes and (task.claimant_id is None or _came_up(work, task))):
        raise _not_yours(work, task)
    if task.token is None:
        return _by_hand(standing, task, answers)
    values = _checked(standing, task, answers)
    person = work.actor.person if work.actor.kind == "person" else None
    cause = Cause(_acting_as(work, task), task.board, task.element, task.id, person)
    drafts = _drafted(standing, task, Draft.person_id == work.actor.person) if standing.veil.known else set()
    taken = take(standing, Action("complete", task.token, variables=values, task=task.id, person=person), cause, task)
    if taken.moved:
        standing.veil.forget(drafts - _pointed_at(standing, task.answers))
    carry_on(standing, taken)
    return Done(task, standing.case, stuck=not taken.moved)


def reassign_task(work: Work, task_id: int, to: int, why: str | None = None, revision: int | None = None) -> Task:
    """Give a task to somebody of its role. For the municipality's coordinators, and for whom it was escalated to."""
    standing, task, _ = locked_task(work, task_id, revision)
    must_live(standing, task)
    if not access.oversees(work.actor, task.municipality) and not _came_up(work, task):
        raise NotAllowed("core.coordinators_only")
    if task.status == "claimed" and task.claimant_id == to:
        return task
    able = {person.id for role in task.roles for person in members(work, role, task.municipality, task.neighbourhood)}
    if to not in able:
        raise InvalidAnswers([("to", "core.has_not_the_role", {"role": task.roles[0]})])
    handoffs.taken_up(work, standing.case, task, to)
    ledger.reassigned(work, standing.case, task, to, standing.covered(why.strip()) if why and why.strip() else None)
    return task


def form_to_answer(work: Work, task_id: int) -> Form | None:
    """To read answers by that came in. Nothing is checked: that is for what is done with them."""
    row = work.session.execute(ITS_FORM, {"task": task_id}).first()
    return work.library.shelf(work.session, row.bundle_id).beside(row.process).form(row.form) if row is not None and row.form is not None else None


def form_of(standing: Standing, task: Task) -> Form | None:
    """The form of a task; None for a plain page. A form that is named and found nowhere is None as well: the checker warned."""
    if task.form is None:
        return None
    return standing.shelf.beside(task.process).form(task.form)


def held_by(standing: Standing, task: Task) -> Mapping[str, Any]:
    """What the task sees, with references; a closed one, or one added by hand, sees the case."""
    case = standing.case
    if task.token is None or task.status not in LIVE:
        return case.data.get("", {})
    return runner.visible(Snapshot(case.state, case.data), task.token)


def locked_task(work: Work, task_id: int, revision: int | None = None) -> tuple[Standing, Task, bool]:
    """The case locked, then the task read, and whether its role is the actor's. NotFound for who may not see it."""
    standing = lock_case_of(work, Task, task_id)
    task = work.session.execute(BY_ID, {"task": task_id}, execution_options={"populate_existing": True}).scalar_one()
    access.keep_to_asked(work, task_id)
    takes = access.plainly_takes(work.actor, task) or access.meets(work, access.may_take, Task, task_id)
    if not takes and task.claimant_id != work.actor.person and not access.meets(work, access.sees_case, Case, task.case_id):
        raise NotFound()
    _matches(task, revision)
    return standing, task, takes


def _matches(task: Task, revision: int | None) -> None:
    if revision is not None and task.revision != revision:
        raise Stale()


def must_live(standing: Standing, task: Task, stuck_too: bool = False) -> None:
    """Conflict when it is over, or its case stands still."""
    if task.status not in LIVE:
        raise Conflict("core.task_is_over")
    if standing.case.status == "stuck" and not standing.case.runs and not stuck_too:
        raise Conflict("core.case_is_stuck", number=standing.case.number)
    if standing.case.status == "paused":
        raise Conflict("core.case_is_paused", number=standing.case.number)


def must_have_turn(work: Work, task: Task, takes: bool) -> None:
    """NotAllowed for anybody but its claimant, and whoever may claim it while nobody did."""
    if work.actor.person is None or task.claimant_id != work.actor.person and not (takes and task.claimant_id is None):
        raise NotAllowed("core.not_your_task")


def _drafted(standing: Standing, task: Task, *whose) -> set[str]:
    """The personal values that drafts of this task hold."""
    if not task.drafted:
        return set()
    drafts = standing.work.session.scalars(select(Draft.answers).where(Draft.task_id == task.id, *whose)).all()
    standing.veil.load(*drafts)
    return set(references(list(drafts)))


def _pointed_at(standing: Standing, also: Any) -> set[str]:
    return set(references([standing.case.state, standing.case.data, also]))


def _came_up(work: Work, task: Task) -> bool:
    """Whether it was escalated to the actor, who then may act even though somebody has it."""
    return task.further and access.meets(work, access.escalated_to, Task, task.id)


def _not_yours(work: Work, task: Task) -> Exception:
    if task.claimant_id is None:
        return NotAllowed("core.not_your_role")
    holder = work.session.get_one(Person, task.claimant_id)
    return Conflict("core.somebody_else_has_it", name=holder.name)


def _checked(standing: Standing, task: Task, answers: dict[str, Any]) -> dict[str, Any]:
    """The answers as the form takes them, in clear; without a form as they are."""
    form = form_of(standing, task)
    if form is None:
        return answers
    snapshot = standing.snapshot()
    sight = {**runner.visible(snapshot, task.token), **attendance.expected(standing, task)}
    given = _over_withheld(standing, task, form, answers)
    checked = forms.check(form, given.answers, sight, standing.moment.world)
    problems = given.mine(checked.problems)
    if problems:
        raise InvalidAnswers(problems)
    values = attendance.attended(standing, task, form, dict(checked.values))
    if form.personal:
        standing.veil.learn(form.personal, values, sight)
    return values


def _over_withheld(standing: Standing, task: Task, form: Form, answers: dict[str, Any]) -> Whole:
    """The answers with what they may not overwrite in its place. The veil has loaded what the case holds."""
    if not form.personal or not standing.veil.known:
        return Whole(answers)
    return whole(form, answers, held_by(standing, task), standing.veil, access.reads_as(standing.work.actor, task.municipality))


def _by_hand(standing: Standing, task: Task, answers: dict[str, Any]) -> Done:
    """A task no diagram knows: done is done."""
    work, case = standing.work, standing.case
    ledger.completed(work, case, task, work.actor.person, answers)
    clock.all_cleared(work, case, task=task)
    promises.told_by_doing(standing, task)
    return Done(task, case)


def _again(standing: Standing, task: Task, answers: dict[str, Any]) -> Done:
    standing.veil.load(task.answers)
    values = answers
    form = form_of(standing, task)
    if form is not None:
        snapshot = standing.snapshot()
        sight = {**snapshot.data.get("", {}), **attendance.expected(standing, task)}
        given = _over_withheld(standing, task, form, answers)
        values = attendance.as_said(forms.check(form, given.answers, sight, standing.moment.world).values)
    kept = standing.veil.lift(task.answers or {})
    if {**kept, attendance.MISSED: None} != {**values, attendance.MISSED: None}:
        raise Conflict("core.task_is_over")
    return Done(task, standing.case, repeated=True)


def _acting_as(work: Work, task: Task) -> str:
    """The role somebody completes a task in: theirs among its candidates, else its first."""
    mine = work.actor.roles(task.municipality) if work.actor.kind == "person" else frozenset()
    return next((role for role in task.roles if role in mine), task.roles[0])
