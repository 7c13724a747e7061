"""Saved views of the inbox: keep one, open with one, take one away."""
from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from engine.errors import InvalidAnswers
from engine.queries.inbox import Wanted
from engine.queries.views import names_for, saved_views, wanted_of
from engine.views import drop_view, open_with, save_view, written
from webui.errors import Reply, back_with
from webui.numbers import number
from webui.presenting import t
from webui.screens.views import views_page
from webui.visitor import office

pages = Blueprint("views", __name__, url_prefix="/views")
KEPT = "w-"                 # begins the name of each field that is kept with a view


@pages.get("")
def show() -> str:
    with office().reading(g.actor) as work:
        views = saved_views(work)
        names = names_for(work, [one.wanted for one in views], g.language)
    return render_template("views.html", page=views_page(views, names))


@pages.post("")
def save() -> Response:
    place = request.form.get("municipality") or None
    with office().writing(g.actor) as work:
        view = save_view(work, request.form.get("name", ""), _wanted(), place, request.form.get("first") == "yes")
    flash(t("web.views.kept", name=view.name))
    return redirect(url_for("inbox.show", saved=view.id))


@pages.post("/first")
def first() -> Response:
    """Open with one of them, or with everything."""
    with office().writing(g.actor) as work:
        open_with(work, number(request.form.get("view", "")))
    flash(t("web.views.first.done"))
    return redirect(url_for("views.show"))


@pages.post("/<int(max=9223372036854775807):view_id>/delete")
def drop(view_id: int) -> Response:
    with office().writing(g.actor) as work:
        drop_view(work, view_id)
    flash(t("web.views.dropped"))
    return redirect(url_for("views.show"))


@pages.errorhandler(InvalidAnswers)
def mend(error: InvalidAnswers) -> Reply:
    """Back to the list that was to be kept, with what is missing."""
    return back_with(error, url_for("inbox.show", **(written(_wanted()) or {"view": "mine"})))


def _wanted() -> Wanted:
    """What stood in the inbox, as its form carries it along."""
    return wanted_of({name.removeprefix(KEPT): value.strip()[:100] for name, value in request.form.items() if name.startswith(KEPT)})
