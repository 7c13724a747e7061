"""The record of a case: chained, complete, and cheap to write."""
import pytest
from sqlalchemy import event, select, update

from engine.ledger.events import broken_at
from engine.tables import Case, CaseEvent, Task
from tests.core.processes import VISIT


def test_a_changed_or_removed_fact_breaks_the_chain(programme):
    programme.publish(VISIT)
    case = programme.open()
    programme.complete(programme.all(select(Task))[0], "fenna", found=True)
    with programme.reading("cas") as work:
        assert broken_at(work.session, work.session.get(Case, case.id)) is None
    with programme.writing("cas") as work:
        work.session.execute(update(CaseEvent).where(CaseEvent.number == 4).values(payload={"answers": {}}))
    with programme.reading("cas") as work:
        assert broken_at(work.session, work.session.get(Case, case.id)) == 4


def counted(programme, do):
    """The statements of one unit of work, BEGIN and COMMIT apart."""
    statements = []
    engine = programme.office.sessions.kw["bind"]

    def note(connection, cursor, statement, *_):
        if statement.split()[0].upper() not in ("BEGIN", "COMMIT"):
            statements.append(statement)
    event.listen(engine, "before_cursor_execute", note)
    try:
        do()
    finally:
        event.remove(engine, "before_cursor_execute", note)
    return statements


@pytest.mark.parametrize("claimed", [True, False])
def test_completing_a_task_takes_at_most_twelve_statements_and_one_commit(programme, claimed):
    programme.publish(VISIT)
    programme.open()
    actor, commits = programme.actor("fenna"), []
    [meet] = programme.all(select(Task))
    if claimed:
        programme.claim(meet, "fenna")
    event.listen(programme.office.sessions.kw["bind"], "commit", lambda connection: commits.append(1))
    statements = counted(programme, lambda: programme.complete(meet, actor, found=True))
    assert len(statements) <= 12, "\n".join(statements)
    assert len(commits) == 1
