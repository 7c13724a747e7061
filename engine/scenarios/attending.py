"""Who was there, in a scenario: people by the name under which they joined, since their numbers are drawn anew each time."""
from collections.abc import Mapping
from typing import Any

from engine.attendance import PRESENT, SIGNED_OFF, WORRIED, expected_people, names_of
from engine.tables import Task
from engine.work import Work


def by_name(work: Work, task_id: int, answers: Mapping[str, Any]) -> dict[str, Any]:
    """The answers with the number of each participant where the scenario names them."""
    asked = [name for name in (PRESENT, SIGNED_OFF, WORRIED) if isinstance(answers.get(name), list)]
    if not asked:
        return dict(answers)
    task = work.session.get_one(Task, task_id)
    people = list(expected_people(work, task.case_id))
    names = names_of(work, task.municipality, people, None)
    refs = {names[one.id]: one.ref for one in people}
    return {**answers, **{name: [refs.get(said, said) if isinstance(said, str) else said for said in answers[name]] for name in asked}}
