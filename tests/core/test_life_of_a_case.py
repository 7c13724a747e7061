"""A case is opened, its turns are taken, and it ends."""
from sqlalchemy import select

from engine.tables import Case, CaseEvent, Deadline, Handoff, Task
from tests.core.processes import VISIT


def kinds(programme):
    return [event.kind for event in programme.all(select(CaseEvent).order_by(CaseEvent.id))]


def test_a_case_is_opened_claimed_completed_and_ends(programme):
    programme.publish(VISIT)
    case = programme.open()
    assert case.number == "LEI-2031-0001"
    [meet] = programme.all(select(Task))
    assert (meet.name, meet.role, meet.board, meet.status) == ("Kennismaken", "facilitator", "wijk", "open")
    programme.claim(meet, "fenna")
    assert not programme.complete(meet, "fenna", welcome=True).stuck
    decide = programme.all(select(Task).order_by(Task.id))[1]
    assert (decide.role, decide.board) == ("policy_officer", "bestuur")
    programme.complete(decide, "bram")
    [case] = programme.all(select(Case))
    assert (case.status, case.ends, case.waiting) == ("ended", ["end"], {})
    assert kinds(programme).count("TaskCompleted") == 2 and kinds(programme)[-1] == "CaseEnded"
    assert {deadline.state for deadline in programme.all(select(Deadline))} == {"cleared"}


def test_the_turn_that_passes_to_another_board_is_a_handoff(programme):
    programme.publish(VISIT)
    programme.open()
    [meet] = programme.all(select(Task))
    assert programme.all(select(Handoff)) == []
    programme.complete(meet, "fenna")
    [handoff] = programme.all(select(Handoff))
    assert (handoff.from_role, handoff.to_role, handoff.state, handoff.reason) == ("facilitator", "policy_officer", "offered", "Het bestuur beslist")
    decide = programme.all(select(Task).order_by(Task.id))[1]
    programme.claim(decide, "bram")
    assert programme.all(select(Handoff))[0].state == "accepted"
