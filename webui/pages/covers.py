"""Standing in: naming somebody for when one is away, doing that work in their place, and giving it back."""
from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from engine.covers import call_off, give_back, name_stand_in, read_back
from engine.errors import InvalidAnswers
from engine.queries.covers import cover_page, covers_page
from webui.numbers import number
from webui.presenting import said, t
from webui.repeating import once
from webui.screens.covers import cover_screen, covers_screen, read_wish
from webui.visitor import office

pages = Blueprint("covers", __name__, url_prefix="/covers")
NUMBER = "<int(max=9223372036854775807):cover_id>"


@pages.get("")
def index() -> str:
    return _list()


@pages.post("")
def name() -> Response | tuple[str, int]:
    try:
        wish = read_wish(request.form)
        with office().writing(g.actor) as work:
            cover = once(work, lambda: name_stand_in(work, wish, request.form.get("municipality", "")[:12], _whose()).id)
    except InvalidAnswers as refused:
        return _list(said(refused)), 422
    flash(t("web.covers.named"))
    return redirect(url_for("covers.show", cover_id=cover))


@pages.get(f"/{NUMBER}")
def show(cover_id: int) -> str:
    return _one(cover_id)


@pages.post(f"/{NUMBER}/back")
def back(cover_id: int) -> Response | tuple[str, int]:
    try:
        with office().writing(g.actor) as work:
            give_back(work, cover_id, request.form.get("summary", ""))
    except InvalidAnswers as refused:
        return _one(cover_id, said(refused)), 422
    flash(t("web.covers.given_back"))
    return redirect(url_for("inbox.show"))


@pages.post(f"/{NUMBER}/off")
def off(cover_id: int) -> Response:
    with office().writing(g.actor) as work:
        call_off(work, cover_id)
    flash(t("web.covers.called_off"))
    return redirect(url_for("covers.show", cover_id=cover_id))


@pages.post(f"/{NUMBER}/read")
def read(cover_id: int) -> Response:
    with office().writing(g.actor) as work:
        read_back(work, cover_id)
    return redirect(url_for("inbox.show"))


def _list(problem: str = "") -> str:
    with office().reading(g.actor) as work:
        page = covers_screen(covers_page(work, request.values.get("municipality", "")[:12], _whose(), g.language), request.form, problem)
    return render_template("covers.html", page=page)


def _one(cover_id: int, problem: str = "") -> str:
    with office().reading(g.actor) as work:
        page = cover_screen(cover_page(work, cover_id, g.language), problem)
    return render_template("cover.html", page=page)


def _whose() -> int | None:
    """Somebody else, for who coordinates; None: one's own."""
    return number(request.values.get("person", ""))
