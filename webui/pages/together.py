"""What people say and agree about a case beside its process: notes, and letting it stand still for a while."""
from flask import Blueprint, flash, g, redirect, request, url_for
from werkzeug.wrappers import Response

from engine.errors import InvalidAnswers
from engine.notes import add_note
from engine.pausing import pause_case, resume_case
from webui.presenting import said, t
from webui.repeating import once
from webui.visitor import office

pages = Blueprint("together", __name__, url_prefix="/cases/<int(max=9223372036854775807):case_id>")


@pages.post("/pause")
def pause(case_id: int) -> Response:
    with office().writing(g.actor) as work:
        pause_case(work, case_id, request.form.get("why", "")[:500])
    flash(t("web.case.paused"))
    return redirect(url_for("cases.show", case_id=case_id))


@pages.post("/resume")
def resume(case_id: int) -> Response:
    with office().writing(g.actor) as work:
        resume_case(work, case_id, request.form.get("why", "")[:500])
    flash(t("web.case.resumed"))
    return redirect(url_for("cases.show", case_id=case_id))


@pages.post("/notes")
def note(case_id: int) -> Response:
    with office().writing(g.actor) as work:
        once(work, lambda: add_note(work, case_id, request.form.get("text", ""), request.form.get("to") or None).id)
    flash(t("web.notes.kept"))
    return redirect(url_for("cases.show", case_id=case_id, _anchor="notes"))


@pages.errorhandler(InvalidAnswers)
def mend(error: InvalidAnswers) -> Response:
    """Back to the case with what is missing."""
    flash(said(error), "bad")
    return redirect(url_for("cases.show", case_id=request.view_args["case_id"]))
