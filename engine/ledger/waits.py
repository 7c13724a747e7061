"""Waits: what a case waits for besides people and the clock."""
from collections.abc import Iterable
from datetime import UTC, datetime

from sqlalchemy import delete

from engine.bpmn.step import AwaitedMessage, OpenedAdHoc, OpenedCall, OpenedJob
from engine.ledger import clock
from engine.ledger.events import record
from engine.ledger.plan import PlannedWait
from engine.standing import Standing
from engine.tables import Case, Wait
from engine.work import Work


def begun(standing: Standing, planned: Iterable[PlannedWait]) -> list[Wait]:
    work, case = standing.work, standing.case
    rows = [_row(standing, one) for one in planned]
    work.session.add_all(rows)
    if any(one.schedule.due_at for one in planned) or any(row.kind == "call" for row in rows):
        work.session.flush()
    for row, one in zip(rows, planned, strict=True):
        record(work, case, "WaitBegan", row.element, wait=row.kind, name=row.name, waits_for=row.waits_for, board=row.board)
        clock.scheduled(work, case, one.schedule, wait=row)
    if any(row.kind == "job" for row in rows):
        work.nudges.add("jobs")
    return rows


def over(standing: Standing, tokens: Iterable[str] | None = None) -> list[int]:
    """The rows go; the events stay. Without tokens: all of the case. Returns the called cases that nobody waits for any more."""
    gone = delete(Wait).where(Wait.case_id == standing.case.id)
    rows = standing.work.session.execute(
        (gone if tokens is None else gone.where(Wait.token.in_(sorted(tokens))))
        .returning(Wait.element, Wait.kind, Wait.name, Wait.child_id).execution_options(synchronize_session=False)).all()
    for element, kind, name, _ in rows:
        record(standing.work, standing.case, "WaitEnded", element, wait=kind, name=name)
    return [row.child_id for row in rows if row.child_id is not None]


def fetched(work: Work, case: Case, wait: Wait, worker: str, until: datetime) -> None:
    """A worker has this job in hand until then."""
    wait.lease_until, wait.lease_token = until, wait.lease_token + 1
    record(work, case, "JobFetched", wait.element, type=wait.name, worker=worker, until=until.astimezone(UTC).isoformat())


def extended(wait: Wait, until: datetime) -> None:
    wait.lease_until = until


def failed(standing: Standing, wait: Wait, retries: int, until: datetime, why: str) -> None:
    """The worker could not do it. `why` is kept with the case and laid away where it holds personal values."""
    wait.retries, wait.lease_until = retries, until
    wait.payload = {**(wait.payload or {}), "why": standing.veil.lay(why)} if why else wait.payload
    record(standing.work, standing.case, "JobFailed", wait.element, type=wait.name, retries=retries)


def offered_again(wait: Wait) -> None:
    """A coordinator says it is worth another try: it gets the tries back that were drawn."""
    wait.retries, wait.lease_until = max(wait.payload.get("retries", 1), 1), None


def called(wait: Wait, child: int) -> None:
    """The call waits for this case."""
    wait.child_id = child


def _row(standing: Standing, planned: PlannedWait) -> Wait:
    opened, case, lay = planned.opened, standing.case, standing.veil.lay
    row = Wait(case_id=case.id, municipality=case.municipality, kind="signal", token=opened.token, process=opened.process,
               element=opened.element, name=getattr(opened, "name", None), key=planned.key, waits_for=planned.element.own("waits_for"),
               board=planned.board, since=standing.work.now)
    match opened:
        case AwaitedMessage():
            row.kind = "message"
        case OpenedJob():
            row.kind, row.name, row.retries, row.payload = "job", opened.type, opened.retries, {"headers": lay(dict(opened.headers)), "retries": opened.retries}
        case OpenedCall():
            row.kind, row.name = "call", opened.calls
        case OpenedAdHoc():
            row.kind, row.payload = "adhoc", {"activities": list(opened.activities)}
    return row
