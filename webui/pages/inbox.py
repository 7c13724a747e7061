"""The first page: whose turn is it?"""
from datetime import date
from hashlib import sha256

from flask import Blueprint, g, jsonify, render_template, request, url_for
from werkzeug.wrappers import Response

from engine.errors import InvalidAnswers
from engine.queries.covers import covers_around
from engine.queries.dating import requests_for_me
from engine.queries.handoffs import offers_for_me
from engine.queries.inbox import VIEWS, Wanted, inbox
from engine.queries.notices import notices
from engine.queries.pulse import glance, last_event
from engine.queries.views import View, names_for, saved_views
from engine.work import Work
from webui.errors import Reply, back_with
from webui.screens.covers import cover_rows
from webui.screens.dating import request_screen
from webui.screens.handoffs import offer_screen
from webui.screens.inbox import inbox_screen, lost_of, views_screen
from webui.screens.notices import notice_rows
from webui.screens.tasks import read_day
from webui.security import own_secret
from webui.visitor import office

pages = Blueprint("inbox", __name__)
TEXTS = ("q", "municipality", "neighbourhood", "process", "phase", "role", "due")
KEPT = ("view", "saved", *TEXTS)
FRESH = 300                 # seconds after which a page is read again although nothing happened: dates come nearer by themselves


@pages.get("/")
def show() -> str:
    with office().reading(g.actor) as work:
        views = saved_views(work)
        chosen = _chosen(views)
        wanted = chosen.wanted if chosen else _wanted()
        found = inbox(work, wanted, request.args.get("cursor", ""), g.language)
        there = glance(work)
        g.offers = there.offers
        news = notices(work, g.language, unread=True, limit=3) if there.told else ()
        mine = wanted.view == "mine"
        offers = offers_for_me(work, g.language) if g.offers and mine else ()
        asked = requests_for_me(work, g.language) if there.asked and mine else ()
        # A filter of which nothing is left keeps its name. Not beside what was put aside: a page asks at most twelve things.
        named = {**there.towns, **(names_for(work, [lost_of(found, wanted)], g.language) if not found.aside else {})}
        mark, covers = _mark(work, there.last_event), covers_around(work, counted=not offers) if there.covers else ()
    return render_template("inbox.html", page=inbox_screen(found, wanted, notice_rows(news), named), offers=[offer_screen(one) for one in offers],
                           asked=[request_screen(one) for one in asked], views=views_screen(views, chosen, wanted, named), mark=mark,
                           covers=cover_rows(covers), new=there.new)


@pages.get("/pulse")
def pulse() -> Response:
    """For a page that stands open: whether it is worth reading again."""
    with office().reading(g.actor) as work:
        return jsonify(mark=_mark(work, last_event(work)))


@pages.errorhandler(InvalidAnswers)
def begin_again(error: InvalidAnswers) -> Reply:
    """An address that somebody cut or made up: the same list from its beginning."""
    return back_with(error, url_for("inbox.show", **{name: request.args[name] for name in KEPT if name in request.args}))


def _chosen(views: tuple[View, ...]) -> View | None:
    """The saved view that was asked for; without a word the one to open with."""
    if not request.args:
        return next((one for one in views if one.first), None)
    return next((one for one in views if str(one.id) == request.args.get("saved")), None)


def _wanted() -> Wanted:
    view = request.args.get("view", VIEWS[0])
    asked = {name: request.args.get(name, "").strip()[:100] for name in TEXTS}
    return Wanted(view if view in VIEWS else VIEWS[0], **asked, until=_day(request.args.get("until", "").strip()))


def _day(written: str) -> date | None:
    try:
        return read_day(written) if written else None
    except InvalidAnswers as error:
        raise InvalidAnswers([("until", "web.filter.until.no_day", {})]) from error


def _mark(work: Work, newest: int) -> str:
    """Says nothing to whoever reads it, and differs once anything happened."""
    told = f"{own_secret()} {newest} {int(work.now.timestamp()) // FRESH}"
    return sha256(told.encode()).hexdigest()[:16]
