"""Time ran out: who it came up to may act, even though somebody has it."""
import pytest
from sqlalchemy import select

from engine.actors import CLOCK
from engine.errors import NotFound
from engine.ledger import clock
from engine.standing import lock_case
from engine.tables import Deadline, Person, Task, TaskCandidate
from engine.tasks import complete_task, reassign_task
from tests.core.processes import VISIT


@pytest.fixture
def escalated(programme):
    programme.publish(VISIT.replace("coordinator after P0D", "policy_officer after P0D"))
    programme.open()
    [meet] = programme.all(select(Task))
    programme.claim(meet, "fenna")
    with pytest.raises(NotFound):
        programme.complete(meet, "bram")
    with programme.writing(CLOCK) as work:
        case = lock_case(work, meet.case_id).case
        [deadline] = work.session.scalars(select(Deadline).where(Deadline.kind == "escalation"))
        clock.escalated(work, case, deadline, work.session.get(Task, meet.id))
    return meet


def test_they_may_complete_it(programme, escalated):
    with programme.writing("bram") as work:
        done = complete_task(work, escalated.id, {"done_by": "bram"})
    assert done.task.claimant_id == programme.actor("bram").person
    assert programme.all(select(TaskCandidate)) == []


def test_they_may_hand_it_to_somebody_of_the_role(programme, escalated):
    floor = programme.all(select(Person).where(Person.login == "floor"))[0].id
    with programme.writing("bram") as work:
        assert reassign_task(work, escalated.id, floor, "Fenna is weg").claimant_id == floor
