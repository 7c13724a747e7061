"""The people whom an activity expects: put on its list with their yes, and taken off it at a word."""
from sqlalchemy import select

from engine.attendance import expected_people, named_once, terms_in
from engine.cases import lock_worked
from engine.errors import Conflict, InvalidAnswers, NotFound
from engine.forms import Form
from engine.ledger import attendance as ledger
from engine.standing import Standing
from engine.tables import Participant
from engine.work import Work


def add_participant(work: Work, case_id: int, name: str, agreed: bool) -> Participant:
    """Expect somebody from now on. Only with their yes: a first name on a list tells where somebody is."""
    standing = lock_worked(work, case_id)
    form = attendance_form(standing)
    if not agreed:
        raise InvalidAnswers([("agreed", "attendance.consent_needed", {})])
    return ledger.joined(standing, named_once(standing, expected_people(work, case_id), name), terms_in(form))


def remove_participant(work: Work, case_id: int, participant: int) -> Participant:
    """Somebody comes no more, or takes their yes back. The name is gone at once; saying so twice changes nothing."""
    standing = lock_worked(work, case_id)
    one = work.session.scalar(select(Participant).where(Participant.id == participant, Participant.case_id == case_id))
    if one is None:
        raise NotFound()
    if one.left_at is None:
        ledger.gone(standing, one)
    return one


def attendance_form(standing: Standing) -> Form | None:
    """The form that asks who was there. Conflict in a case that does not."""
    asking = next((one for one in standing.process.elements.values() if one.own("attendance")), None)
    if asking is None:
        raise Conflict("attendance.not_asked_here")
    return standing.shelf.form(asking.zeebe.get("formDefinition", {}).get("formId", ""))
