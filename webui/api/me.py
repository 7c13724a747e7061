"""Who the token speaks for."""
from typing import Any

from marshmallow import fields

from engine.work import Work
from webui.api.operations import Noun
from webui.api.shapes import Shape

me = Noun("me")


class Role(Shape):
    """A role in a municipality, or (with a neighbourhood) in one neighbourhood of it."""

    role = fields.String()
    municipality = fields.String()
    neighbourhood = fields.String(allow_none=True)


class Myself(Shape):
    """Whom the token speaks for, and as what."""

    id = fields.Integer(required=True)
    login = fields.String()
    name = fields.String()
    language = fields.String()
    roles = fields.List(fields.Nested(Role))


@me.get("/me", Myself)
def show(work: Work) -> dict[str, Any]:
    """Who you are here."""
    actor = work.actor
    return {"id": actor.person, "login": actor.login, "name": actor.name, "language": actor.language, "roles": actor.held}
