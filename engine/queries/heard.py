"""Who was told of what happened in a case, and whether it left by mail: the proof that nobody was forgotten or told twice."""
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache

from sqlalchemy import Select, bindparam, select

from engine.tables import CaseEvent, Notice, Person
from engine.work import Work


@dataclass(frozen=True)
class Heard:
    """One person told once of one event. `how`: mail | under_way | overview (under way too) | app | over: it was, before it left. `at`: when the mail left."""

    person: str
    login: str
    kind: str
    how: str
    at: datetime | None


HOW = {"sent": "mail", "waiting": "under_way", "gathered": "overview", "kept": "app", "dropped": "over"}


def heard(work: Work, case_id: int, numbers: Iterable[int] | None = None) -> Mapping[int, tuple[Heard, ...]]:
    """By the number of the event in its case; `numbers`: of these alone. One statement, or none where nothing is asked for."""
    wanted = None if numbers is None else list(numbers)
    found: dict[int, list[Heard]] = {}
    if wanted != []:
        given = {"of_case": case_id} | ({} if wanted is None else {"wanted": wanted})
        for number, name, login, kind, state, sent_at in work.session.execute(_asking(wanted is not None), given):
            found.setdefault(number, []).append(Heard(name, login, kind, HOW[state], sent_at))
    return {number: tuple(told) for number, told in found.items()}


@cache
def _asking(these: bool) -> Select:
    """Built once."""
    asked = (select(CaseEvent.number, Person.name, Person.login, Notice.kind, Notice.state, Notice.sent_at)
             .join(Notice, Notice.event_id == CaseEvent.id).join(Person, Person.id == Notice.person_id)
             .where(CaseEvent.case_id == bindparam("of_case")).order_by(CaseEvent.number, Notice.id))
    return asked.where(CaseEvent.number.in_(bindparam("wanted", expanding=True))) if these else asked
