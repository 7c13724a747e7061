"""Who a program speaks for: a bearer token on every request, and never the cookie of a browser."""
from flask import Blueprint, g, request
from werkzeug.wrappers import Response

from engine.actors import SYSTEM
from engine.language import LANGUAGES, text
from engine.tokens import find_bearer, note_use
from webui.problems import is_for_a_program, problem
from webui.visitor import office

VERSION = "1.0.0"


def guard(api: Blueprint) -> None:
    api.before_request(_meet)


def mark(response: Response) -> Response:
    """Every answer says which version of the API gave it, and that it depends on who asked."""
    if not is_for_a_program():
        return response
    response.headers["API-Version"] = VERSION
    response.headers.setdefault("Vary", "Authorization, Accept-Language")
    return response


def _meet() -> Response | None:
    g.language = request.accept_languages.best_match(LANGUAGES) or LANGUAGES[0]
    if _is_public():
        return None
    kind, _, secret = request.headers.get("Authorization", "").partition(" ")
    with office().reading(SYSTEM) as work:
        found = find_bearer(work, secret.strip()) if kind.lower() == "bearer" else None
    if found is None:
        refused = problem(401, text("api.no_token", g.language), "api.no_token")
        refused.headers["WWW-Authenticate"] = 'Bearer realm="aanzet"'
        return refused
    g.actor = found.actor
    g.language = request.accept_languages.best_match(LANGUAGES) or found.actor.language
    if not found.noted:
        with office().writing(SYSTEM) as work:
            note_use(work, found.token)
    return None


def _is_public() -> bool:
    return request.endpoint == "api.document"
