"""Cases: the list, one of them with both boards, starting one, and getting a stuck one going again."""
from typing import Any

from flask import Blueprint, Response, flash, g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from engine.access import works_in
from engine.attendance import attendance_step
from engine.adhoc import close_adhoc, start_activity
from engine.cases import add_task, cancel_case, open_case
from engine.errors import InvalidAnswers
from engine.queries.attachments import attachments_of_case
from engine.queries.case_view import case_view
from engine.queries.case_view import diagram as diagram_of
from engine.queries.cases import CaseWanted, cases, startable
from engine.queries.load import asked_often
from engine.stuck import retry_case
from webui.asking import think_first
from webui.presenting import said, t
from webui.repeating import once
from webui.screens.attachments import files_screen
from webui.screens.cases import case_screen, list_screen
from webui.screens.notes import notes_screen
from webui.screens.promises import beside_screen
from webui.screens.start import read_start, start_screen
from webui.visitor import office

pages = Blueprint("cases", __name__, url_prefix="/cases")


@pages.get("")
def index() -> str:
    wanted = CaseWanted(**{name: request.args.get(name, "").strip()[:100] for name in ("q", "neighbourhood", "process", "status")})
    with office().reading(g.actor) as work:
        page = list_screen(cases(work, wanted, request.args.get("cursor", ""), g.language), wanted, any(works_in(g.actor, held.municipality) for held in g.actor.held))
    return render_template("cases.html", page=page)


@pages.get("/new")
def new() -> str:
    with office().reading(g.actor) as work:
        page = start_screen(startable(work, g.language), request.args)
    return render_template("start.html", page=page)


@pages.post("")
def open_one() -> AnyResponse:
    wish = read_start(request.form)
    with office().writing(g.actor) as work:
        case_id = once(work, lambda: open_case(work, wish.key, wish.municipality, wish.neighbourhood, wish.title).id)
    flash(t("web.start.done"))
    return redirect(url_for("cases.show", case_id=case_id))


@pages.get("/<int(max=9223372036854775807):case_id>")
def show(case_id: int) -> str:
    return render_template("case.html", page=case_page(case_id))


def case_page(case_id: int) -> dict[str, Any]:
    """What the template of a case needs; the story and the notes go on where the address says."""
    cursor = request.args.get("cursor", "")
    with office().reading(g.actor) as work:
        view = case_view(work, case_id, cursor, g.language, notes=request.args.get("notes", ""))
        return case_screen(view, cursor) | notes_screen(view.beside.notes, case_id) | beside_screen(view) | {
            "documents": files_screen(attachments_of_case(work, case_id)), "expects": view.may_work and attendance_step(view.process) is not None}


@pages.get("/<int(max=9223372036854775807):case_id>/diagram.bpmn")
def diagram(case_id: int) -> AnyResponse:
    with office().reading(g.actor) as work:
        content = diagram_of(work, case_id, request.args.get("language", g.language))
    return Response(content, mimetype="application/xml", headers={"Cache-Control": "private, max-age=3600"})


@pages.post("/<int(max=9223372036854775807):case_id>/start")
def start(case_id: int) -> AnyResponse:
    with office().writing(g.actor) as work:
        once(work, lambda: start_activity(work, case_id, request.form.get("activity", "")).id)
    flash(t("web.case.free.started"))
    return redirect(url_for("cases.show", case_id=case_id))


@pages.post("/<int(max=9223372036854775807):case_id>/close")
def close(case_id: int) -> AnyResponse:
    with office().writing(g.actor) as work:
        close_adhoc(work, case_id, request.form.get("element", ""))
    flash(t("web.case.free.closed"))
    return redirect(url_for("cases.show", case_id=case_id))


@pages.post("/<int(max=9223372036854775807):case_id>/tasks")
def add(case_id: int) -> str | AnyResponse:
    with office().reading(g.actor) as work:
        often = asked_often(work, case_id, request.form.get("role", ""))
    if (first := think_first(often, url_for("cases.show", case_id=case_id))) is not None:
        return first
    with office().writing(g.actor) as work:
        once(work, lambda: add_task(work, case_id, request.form.get("title", "")[:200], request.form.get("role", "")).id)
    flash(t("web.case.add.done"))
    return redirect(url_for("cases.show", case_id=case_id))


@pages.post("/<int(max=9223372036854775807):case_id>/retry")
def retry(case_id: int) -> AnyResponse:
    with office().writing(g.actor) as work:
        still = retry_case(work, case_id).status == "stuck"
    flash(t("web.case.still_stuck" if still else "web.case.retried"), "bad" if still else "done")
    return redirect(url_for("cases.show", case_id=case_id))


@pages.post("/<int(max=9223372036854775807):case_id>/cancel")
def cancel(case_id: int) -> AnyResponse:
    with office().writing(g.actor) as work:
        cancel_case(work, case_id, request.form.get("why", ""))
    flash(t("web.case.cancelled"))
    return redirect(url_for("cases.show", case_id=case_id))


@pages.errorhandler(InvalidAnswers)
def mend(error: InvalidAnswers) -> tuple[str, int] | AnyResponse:
    """The page again with what is missing."""
    if request.endpoint != "cases.open_one":
        flash(said(error), "bad")
        return redirect(url_for("cases.show", case_id=request.view_args["case_id"]) if request.view_args else url_for("cases.index"))
    with office().reading(g.actor) as work:
        page = start_screen(startable(work, g.language), request.form, said(error))
    return render_template("start.html", page=page), 422
