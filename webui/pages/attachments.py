"""Photos and documents beside a task or a case: adding, opening and removing one."""
from flask import Blueprint, Response, flash, g, redirect, request, url_for
from werkzeug.http import dump_options_header
from werkzeug.wrappers import Response as AnyResponse

from engine.attachments import attach_to_case, remove_attachment
from engine.errors import InvalidAnswers
from engine.forms import posted
from engine.queries.attachments import open_attachment
from engine.queries.tasks import task_view
from engine.tasks import save_draft
from webui.presenting import said, t
from webui.repeating import once
from webui.uploads import keep_posted_file, posted_file, takes_files
from webui.visitor import office

pages = Blueprint("attachments", __name__)
NUMBER = "int(max=9223372036854775807)"
SHUT = "default-src 'none'; sandbox"        # nothing in a file does anything, wherever somebody opens it


@pages.post(f"/tasks/<{NUMBER}:task_id>/attachments")
@takes_files
def to_task(task_id: int) -> AnyResponse:
    """The button beside the file: what was typed is kept as a draft, and the page comes back with the file on it."""
    with office().reading(g.actor) as work:
        view = task_view(work, task_id, g.language)
    answers = posted(view.form, request.form.items(multi=True)) if view.form else {}
    kept = keep_posted_file(task_id, answers)
    if view.form:
        with office().writing(g.actor) as work:
            save_draft(work, task_id, answers)
    flash(t("web.files.added") if kept else t("file.none_chosen"), "done" if kept else "bad")
    return redirect(url_for("tasks.show", task_id=task_id, _anchor="files"))


@pages.post(f"/cases/<{NUMBER}:case_id>/attachments")
@takes_files
def to_case(case_id: int) -> AnyResponse:
    file = posted_file()
    if file is None:
        raise InvalidAnswers([("file", "file.none_chosen", {})])
    with office().writing(g.actor) as work:
        once(work, lambda: attach_to_case(work, case_id, file, request.form.get("to") or None).id)
    flash(t("web.files.added"))
    return redirect(url_for("cases.show", case_id=case_id, _anchor="documents"))


@pages.get(f"/attachments/<{NUMBER}:attachment_id>")
def download(attachment_id: int) -> Response:
    """Always saved, never shown: whoever made the file has no say in our pages."""
    with office().reading(g.actor) as work:
        file = open_attachment(work, attachment_id)
    return Response(file.content, mimetype=file.kind, headers={
        "Content-Disposition": dump_options_header("attachment", {"filename": file.name}), "Content-Security-Policy": SHUT})


@pages.post(f"/attachments/<{NUMBER}:attachment_id>/remove")
def remove(attachment_id: int) -> AnyResponse:
    with office().writing(g.actor) as work:
        row = remove_attachment(work, attachment_id)
        task, case = row.task_id, row.case_id
    flash(t("web.files.removed"))
    if task and request.form.get("back") == "task":
        return redirect(url_for("tasks.show", task_id=task, _anchor="files"))
    return redirect(url_for("cases.show", case_id=case, _anchor="documents"))


@pages.errorhandler(InvalidAnswers)
def mend(error: InvalidAnswers) -> AnyResponse:
    """Back to where the file was to go, with what is wrong with it."""
    task, case = request.view_args.get("task_id"), request.view_args.get("case_id")
    flash(f"{said(error)} {t('web.files.draft_kept')}" if task else said(error), "bad")
    return redirect(url_for("tasks.show", task_id=task, _anchor="files") if task else url_for("cases.show", case_id=case, _anchor="documents"))
