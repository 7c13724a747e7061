"""Messages from outside to whichever case waits for them."""
from datetime import timedelta
from typing import Any

from marshmallow import fields

from engine.iso import Duration, plus
from engine.messages import send_message
from engine.work import Work
from webui.api.operations import Noun
from webui.api.shapes import IsoDuration, LaxText, Shape, named, words

messages = Noun("messages")


class Sending(Shape):
    """`id`: your own; a second message with it changes nothing. `ttl`: how long it is kept for a case that does not wait yet."""

    municipality = words(12)
    name = words(120)
    key = LaxText(load_default=None, allow_none=True)
    data = named("What the message brings.", load_default=dict)
    id = words(120, needed=False, load_default=None)
    ttl = IsoDuration(load_default=Duration())


class Sent(Shape):
    """The cases it reached now."""

    cases = fields.List(fields.Integer())


@messages.post("/messages", Sent, body=Sending)
def send(work: Work, body: dict[str, Any]) -> dict[str, Any]:
    """Give a message to the cases of one municipality that wait for it: at most one of each process."""
    kept: timedelta = plus(work.now, body["ttl"]) - work.now
    reached = send_message(work, body["municipality"], body["name"], body["key"], body["data"], body["id"], kept)
    return {"cases": [case.id for case in reached]}
