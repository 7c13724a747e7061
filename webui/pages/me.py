"""Who I am here, which language I read, and what I was told."""
from collections.abc import Mapping

from flask import Blueprint, flash, g, redirect, render_template, request, session, url_for
from werkzeug.wrappers import Response

from engine.choices import address_of, choice_of, choose
from engine.errors import InvalidAnswers
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
        chosen = (choice_of(work, g.actor.person), address_of(work)) if typed is None else (read_choice(typed), typed.get("address", ""))
    roles = list(dict.fromkeys(role_name(held.role) for held in g.actor.held))
    return render_template("me.html", page={"roles": roles, "notices": told, "unread": any(one["new"] for one in told),
                                            "mail": choices_screen(*chosen, problem)})


@pages.get("/me/calendar.ics")
def dates() -> Response:
    """A file for one's own calendar. Fetched again, it renews what stands there: a turn keeps its number."""
    with office().reading(g.actor) as work:
        return Response(calendar_text(work), mimetype="text/calendar", headers={"Content-Disposition": "attachment; filename=aanzet.ics"})


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
