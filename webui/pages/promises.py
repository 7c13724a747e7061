"""Beside a case: a promise to residents, telling them what came of it, and celebrating a small success."""
from datetime import date

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from engine.errors import InvalidAnswers
from engine.promises import celebrate, make_promise, tell_back
from webui.pages.cases import case_page
from webui.presenting import t
from webui.repeating import once
from webui.screens.promises import given_back
from webui.screens.tasks import read_day
from webui.visitor import office

pages = Blueprint("promises", __name__, url_prefix="/cases/<int(max=9223372036854775807):case_id>")


@pages.post("/promises")
def make(case_id: int) -> Response:
    form = request.form
    with office().writing(g.actor) as work:
        once(work, lambda: make_promise(work, case_id, form.get("what", ""), form.get("to_kind", ""), form.get("to_whom", ""), _day(form.get("tell_by", "")),
                                        t("web.promise.task")).id)
    flash(t("web.promise.made"))
    return redirect(url_for("cases.show", case_id=case_id, _anchor="promises"))


@pages.post("/promises/<int(max=9223372036854775807):promise_id>")
def tell(case_id: int, promise_id: int) -> Response:
    with office().writing(g.actor) as work:
        case_id = tell_back(work, promise_id, request.form.get("outcome", ""), request.form.get("how", "")).case_id
    flash(t("web.promise.tell.done"))
    return redirect(url_for("cases.show", case_id=case_id, _anchor="promises"))


@pages.post("/successes")
def cheer(case_id: int) -> Response:
    with office().writing(g.actor) as work:
        once(work, lambda: celebrate(work, case_id, request.form.get("words", ""), request.form.get("visibility", "")).id)
    flash(t("web.success.done"))
    return redirect(url_for("cases.show", case_id=case_id))


@pages.errorhandler(InvalidAnswers)
def mend(error: InvalidAnswers) -> tuple[str, int]:
    """The case again, with what was typed still in its form."""
    given = request.view_args or {}
    problems = error.problems or [("what", error.key, error.params)]
    back = given_back(request.form, problems, given.get("promise_id"), request.endpoint == "promises.cheer")
    return render_template("case.html", page=case_page(given["case_id"]) | {"promising": back}), 422


def _day(written: str) -> date:
    try:
        return read_day(written)
    except InvalidAnswers as error:
        raise InvalidAnswers([("tell_by", "web.promise.bad_day", {})]) from error
