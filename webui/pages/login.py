"""Coming in and going out. In a demonstration people are chosen from a list; there are no passwords to know."""
from flask import Blueprint, current_app, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from engine.actors import SYSTEM, find_actor
from engine.errors import NotAllowed
from engine.queries.doorstep import doorstep
from webui.presenting import t
from webui.screens.doorstep import login_screen
from webui.visitor import forget, office, public, remember

pages = Blueprint("login", __name__)


@pages.get("/login")
@public
def show() -> str:
    with office().reading(SYSTEM) as work:
        found = doorstep(work, request.args.get("municipality", "")) if _is_demo() else None
    return render_template("login.html", page=login_screen(found, own_address(request.args.get("next", ""))))


@pages.post("/login")
@public
def enter() -> Response:
    if not _is_demo():
        raise NotAllowed("web.login.closed")
    with office().reading(SYSTEM) as work:
        actor = find_actor(work.session, request.form.get("login", ""), work.now)
    remember(actor)
    return redirect(own_address(request.form.get("next", "")) or url_for("inbox.show"))


@pages.post("/logout")
def leave() -> Response:
    forget()
    flash(t("web.me.left"))
    return redirect(url_for("login.show"))


def own_address(given: str) -> str:
    """An address on this server, or nothing: nobody is sent elsewhere from here."""
    return given if given.startswith("/") and not given.startswith(("//", "/\\")) and "\n" not in given else ""


def _is_demo() -> bool:
    return current_app.extensions["aanzet_settings"].demo
