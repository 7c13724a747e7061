"""Who is expected at an activity: the list, somebody on it with their yes, off it at a word, and company for who wants it."""
from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from engine.errors import Conflict, InvalidAnswers
from engine.participants import add_participant, remove_participant, stand_beside
from engine.queries.participants import participants
from webui.errors import Reply, back_with
from webui.presenting import said, t
from webui.repeating import once
from webui.screens.participants import list_screen
from webui.visitor import office

NUMBER = "int(max=9223372036854775807)"
pages = Blueprint("participants", __name__, url_prefix=f"/cases/<{NUMBER}:case_id>/participants")


@pages.get("")
def show(case_id: int) -> str:
    return _page(case_id)


@pages.post("")
def add(case_id: int) -> Response:
    with office().writing(g.actor) as work:
        once(work, lambda: add_participant(work, case_id, request.form.get("name", ""), request.form.get("agreed") == "yes").id)
    flash(t("web.list.added"))
    return redirect(url_for("participants.show", case_id=case_id))


@pages.post(f"/<{NUMBER}:participant_id>/remove")
def remove(case_id: int, participant_id: int) -> Response:
    with office().writing(g.actor) as work:
        remove_participant(work, case_id, participant_id)
    flash(t("web.list.removed"))
    return redirect(url_for("participants.show", case_id=case_id))


@pages.post(f"/<{NUMBER}:participant_id>/company")
def company(case_id: int, participant_id: int) -> Response:
    with office().writing(g.actor) as work:
        begun = stand_beside(work, case_id, participant_id).id
    flash(t("web.list.company.done"))
    return redirect(url_for("cases.show", case_id=begun))


@pages.errorhandler(InvalidAnswers)
def mend(error: InvalidAnswers) -> tuple[str, int]:
    """The list again, with what is wrong and the name that was written."""
    return _page(request.view_args["case_id"], said(error)), 422


@pages.errorhandler(Conflict)
def not_here(error: Conflict) -> Reply:
    return back_with(error, url_for("participants.show", case_id=request.view_args["case_id"]))


def _page(case_id: int, problem: str = "") -> str:
    with office().reading(g.actor) as work:
        page = list_screen(participants(work, case_id, g.language))
    return render_template("participants.html", page=page, problem=problem, name=request.form.get("name", ""))
