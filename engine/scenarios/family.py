"""The case of a scenario and the cases of their own that it called: one story, played together."""
from sqlalchemy import select

from engine.tables import Case, Task
from engine.work import Work

LIVE_TASK = ("open", "claimed")


def family(work: Work, case: Case | int) -> list[int]:
    """The case first, then its children, theirs, and so on."""
    found = level = [case if isinstance(case, int) else case.id]
    while level := list(work.session.scalars(select(Case.id).where(Case.parent_id.in_(level)).order_by(Case.id))):
        found = [*found, *level]
    return found


def live_tasks(work: Work, cases: list[int], element: str) -> list[Task]:
    """Open tasks of this element, oldest first; a task added by hand goes by its title."""
    rows = work.session.scalars(select(Task).where(
        Task.case_id.in_(cases), Task.status.in_(LIVE_TASK),
        (Task.element == element) & Task.token.is_not(None) | (Task.name == element) & Task.token.is_(None)).order_by(Task.id))
    return list(rows)
