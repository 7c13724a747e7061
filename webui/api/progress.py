"""Progress: where cases stand and with whom the turns lie, as figures without people."""
from collections.abc import Callable, Iterable
from typing import Any

from flask import g
from marshmallow import fields

from engine.queries.figures import BY, Flow, figures, flow, turns
from engine.queries.paging import cursor_of, keys_of
from engine.work import Work
from webui.api.operations import Noun
from webui.api.shapes import Moment, Page, Shape, one_of, pages
from webui.presenting import role_name

progress = Noun("progress")
BOARDS = ("wijk", "bestuur")


class FigureQuery(Page):
    by = one_of(*BY, load_default=BY[0])
    municipality = fields.String(load_default="")


class TurnQuery(Page):
    municipality = fields.String(load_default="")


class FlowQuery(Shape):
    municipality = fields.String(load_default="")


class Figure(Shape):
    """What counts for one municipality, phase, process or role."""

    key = fields.String(allow_none=True, metadata={"description": "Null: what has no phase."})
    name = fields.String(allow_none=True)
    cases = fields.Integer(metadata={"description": "That run; by phase or role those with work open there."})
    turns = fields.Integer()
    late = fields.Integer()
    waiting = fields.Integer(metadata={"description": "Handoffs nobody took up yet."})
    done = fields.Integer(metadata={"description": "Tasks finished in time in the last 30 days."})


class TurnsOfRole(Shape):
    """How many turns lie with one role in one place, and since when the oldest does."""

    municipality = fields.String()
    neighbourhood = fields.String(allow_none=True, metadata={"description": "Null: the whole municipality."})
    board = one_of(*BOARDS)
    role = fields.String()
    number = fields.Integer()
    since = Moment()
    late = fields.Integer()


class Step(Shape):
    """A task of a process, in the words of its newest version."""

    element = fields.String()
    name = fields.String()
    role = fields.String(allow_none=True)
    board = one_of(*BOARDS, allow_none=True)
    phase = fields.String(allow_none=True)
    open = fields.Integer()
    late = fields.Integer()
    since = Moment(allow_none=True, metadata={"description": "Since when the oldest is open."})
    done = fields.Integer(metadata={"description": "Finished in the last 30 days."})
    in_time = fields.Integer(metadata={"description": "Of those, how many in time."})


class ProcessFlow(Shape):
    """Where the cases of one process stand."""

    key = fields.String(required=True)
    name = fields.String()
    version = fields.Integer()
    cases = fields.Integer(metadata={"description": "That run, of any version."})
    ended = fields.Integer(metadata={"description": "In the last 30 days."})
    steps = fields.List(fields.Nested(Step))


@progress.get("/progress", pages(Figure), query=FigureQuery)
def show(work: Work, query: dict[str, Any]) -> dict[str, Any]:
    """Figures of the municipalities you watch over, by municipality, phase, process or role."""
    found = [{**vars(one), "name": one.name or (role_name(one.key) if query["by"] == "role" and one.key else one.key)}
             for one in figures(work, query["by"], query["municipality"], g.language)]
    return _page(found, query, 1, lambda one: (one["key"] or "",))


@progress.get("/progress/turns", pages(TurnsOfRole), query=TurnQuery)
def list_turns(work: Work, query: dict[str, Any]) -> dict[str, Any]:
    """With which roles the turns lie, place by place."""
    return _page(turns(work, query["municipality"]), query, 4, lambda one: (one.municipality, one.neighbourhood or "", one.board, one.role))


@progress.get("/progress/flow/{key}", ProcessFlow, query=FlowQuery)
def show_flow(work: Work, key: str, query: dict[str, Any]) -> Flow:
    """Where the cases of one process stand, step by step."""
    return flow(work, key, query["municipality"], g.language)


def _page(found: Iterable[Any], query: dict[str, Any], keys: int, place: Callable[[Any], tuple[str, ...]]) -> dict[str, Any]:
    """What comes after the cursor. Figures are few and reckoned together, so that paging them costs no other question."""
    last = tuple(keys_of(query["cursor"], *[str] * keys)) if query["cursor"] else ()
    rest = [one for one in sorted(found, key=place) if place(one) > last]
    shown = rest[:query["limit"]]
    return {"items": shown, "next": cursor_of(*place(shown[-1])) if len(rest) > len(shown) else None}
