"""Coming in and going out: by picking somebody in a demonstration, else by a link that works once. There are no passwords to know."""
import re

from flask import Blueprint, current_app, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from engine.actors import SYSTEM, find_actor
from engine.entering import check_link, use_link
from engine.errors import NotAllowed
from engine.queries.doorstep import doorstep
from webui.presenting import t
from webui.screens.doorstep import login_screen
from webui.visitor import forget, office, public, remember

pages = Blueprint("login", __name__)
# What browsers drop or turn around while they read an address would make of it another place.
OWN = re.compile(r"/(?![/\\])[^\x00-\x20\x7f\\]*")


@pages.get("/login")
@public
def show() -> str:
    players = _players()
    with office().reading(SYSTEM) as work:
        found = doorstep(work, request.args.get("municipality", ""), players) if players else None
    return render_template("login.html", page=login_screen(found, own_address(request.args.get("next", ""))))


@pages.post("/login")
@public
def enter() -> Response:
    """Only for who is part of the demonstration: real people who were added to it have something to lose."""
    login = request.form.get("login", "")
    if login not in _players():
        raise NotAllowed("web.login.not_a_player")
    with office().reading(SYSTEM) as work:
        actor = find_actor(work.session, login, work.now)
    remember(actor)
    return redirect(own_address(request.form.get("next", "")) or url_for("inbox.show"))


@pages.get("/login/<link>")
@public
def knock(link: str) -> str:
    """Looking spends nothing: programs that try every link in a letter do not use it up."""
    with office().reading(SYSTEM) as work:
        name = check_link(work, link).name
    return render_template("link.html", name=name, link=link)


@pages.post("/login/<link>")
@public
def come_in(link: str) -> Response:
    with office().writing(SYSTEM) as work:
        actor = use_link(work, link)
    remember(actor)
    return redirect(url_for("inbox.show"))


@pages.post("/logout")
def leave() -> Response:
    forget()
    flash(t("web.me.left"))
    return redirect(url_for("login.show"))


def own_address(given: str) -> str:
    """An address on this server, or nothing: nobody is sent elsewhere from here."""
    return given if OWN.fullmatch(given) else ""


def _players() -> frozenset[str]:
    return current_app.extensions["aanzet_settings"].players
