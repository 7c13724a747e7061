"""Handing over by hand: what is offered to me and by me, and answering it."""
from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from engine.errors import Conflict, InvalidAnswers
from engine.handoffs import accept_handoff, answer_handoff, ask_handoff, return_handoff, withdraw_handoff
from engine.queries.handoffs import VIEWS, handoffs
from webui.errors import Reply, back_with
from webui.presenting import t
from webui.screens.handoffs import LONGEST, handoffs_screen
from webui.visitor import office

pages = Blueprint("handoffs", __name__, url_prefix="/handoffs")


@pages.get("")
def show() -> str:
    view = request.args.get("view", VIEWS[0])
    view = view if view in VIEWS else VIEWS[0]
    with office().reading(g.actor) as work:
        page = handoffs_screen(handoffs(work, view, request.args.get("cursor", ""), g.language), view)
    return render_template("handoffs.html", page=page)


@pages.post("/<int(max=9223372036854775807):handoff_id>/accept")
def accept(handoff_id: int) -> Response:
    with office().writing(g.actor) as work:
        task_id = accept_handoff(work, handoff_id).task_id
    flash(t("web.handoff.accepted"))
    return redirect(url_for("tasks.show", task_id=task_id))


@pages.post("/<int(max=9223372036854775807):handoff_id>/ask")
def ask(handoff_id: int) -> Response:
    with office().writing(g.actor) as work:
        ask_handoff(work, handoff_id, request.form.get("question", "")[:LONGEST])
    flash(t("web.handoff.asked"))
    return redirect(url_for("handoffs.show"))


@pages.post("/<int(max=9223372036854775807):handoff_id>/answer")
def answer(handoff_id: int) -> Response:
    with office().writing(g.actor) as work:
        answer_handoff(work, handoff_id, request.form.get("answer", "")[:LONGEST])
    flash(t("web.handoff.answered"))
    return redirect(url_for("handoffs.show", view="given"))


@pages.post("/<int(max=9223372036854775807):handoff_id>/withdraw")
def withdraw(handoff_id: int) -> Response:
    with office().writing(g.actor) as work:
        task_id = withdraw_handoff(work, handoff_id).task_id
    flash(t("web.handoff.withdrawn"))
    return redirect(url_for("tasks.show", task_id=task_id))


@pages.post("/<int(max=9223372036854775807):handoff_id>/return")
def give_back(handoff_id: int) -> Response:
    with office().writing(g.actor) as work:
        return_handoff(work, handoff_id, request.form.get("reason", "")[:LONGEST])
    flash(t("web.handoff.returned"))
    return redirect(url_for("handoffs.show"))


@pages.errorhandler(InvalidAnswers)
@pages.errorhandler(Conflict)
def mend(error: InvalidAnswers | Conflict) -> Reply:
    """Said on the page, where the offer still stands if it does."""
    return back_with(error, url_for("handoffs.show"))
