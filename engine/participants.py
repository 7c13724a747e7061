"""The people whom an activity expects: put on its list with their yes, and taken off it at a word."""
from datetime import timedelta

from sqlalchemy import select

from engine.attendance import MESSAGE, attendance_step, expected_people, named_once, terms_in
from engine.bpmn.model import Element
from engine.cases import lock_worked
from engine.errors import Conflict, InvalidAnswers, NotFound
from engine.following import buffer, carry_on, receive
from engine.forms import Form
from engine.ledger import attendance as ledger
from engine.ledger.events import record
from engine.messages import was_sent
from engine.standing import Standing
from engine.tables import Case, Participant
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
    one = _found(standing, participant)
    if one.left_at is None:
        ledger.gone(standing, one)
    return one


def stand_beside(work: Work, case_id: int, participant: int) -> Case:
    """Somebody finds it hard to join in, and wants company: a case of their own begins, as the diagram's message says. Once a guest.

    It knows them by their number here. A name is theirs to give.
    """
    standing = lock_worked(work, case_id)
    message, one = _step(standing).own(MESSAGE), _found(standing, participant)
    if message is None or not standing.case.runs:
        raise Conflict("attendance.no_company_here")
    if was_sent(work, standing.case.municipality, message, one.ref):
        raise Conflict("attendance.company_already")
    data = {"participant": one.ref, "met_at": standing.case.title}
    reached = receive(work, standing.case.municipality, message, one.ref, data, standing)
    if not reached:
        raise Conflict("attendance.no_company_here")
    buffer(work, standing.case.municipality, message, one.ref, one.ref, data, timedelta(0), {at.case.key for at, _ in reached})
    record(work, standing.case, "MessageSent", None, name=message)
    for at, taken in reached:
        carry_on(at, taken)
    return reached[0][0].case


def attendance_form(standing: Standing) -> Form | None:
    """The form that asks who was there. Conflict in a case that does not."""
    return standing.shelf.form(_step(standing).zeebe.get("formDefinition", {}).get("formId", ""))


def _step(standing: Standing) -> Element:
    step = attendance_step(standing.process)
    if step is None:
        raise Conflict("attendance.not_asked_here")
    return step


def _found(standing: Standing, participant: int) -> Participant:
    one = standing.work.session.scalar(select(Participant).where(Participant.id == participant, Participant.case_id == standing.case.id))
    if one is None:
        raise NotFound()
    return one
