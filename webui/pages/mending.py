"""For who oversees a case: put it elsewhere by hand, and when it is stuck set a value right; both with a reason."""
from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from engine.errors import InvalidAnswers
from engine.queries.stuck import footing, standstill
from engine.stuck import mend_case, move_token, retry_case
from webui.presenting import said, t
from webui.screens.mending import mending_screen, read_values
from webui.visitor import office

pages = Blueprint("mending", __name__, url_prefix="/cases/<int(max=9223372036854775807):case_id>/mend")


@pages.get("")
def show(case_id: int) -> AnyResponse | str:
    with office().writing(g.actor) as work:         # it locks the case: what is shown belongs together
        footed, found = footing(work, case_id, g.language), standstill(work, case_id, g.language)
    if footed.status not in ("open", "stuck"):
        return redirect(url_for("cases.show", case_id=case_id))
    return render_template("mend.html", page=mending_screen(footed, found))


@pages.post("/values")
def values(case_id: int) -> AnyResponse:
    """Put other values in, and try again at once."""
    with office().writing(g.actor) as work:
        changed = read_values(standstill(work, case_id), request.form)
        mend_case(work, case_id, changed, request.form.get("why", ""))
        still = retry_case(work, case_id).status == "stuck"
    flash(t("web.case.still_stuck" if still else "web.case.retried"), "bad" if still else "done")
    return redirect(url_for("mending.show" if still else "cases.show", case_id=case_id))


@pages.post("/move")
def move(case_id: int) -> AnyResponse:
    with office().writing(g.actor) as work:
        still = move_token(work, case_id, request.form.get("token", ""), request.form.get("element", ""), request.form.get("why", "")).status == "stuck"
    flash(t("web.case.still_stuck" if still else "web.mend.moved"), "bad" if still else "done")
    return redirect(url_for("mending.show" if still else "cases.show", case_id=case_id))


@pages.errorhandler(InvalidAnswers)
def again(error: InvalidAnswers) -> AnyResponse:
    """The page again with what is missing."""
    flash(said(error), "bad")
    return redirect(url_for("mending.show", case_id=request.view_args["case_id"]))
