"""The first page: whose turn is it?"""
from flask import Blueprint, g, render_template, request

from engine.queries.handoffs import offers_for_me
from engine.queries.inbox import VIEWS, Wanted, inbox
from engine.queries.notices import notices
from webui.screens.handoffs import offer_screen
from webui.screens.inbox import inbox_screen
from webui.screens.notices import notice_rows
from webui.visitor import office

pages = Blueprint("inbox", __name__)


@pages.get("/")
def show() -> str:
    wanted = _wanted()
    with office().reading(g.actor) as work:
        found = inbox(work, wanted, request.args.get("cursor", ""), g.language)
        news = notices(work, g.language, unread=True, limit=3)
        offers = offers_for_me(work, g.language) if g.offers and wanted.view == "mine" else ()
    return render_template("inbox.html", page=inbox_screen(found, wanted, notice_rows(news)), offers=[offer_screen(one) for one in offers])


def _wanted() -> Wanted:
    view = request.args.get("view", VIEWS[0])
    asked = {name: request.args.get(name, "").strip()[:100] for name in ("q", "neighbourhood", "process", "due")}
    return Wanted(view if view in VIEWS else VIEWS[0], **asked)
