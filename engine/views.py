"""Views of the inbox that people keep: for themselves or for everybody who works in a municipality."""
from dataclasses import fields

from sqlalchemy import ColumnElement, delete, or_, select

from engine.access import oversees
from engine.actors import Actor
from engine.errors import InvalidAnswers, NotAllowed, NotFound
from engine.queries.inbox import Wanted
from engine.tables import FirstView, SavedView
from engine.work import Work

LONGEST_NAME = 60
MOST = 30                                   # of one person
MUST_CHOOSE = "view.nothing_chosen"


def save_view(work: Work, name: str, wanted: Wanted, municipality: str | None = None, first: bool = False) -> SavedView:
    """Keep a choice of filters. A view of one's own with the same name is written over. `first`: the inbox opens with it."""
    name = " ".join(name.split())[:LONGEST_NAME]
    kept = written(wanted)
    problems = [] if name else [("name", "view.name_needed", {})]
    problems += [] if kept else [("wanted", MUST_CHOOSE, {})]
    problems += [] if municipality is None or work.actor.roles(municipality) else [("municipality", "view.works_elsewhere", {})]
    if problems:
        raise InvalidAnswers(problems)
    mine = list(work.session.scalars(select(SavedView).where(SavedView.person_id == work.actor.person)))
    view = next((one for one in mine if one.name.casefold() == name.casefold()), None)
    if view is None:
        if len(mine) >= MOST:
            raise InvalidAnswers([("name", "view.too_many", {"most": MOST})])
        view = SavedView(person_id=work.actor.person)
        work.session.add(view)
    view.name, view.wanted, view.municipality, view.at = name, kept, municipality, work.now
    work.session.flush()
    if first:
        open_with(work, view.id)
    return view


def drop_view(work: Work, view_id: int) -> None:
    """For who made it; a shared one also for the coordinators there. Whoever opened with it sees everything again."""
    view = _seen(work, view_id)
    if view.person_id != work.actor.person and not oversees(work.actor, view.municipality or ""):
        raise NotAllowed("view.not_yours")
    work.session.execute(delete(FirstView).where(FirstView.view_id == view_id))
    work.session.delete(view)


def open_with(work: Work, view_id: int | None) -> None:
    """The view with which the actor's inbox opens; None: everything."""
    if view_id is not None:
        _seen(work, view_id)
    row = work.session.get(FirstView, work.actor.person)
    if view_id is None:
        work.session.execute(delete(FirstView).where(FirstView.person_id == work.actor.person))
    elif row is None:
        work.session.add(FirstView(person_id=work.actor.person, view_id=view_id))
    else:
        row.view_id = view_id


def written(wanted: Wanted) -> dict[str, str]:
    """What is asked for, as it is kept; what asks for nothing is left out."""
    asked = {field.name: getattr(wanted, field.name) for field in fields(Wanted)}
    return {name: value if isinstance(value, str) else value.isoformat() for name, value in asked.items() if value and (name, value) != ("view", "mine")}


def visible(actor: Actor) -> ColumnElement[bool]:
    """One's own, and what is shared where one works."""
    return or_(SavedView.person_id == actor.person, SavedView.municipality.in_(list(actor.municipalities or ())))


def _seen(work: Work, view_id: int) -> SavedView:
    view = work.session.scalar(select(SavedView).where(SavedView.id == view_id, visible(work.actor)))
    if view is None:
        raise NotFound()
    return view
