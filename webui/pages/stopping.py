"""Stopping mail of one kind: the page behind the address in a letter, and the same in one click of a mail program (RFC 8058)."""
from flask import Blueprint, g, render_template
from werkzeug.wrappers import Response

from engine.actors import SYSTEM
from engine.unsubscribing import Stop, stop_asked, stop_mail
from webui.security import keyed
from webui.visitor import office, public

pages = Blueprint("stopping", __name__)


@pages.get("/mail/stop/<said>")
@public
def ask(said: str) -> str:
    """Looking stops nothing: programs try every link in a letter."""
    with office().reading(SYSTEM) as work:
        return _page(stop_asked(work, said), said)


@pages.post("/mail/stop/<said>")
@public
@keyed
def stop(said: str) -> str | Response:
    with office().writing(SYSTEM) as work:
        asked = stop_mail(work, said)
    return _page(asked, "")


def _page(asked: Stop, said: str) -> str:
    g.language = asked.language
    return render_template("stop.html", kind=asked.kind, said=said)
