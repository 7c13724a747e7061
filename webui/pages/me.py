"""Who I am here, which language I read, and what I was told."""
from collections.abc import Mapping

from flask import Blueprint, flash, g, redirect, render_template, request, session, url_for
from werkzeug.wrappers import Response

from engine.actors import SYSTEM
from engine.choices import address_of, choice_of, choose
from engine.errors import InvalidAnswers
from engine.feeds import feed_of, open_feed, renew_feed, stop_feed
from engine.language import LANGUAGES
from engine.people import choose_language
from engine.queries.notices import notices, read_notices
from webui.pages.login import own_address
from webui.presenting import role_name, said, t
from webui.screens.calendar import calendar_text
from webui.screens.choices import choices_screen, read_choice
from webui.screens.notices import notice_rows
from webui.visitor import LANGUAGE, office, public

pages = Blueprint("me", __name__)


@pages.get("/me")
def show() -> str:
    return _page()


def _page(typed: Mapping[str, str] | None = None, problem: str = "") -> str:
    """With `typed`: what was refused, to mend."""
    with office().reading(g.actor) as work:
        told = notice_rows(notices(work, g.language))
        feed = feed_of(work)
        chosen = (choice_of(work, g.actor.person), address_of(work)) if typed is None else (read_choice(typed), typed.get("address", ""))
    roles = list(dict.fromkeys(role_name(held.role) for held in g.actor.held))
    return render_template("me.html", page={"roles": roles, "notices": told, "unread": any(one["new"] for one in told),
                                            "mail": choices_screen(*chosen, problem),
                                            "feed": url_for("me.feed", said=feed, _external=True) if feed else None})


@pages.get("/me/calendar.ics")
def dates() -> Response:
    """A file for one's own calendar. Fetched again, it renews what stands there: a turn keeps its number."""
    with office().reading(g.actor) as work:
        return Response(calendar_text(work), mimetype="text/calendar", headers={"Content-Disposition": "attachment; filename=aanzet.ics"})


@pages.get("/calendar/<said>.ics")
@public
def feed(said: str) -> Response:
    """The same for a program that comes back for it by itself. The address is the key, so it says nothing of whoever asks."""
    with office().reading(SYSTEM) as work:
        actor = open_feed(work, said)
    g.language = actor.language
    with office().reading(actor) as work:
        return Response(calendar_text(work), mimetype="text/calendar")


@pages.post("/me/feed")
def let_read() -> Response:
    """Make an address, renew it, or stop it."""
    with office().writing(g.actor) as work:
        if request.form.get("do") == "stop":
            stop_feed(work)
        else:
            renew_feed(work)
    flash(t("web.feed.stopped" if request.form.get("do") == "stop" else "web.feed.made"))
    return redirect(url_for("me.show", _anchor="calendar"))


@pages.post("/me/read")
def read() -> Response:
    with office().writing(g.actor) as work:
        read_notices(work)
    flash(t("web.notices.read_done"))
    return redirect(url_for("me.show"))


@pages.post("/me/mail")
def choose_mail() -> Response | tuple[str, int]:
    try:
        with office().writing(g.actor) as work:
            choose(work, read_choice(request.form), request.form.get("address", "").strip())
    except InvalidAnswers as refused:
        return _page(request.form, said(refused)), 422
    flash(t("web.choices.done"))
    return redirect(url_for("me.show"))


@pages.post("/me/language")
@public
def speak() -> Response:
    """The language stays with the session, and with the person once they are known: letters follow it."""
    wanted = request.form.get("language", "")
    if wanted in LANGUAGES:
        session[LANGUAGE] = wanted
        if g.actor:
            with office().writing(g.actor) as work:
                choose_language(work, wanted)
    return redirect(own_address(request.form.get("back", "")) or url_for("inbox.show"))
