"""Answers set right afterwards."""
from collections.abc import Mapping
from typing import Any

from engine.ledger.events import record
from engine.standing import Standing
from engine.tables import Task


def corrected(standing: Standing, task: Task, answers: Mapping[str, Any], before: Mapping[str, Any], after: Mapping[str, Any],
              data: Mapping[str, Mapping[str, Any]], why: str) -> None:
    """Everything given in clear; what is personal leaves as a reference. The event holds both answers."""
    case, work, lay = standing.case, standing.work, standing.veil.lay
    task.answers, task.revision = lay(dict(answers)), task.revision + 1
    case.data = {scope: lay(dict(names)) for scope, names in data.items()}
    case.revision, case.changed_at = case.revision + 1, work.now
    record(work, case, "AnswersCorrected", task.element, task, before=lay(dict(before)), after=lay(dict(after)), why=lay(why))
    standing.veil.store()
