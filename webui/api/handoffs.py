"""Handoffs by hand: what was offered, and answering it."""
from typing import Any

from flask import g
from marshmallow import fields

from engine.handoffs import accept_handoff, answer_handoff, ask_handoff, return_handoff, withdraw_handoff
from engine.queries.handoffs import VIEWS, handoffs
from engine.tables import Handoff
from engine.work import Work
from webui.api.operations import Noun
from webui.api.shapes import Moment, Page, Shape, one_of, pages, words

handoffs_ = Noun("handoffs")
STATES = ("offered", "asked", "accepted", "returned", "withdrawn")


class HandoffQuery(Page):
    view = one_of(*VIEWS, load_default=VIEWS[0])


class Part(Shape):
    """Something said with a handoff. `words` is null for who may not read them."""

    what = one_of("note", "question", "answer", "reason")
    by = fields.String(allow_none=True)
    at = Moment(allow_none=True)
    words = fields.String(allow_none=True)


class Offer(Shape):
    """A task offered from one to another. `case_id` is null as long as you may not see the case."""

    id = fields.Integer(required=True)
    task_id = fields.Integer()
    title = fields.String()
    case_id = fields.Integer(allow_none=True)
    case_title = fields.String()
    neighbourhood = fields.String(allow_none=True)
    state = one_of(*STATES)
    giver = fields.String(allow_none=True)
    from_role = fields.String(allow_none=True)
    from_board = fields.String()
    receiver = fields.String(allow_none=True)
    to_role = fields.String(allow_none=True)
    to_board = fields.String()
    note = fields.String(allow_none=True)
    question = fields.String(allow_none=True)
    reply = fields.String(allow_none=True, metadata={"description": "What the giver answered last."})
    answer = fields.String(allow_none=True, metadata={"description": "Why it came back."})
    talk = fields.List(fields.Nested(Part))
    given_at = Moment()
    answered_at = Moment(allow_none=True)
    due_at = Moment(allow_none=True)
    for_me = fields.Boolean()


class OfferMade(Shape):
    """How an offer stands."""

    id = fields.Integer(required=True)
    task_id = fields.Integer()
    case_id = fields.Integer()
    state = one_of(*STATES)
    from_role = fields.String(allow_none=True)
    to_role = fields.String(allow_none=True)
    to_person = fields.Integer(allow_none=True)
    given_at = Moment()
    answered_at = Moment(allow_none=True)


class Asking(Shape):
    question = words()


class Answering(Shape):
    answer = words()


class Returning(Shape):
    reason = words()


@handoffs_.get("/handoffs", pages(Offer), query=HandoffQuery)
def list_handoffs(work: Work, query: dict[str, Any]) -> dict[str, Any]:
    """What waits for you, what you offered, or what is over."""
    found = handoffs(work, query["view"], query["cursor"], g.language, query["limit"])
    return {"items": found.offers, "next": found.next}


@handoffs_.post("/handoffs/{handoff_id}/accept", OfferMade)
def accept(work: Work, handoff_id: int, body: dict) -> Handoff:
    """Take the task over: the turn is yours from now on, and the dates stay."""
    return accept_handoff(work, handoff_id)


@handoffs_.post("/handoffs/{handoff_id}/ask", OfferMade, body=Asking)
def ask(work: Work, handoff_id: int, body: dict) -> Handoff:
    """Ask the giver something first; the offer stays open."""
    return ask_handoff(work, handoff_id, body["question"])


@handoffs_.post("/handoffs/{handoff_id}/answer", OfferMade, body=Answering)
def answer(work: Work, handoff_id: int, body: dict) -> Handoff:
    """The giver answers what was asked; then it is for the receiver again."""
    return answer_handoff(work, handoff_id, body["answer"])


@handoffs_.post("/handoffs/{handoff_id}/withdraw", OfferMade)
def withdraw(work: Work, handoff_id: int, body: dict) -> Handoff:
    """The giver takes the offer back and goes on with it."""
    return withdraw_handoff(work, handoff_id)


@handoffs_.post("/handoffs/{handoff_id}/return", OfferMade, body=Returning)
def give_back(work: Work, handoff_id: int, body: dict) -> Handoff:
    """Not for you, and why."""
    return return_handoff(work, handoff_id, body["reason"])
