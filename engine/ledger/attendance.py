"""Who comes to an activity, and who was there each time."""
from collections.abc import Mapping
from dataclasses import replace

from sqlalchemy import delete, select

from engine import sealing
from engine.forms.model import Personal
from engine.ledger.events import record
from engine.privacy import Veil, references
from engine.standing import Standing
from engine.tables import Attendance, Occurrence, Participant, Task

NAME, WHO = "participant_name", "participant"


def joined(standing: Standing, name: str, terms: Personal) -> Participant:
    """Somebody is expected from now on. The name is sealed under a key of their own, so that they can be forgotten alone."""
    work, case = standing.work, standing.case
    ref = f"P-{sealing.new_id()[:12]}"
    veil = Veil(work, case.id, case.municipality)
    told = {NAME: name, WHO: ref}
    veil.learn({NAME: replace(terms, subject=WHO)}, told, {})
    one = Participant(case_id=case.id, municipality=case.municipality, ref=ref, name=veil.lay(told)[NAME], since=work.now, added_by=work.actor.person)
    veil.store()
    work.session.add(one)
    work.session.flush()
    record(work, case, "ParticipantJoined", participant=ref)
    return one


def gone(standing: Standing, one: Participant) -> None:
    """Nobody expects them here any more, and the name goes at once; when they came stays, of a number."""
    one.left_at = standing.work.now
    Veil(standing.work, standing.case.id, standing.case.municipality).forget(references(one.name))
    record(standing.work, standing.case, "ParticipantLeft", participant=one.ref)


def held(standing: Standing, task: Task, how: Mapping[int, str]) -> Occurrence:
    """The activity was held: `how` says of each participant whether they were there. What was said of this task before gives way."""
    work, case = standing.work, standing.case
    one = work.session.scalar(select(Occurrence).where(Occurrence.task_id == task.id))
    if one is None:
        one = Occurrence(case_id=case.id, municipality=case.municipality, task_id=task.id, at=work.now)
        work.session.add(one)
        work.session.flush()
    work.session.execute(delete(Attendance).where(Attendance.occurrence_id == one.id))
    work.session.add_all(Attendance(occurrence_id=one.id, participant_id=participant, case_id=case.id, municipality=case.municipality, how=said)
                         for participant, said in how.items())
    return one
