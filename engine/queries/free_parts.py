"""Parts in free order that whoever asks may start in a neighbourhood, also in cases where they have no turn yet."""
from dataclasses import dataclass

from sqlalchemy import select

from engine.access import ABOUT_RESIDENTS
from engine.next_turn import roles_of
from engine.queries.speech import speech
from engine.roles import MANAGER
from engine.tables import Case, Definition, Wait
from engine.work import Work

SHOWN = 20          # open parts looked at


@dataclass(frozen=True)
class FreePart:
    """`activities`: (id, name) of those offered to a role of whoever asks."""

    case_id: int
    case_title: str
    activities: tuple[tuple[str, str], ...]


def free_parts(work: Work, municipality: str, neighbourhood: str, language: str = "nl") -> tuple[FreePart, ...]:
    """The newest first. What is about one resident is not among them."""
    mine = {held.role for held in work.actor.held if held.municipality == municipality and held.neighbourhood in (None, neighbourhood)} - {MANAGER}
    if not mine:
        return ()
    rows = work.session.execute(
        select(Wait, Case.id, Case.key, Case.title, Definition.bundle_id).join(Case, Case.id == Wait.case_id).join(Definition, Definition.id == Case.definition_id)
        .where(Wait.kind == "adhoc", Case.municipality == municipality, Case.neighbourhood == neighbourhood, Case.status == "open",
               Case.key.not_in(ABOUT_RESIDENTS)).order_by(Wait.id.desc()).limit(SHOWN))
    found = []
    for row in rows:
        shelf = work.library.shelf(work.session, row.bundle_id)
        process = shelf.pinned(row.Wait.process) if row.Wait.process else shelf.main(row.key)
        said = speech(work, shelf.beside(row.Wait.process).bundle, language)
        offered = [process.elements[one] for one in row.Wait.payload["activities"] if one in process.elements]
        names = tuple((one.id, said.name(one.id, one.name or one.id)) for one in offered if mine.intersection(roles_of(one)))
        if names:
            found.append(FreePart(row.id, speech(work, row.bundle_id, language).title(row.title), names))
    return tuple(found)
