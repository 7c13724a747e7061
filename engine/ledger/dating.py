"""Asking for another date: asked, granted, refused, or overtaken by a date that was chosen."""
from datetime import date

from sqlalchemy import update

from engine.ledger.events import record
from engine.standing import Standing
from engine.tables import DateRequest, Task


def asked(standing: Standing, task: Task, day: date, reason: str, of: int | None) -> DateRequest:
    """The words are kept apart; who may decide hears of it."""
    work = standing.work
    request = DateRequest(task_id=task.id, case_id=task.case_id, municipality=task.municipality, asked_by=work.actor.person, asked_of=of,
                          stand_in=work.actor.stand_in.person if work.actor.stand_in else None, day=day.isoformat(), why=_sealed(standing, reason), state="asked", asked_at=work.now)
    work.session.add(request)
    work.session.flush()
    record(work, standing.case, "DateAsked", task.element or None, task, request=request.id, of=of, day=request.day, reason=request.why)
    return request


def decided(standing: Standing, task: Task, request: DateRequest, state: str, answer: str) -> None:
    """Granted or refused. The date itself is moved by whoever calls this."""
    work = standing.work
    request.state, request.decided_by, request.decided_at = state, work.actor.person, work.now
    request.answer = _sealed(standing, answer) if answer else None
    record(work, standing.case, "DateGranted" if state == "granted" else "DateRefused", task.element or None, task, request=request.id,
           to=request.asked_by, day=request.day, reason=request.answer)


def overtaken(standing: Standing, task: Task) -> None:
    """Somebody chose a date meanwhile: there is nothing left to answer."""
    standing.work.session.execute(
        update(DateRequest).where(DateRequest.task_id == task.id, DateRequest.state == "asked")
        .values(state="over", decided_by=standing.work.actor.person, decided_at=standing.work.now).execution_options(synchronize_session="fetch"))


def _sealed(standing: Standing, words: str) -> dict[str, str]:
    standing.snapshot()
    kept = standing.veil.keep("reason", words)
    standing.veil.store()
    return kept
