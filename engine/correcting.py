"""Correcting the answers of a task that is done: the first ones stay in the events, and the process does not run again."""
from collections.abc import Mapping
from typing import Any

from sqlalchemy import select

from engine import access, attendance, forms
from engine.errors import Conflict, InvalidAnswers, NotAllowed, NotFound, Stale
from engine.forms import Form
from engine.ledger import corrections as ledger
from engine.privacy import refuse_references
from engine.queries.tasks import TaskView, task_view
from engine.standing import Standing, lock_case_of
from engine.tables import Case, Task
from engine.tasks import form_of
from engine.withheld import whole
from engine.work import Work


def correct_answers(work: Work, task_id: int, answers: Mapping[str, Any], why: str, revision: int | None = None) -> Task:
    """Set right what was answered: `answers` names only what changes. For who completed the task, and for coordinators.

    The case knows the new answer wherever it still held the old one; what somebody answered later stays.
    """
    refuse_references(dict(answers))
    standing = lock_case_of(work, Task, task_id)
    task = work.session.get_one(Task, task_id, populate_existing=True)
    _allowed(work, task)
    if revision is not None and task.revision != revision:
        raise Stale()
    if task.status != "completed":
        raise Conflict("core.task_not_done")
    if not why.strip():
        raise InvalidAnswers([("why", "core.reason_needed", {})])
    snapshot = standing.snapshot(task.answers)
    before = dict(standing.veil.lift(task.answers) or {})
    after = _checked(standing, task, before, answers, {**snapshot.data.get("", {}), **attendance.expected(standing, task)})
    changed = {name: value for name, value in after.items() if before.get(name) != value}
    if not changed:
        raise InvalidAnswers(key="core.nothing_corrected")
    attendance.put_right(standing, task, after if {attendance.PRESENT, attendance.SIGNED_OFF} & changed.keys() else {})
    data = {scope: _corrected(names, before, changed, scope == "") for scope, names in snapshot.data.items()}
    ledger.corrected(standing, task, {**before, **changed}, {name: before.get(name) for name in changed}, changed, data, why.strip())
    return task


def corrigible(work: Work, task_id: int, language: str) -> TaskView:
    """A completed task for whom may correct it, with its form. NotFound, NotAllowed or Conflict otherwise."""
    view = task_view(work, task_id, language)
    _allowed(work, work.session.get_one(Task, task_id))
    if view.status != "completed" or view.form is None:
        raise Conflict("core.task_not_done")
    return view


def _checked(standing: Standing, task: Task, before: dict[str, Any], answers: Mapping[str, Any], data: Mapping[str, Any]) -> dict[str, Any]:
    """What the form makes of the old answers with the new ones over them; only what was named counts as changed."""
    form = form_of(standing, task)
    if form is None:
        return {**before, **answers}
    _asked(form, answers)
    given = whole(form, answers, task.answers, standing.veil, access.reads_as(standing.work.actor, task.municipality))
    checked = forms.check(form, {**before, **given.answers}, data, standing.moment.world)
    wrong = [problem for problem in given.mine(checked.problems) if problem[0].partition(".")[0].partition("[")[0] in answers]
    if wrong:
        raise InvalidAnswers(wrong)
    named = {name: checked.values[name] for name in answers if name in checked.values}
    if form.personal:
        standing.veil.learn(form.personal, named, data)
    return {**before, **named}


def _asked(form: Form, answers: Mapping[str, Any]) -> None:
    known = {path.partition(".")[0] for path, _ in form.walk() if path}
    unknown = [(name, "core.no_such_question", {"name": name}) for name in answers if name not in known]
    if unknown:
        raise InvalidAnswers(unknown)


def _corrected(names: Mapping[str, Any], before: Mapping[str, Any], changed: Mapping[str, Any], of_case: bool) -> dict[str, Any]:
    """A scope with the new answers where it still holds the old ones; what was never answered before goes to the case."""
    found = dict(names)
    for name, value in changed.items():
        if (name in names and name in before and names[name] == before[name]) or (of_case and name not in names and name not in before):
            found[name] = value
    return found


def _allowed(work: Work, task: Task) -> None:
    if task.claimant_id == work.actor.person or access.oversees(work.actor, task.municipality):
        return
    sees = select(Task.id).join(Case, Case.id == Task.case_id).where(Task.id == task.id, access.sees_task(work.actor, work.now))
    if work.session.scalar(sees) is None:
        raise NotFound()
    raise NotAllowed("core.not_your_task")
