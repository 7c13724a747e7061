"""Answering a request for another date."""
from flask import Blueprint, flash, g, redirect, request, url_for
from werkzeug.wrappers import Response

from engine.dating import grant_date, refuse_date
from engine.errors import EngineError
from webui.errors import Reply, back_with
from webui.presenting import t
from webui.visitor import office

pages = Blueprint("dating", __name__, url_prefix="/dates/<int(max=9223372036854775807):request_id>")


@pages.post("/grant")
def grant(request_id: int) -> Response:
    with office().writing(g.actor) as work:
        task = grant_date(work, request_id).task_id
    flash(t("web.dating.granted"))
    return redirect(url_for("tasks.show", task_id=task))


@pages.post("/refuse")
def refuse(request_id: int) -> Response:
    with office().writing(g.actor) as work:
        task = refuse_date(work, request_id, request.form.get("reason", "")).task_id
    flash(t("web.dating.refused"))
    return redirect(url_for("tasks.show", task_id=task))


@pages.errorhandler(EngineError)
def mend(error: EngineError) -> Reply:
    """Back to the inbox, where the question still stands, with what went wrong."""
    return back_with(error, url_for("inbox.show", view="mine"))
