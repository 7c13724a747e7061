"""What steps are called, for lists that hold ids only: as drawn, or in the English published with it."""
from collections.abc import Iterable

from sqlalchemy import func, select

from engine.queries.speech import speech
from engine.tables import Case, Deadline, Definition, Task
from engine.work import Work


def step_name(work: Work, bundle: int, element: str | None, language: str = "nl") -> str:
    """The name of an element of a bundle; its id where it has none, or where it stands in a process of another bundle."""
    if not element:
        return ""
    drawn = (process.elements[element].name for process in work.library.contents(work.session, bundle).processes.values()
             if element in process.elements)
    return speech(work, bundle, language).name(element, next(drawn, "") or element)


def case_steps(work: Work, steps: Iterable[tuple[int, str | None]], language: str = "nl") -> dict[int, str]:
    """By case id, what the step is called that goes with it."""
    wanted = dict(steps)
    rows = select(Case.id, Definition.bundle_id).join(Definition, Definition.id == Case.definition_id).where(Case.id.in_(wanted))
    return {case: step_name(work, bundle, wanted[case], language) for case, bundle in work.session.execute(rows)}


def deadline_steps(work: Work, language: str = "nl") -> dict[int, str]:
    """By id of a deadline that waits, what the task or the step is called that it is about."""
    rows = (select(Deadline.id, Deadline.element, Task.name, Definition.bundle_id, Task.process).outerjoin(Task, Task.id == Deadline.task_id)
            .outerjoin(Case, Case.id == Deadline.case_id)
            .join(Definition, Definition.id == func.coalesce(Case.definition_id, Deadline.definition_id)).where(Deadline.state == "waiting"))
    return {found: speech(work, bundle, language, process).name(element or "", task) if task else step_name(work, bundle, element, language)
            for found, element, task, bundle, process in work.session.execute(rows)}
