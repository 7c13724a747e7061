"""Notes written down beside a case."""
from engine.ledger.events import record
from engine.standing import Standing
from engine.tables import Note


def noted(standing: Standing, text: str, to: int | None) -> Note:
    """The words are kept apart as a personal value; the event says only that there is a note. Who it is for hears of it."""
    case, work = standing.case, standing.work
    standing.snapshot()
    note = Note(case_id=case.id, municipality=case.municipality, author_id=work.actor.person, visibility="team" if to is None else "person",
                to_person=to, body=standing.veil.keep("note", text), at=work.now)
    work.session.add(note)
    standing.veil.store()
    work.session.flush()
    record(work, case, "NoteAdded", note=note.id, visibility=note.visibility)
    if to is not None:
        record(work, case, "MentionMade", note=note.id, people=[to])
    return note
