"""Two people, one task; and a command said twice."""
import pytest
from sqlalchemy import select

from engine.cases import cancel_case
from engine.errors import Conflict, InvalidAnswers, NotAllowed, NotFound
from engine.tables import CaseEvent, Person, Task
from engine.tasks import claim_task, complete_task, reassign_task, release_task, save_draft
from tests.core.processes import VISIT


@pytest.fixture
def meet(programme):
    programme.publish(VISIT)
    programme.open()
    [task] = programme.all(select(Task))
    return task


def test_one_of_two_completes_it_and_the_other_is_told_kindly(programme, meet):
    programme.complete(meet, "fenna", found=True)
    with pytest.raises(Conflict) as told:
        programme.complete(meet, "floor", found=False)
    assert told.value.sentence("nl") == "Deze taak is al klaar. Kijk in het dossier wat er daarna gebeurde."


def test_completing_it_again_with_the_same_answers_changes_nothing_and_says_so(programme, meet):
    programme.complete(meet, "fenna", found=True)
    events = len(programme.all(select(CaseEvent)))
    assert programme.complete(meet, "fenna", found=True).repeated
    assert len(programme.all(select(CaseEvent))) == events
    with pytest.raises(Conflict):
        programme.complete(meet, "fenna", found=False)


def test_a_claimed_task_is_one_persons_until_they_put_it_back(programme, meet):
    programme.claim(meet, "fenna")
    assert programme.claim(meet, "fenna").claimant_id is not None
    for verb in (claim_task, complete_task):
        with pytest.raises(Conflict) as told, programme.writing("floor") as work:
            verb(work, meet.id)
        assert told.value.sentence("nl") == "Fenna Veldzicht is hier al mee bezig."
    with programme.writing("fenna") as work:
        release_task(work, meet.id)
    assert programme.claim(meet, "floor").status == "claimed"


def test_only_the_coordinator_gives_it_to_somebody_else_of_the_role(programme, meet):
    people = {person.login: person.id for person in programme.all(select(Person))}
    programme.claim(meet, "fenna")
    with pytest.raises(NotAllowed), programme.writing("floor") as work:
        reassign_task(work, meet.id, people["floor"])
    with pytest.raises(InvalidAnswers), programme.writing("cas") as work:
        reassign_task(work, meet.id, people["bram"])
    with programme.writing("cas") as work:
        assert reassign_task(work, meet.id, people["floor"], "Fenna is ziek").claimant_id == people["floor"]


def test_somebody_of_another_role_may_see_but_not_do(programme, meet):
    with pytest.raises(NotAllowed):
        programme.complete(meet, "cas")
    with pytest.raises(NotFound):
        programme.complete(meet, "bram")


def test_another_municipality_finds_nothing(programme, meet):
    for verb in (claim_task, complete_task, release_task):
        with pytest.raises(NotFound), programme.writing("haag") as work:
            verb(work, meet.id)
    with pytest.raises(NotFound), programme.writing("haag") as work:
        cancel_case(work, meet.case_id, "per ongeluk")


def test_a_changed_task_is_not_overwritten_by_who_looked_before(programme, meet):
    programme.claim(meet, "fenna")
    with pytest.raises(Conflict), programme.writing("fenna") as work:
        complete_task(work, meet.id, {}, revision=meet.revision)


def test_a_half_filled_form_is_kept_and_goes_when_the_task_is_done(programme, meet):
    with programme.writing("fenna") as work:
        save_draft(work, meet.id, {"note": "bijna"})
        save_draft(work, meet.id, {"note": "bijna klaar"})
    assert programme.all(select(Task))[0].drafted
    programme.complete(meet, "fenna", note="klaar")
    assert not programme.all(select(Task).where(Task.id == meet.id))[0].drafted
