"""The case of a scenario and the cases that it called or that its messages began: one story, played together."""
from sqlalchemy import bindparam, or_, select

from engine.tables import Case, Task
from engine.work import Work

LIVE_TASK = ("open", "claimed")
_WITH_CHILDREN = select(Case.id).where(Case.id == bindparam("case")).cte(recursive=True)
_WITH_CHILDREN = _WITH_CHILDREN.union_all(select(Case.id).join(_WITH_CHILDREN, Case.parent_id == _WITH_CHILDREN.c.id))
FAMILY = select(_WITH_CHILDREN.c.id).order_by(_WITH_CHILDREN.c.id)
LIVE_TASKS = select(Task).where(
    Task.case_id.in_(bindparam("cases", expanding=True)), Task.status.in_(LIVE_TASK),
    or_((Task.element == bindparam("name")) & Task.token.is_not(None), (Task.name == bindparam("name")) & Task.token.is_(None))).order_by(Task.id)


def family(work: Work, case: Case | int) -> list[int]:
    """The case first, then those it called or began, oldest first."""
    return list(work.session.scalars(FAMILY, {"case": case if isinstance(case, int) else case.id}))


def live_tasks(work: Work, cases: list[int], element: str) -> list[Task]:
    """Open tasks of this element, oldest first; a task added by hand goes by its title."""
    return list(work.session.scalars(LIVE_TASKS, {"cases": cases, "name": element}))
