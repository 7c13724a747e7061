"""Who is looking: the session's person as an actor, their language, and the moment of this request."""
from collections.abc import Callable
from dataclasses import dataclass, replace

from flask import Flask, current_app, flash, g, jsonify, redirect, request, session, url_for
from werkzeug.wrappers import Response

from engine.actors import SYSTEM, Actor, find_actor
from engine.covers import in_place_of
from engine.errors import NotFound
from engine.language import LANGUAGES
from engine.queries.handoffs import count_offers
from engine.work import Office
from webui.in_place import cover_of, outside
from webui.presenting import initials, t
from webui.problems import is_for_a_program
from webui.security import SAFE_METHODS, OldPage
from webui.settings import Settings
from webui.waiting import Lobby

PERSON, LANGUAGE = "person", "language"
COUNTED = ("inbox.show", "inbox.pulse")     # count the offers for the menu with what else they ask, or show no menu


@dataclass(frozen=True)
class Me:
    """How the page speaks to whoever looks."""

    id: int
    name: str
    initials: str


def public(view: Callable) -> Callable:
    """Mark a view that strangers may see. Every other view needs an actor."""
    view.is_public = True
    return view


def office() -> Office:
    return current_app.extensions["aanzet_office"]


def lobby() -> Lobby:
    return current_app.extensions["aanzet_lobby"]


def settings() -> Settings:
    return current_app.extensions["aanzet_settings"]


def know_visitors(app: Flask) -> None:
    app.before_request(_meet)


def remember(actor: Actor) -> None:
    """Begin a session of their own: nothing of the one before it stays but the language."""
    language = session.get(LANGUAGE)
    session.clear()
    session.permanent = True
    session[PERSON] = actor.person
    if language:
        session[LANGUAGE] = language


def forget() -> None:
    language = session.get(LANGUAGE)
    session.clear()
    if language:
        session[LANGUAGE] = language


def _meet() -> Response | None:
    g.now = office().clock()
    g.actor = None
    if is_for_a_program():
        return None             # a program brings its own token, see webui/api/bearing.py; a cookie says nothing there
    g.language = session.get(LANGUAGE, LANGUAGES[0])
    g.offers = 0
    g.actor = _actor() if PERSON in session and request.endpoint != "static" else None
    if g.actor:
        g.me = Me(g.actor.person, g.actor.name, initials(g.actor.name))
        g.language = session.get(LANGUAGE, g.actor.language)
        if cover_of(request) is not None:
            with office().reading(g.actor) as work:
                g.actor = in_place_of(work, cover_of(request))
        return None
    if request.endpoint is None or request.endpoint == "static" or is_public():
        return None
    if request.method in SAFE_METHODS:
        return ask_who()
    raise OldPage()             # what was typed is kept first, see webui/coming_back.py


def wants_json() -> bool:
    return request.accept_mimetypes.best_match(("text/html", "application/json")) == "application/json"


def ask_who() -> Response:
    """Who comes back to a form lands at the page it stands on; what they typed stays in theirs."""
    task = (request.view_args or {}).get("task_id") if request.method != "GET" else None
    here = request.script_root + request.full_path.rstrip("?") if request.method == "GET" else url_for("tasks.show", task_id=task) if task else ""
    address = outside(request, url_for("login.show", next=here if here not in ("", "/") else None))
    if wants_json():
        answer = jsonify(status=401, sentence=t("web.login.away"), login=address)
        answer.status_code = 401
        return answer
    if request.method != "GET":
        flash(t("web.login.away"), "bad")
    return redirect(address)


def _actor() -> Actor | None:
    """With the offers for the menu, where the page has one and does not count them itself: another unit of work would cost more than the count."""
    with office().reading(SYSTEM) as work:
        try:
            actor = find_actor(work.session, session[PERSON], work.now)
        except NotFound:        # deactivated since they logged in
            forget()
            return None
        if request.method == "GET" and request.endpoint not in COUNTED and cover_of(request) is None:
            g.offers = count_offers(replace(work, actor=actor))
        return actor


def is_public() -> bool:
    return getattr(current_app.view_functions.get(request.endpoint), "is_public", False)
