"""Beside a task: put it off, take it back, give it back with a reason, and ask for another date."""
from flask import Blueprint, flash, g, redirect, request, url_for
from werkzeug.wrappers import Response

from engine.asides import decline_task, snooze_task, wake_task
from engine.dating import ask_for_date
from engine.errors import EngineError
from engine.tasks import discard_draft
from webui.errors import Reply, back_with
from webui.presenting import t
from webui.screens.bulk import snoozed_words
from webui.screens.tasks import read_day
from webui.visitor import office

pages = Blueprint("asides", __name__, url_prefix="/tasks/<int(max=9223372036854775807):task_id>")


@pages.post("/snooze")
def snooze(task_id: int) -> Response:
    day = read_day(request.form.get("until") or request.form.get("day", ""))
    with office().writing(g.actor) as work:
        done = snooze_task(work, task_id, day)
    flash(f"{done.task.name}: {snoozed_words(done)}")
    return redirect(url_for("inbox.show"))


@pages.post("/wake")
def wake(task_id: int) -> Response:
    with office().writing(g.actor) as work:
        wake_task(work, task_id)
    flash(t("web.bulk.did.wake"))
    return redirect(url_for("tasks.show", task_id=task_id))


@pages.post("/discard")
def discard(task_id: int) -> Response:
    with office().writing(g.actor) as work:
        discard_draft(work, task_id)
    flash(t("web.task.yours.discarded"))
    return redirect(url_for("tasks.show", task_id=task_id))


@pages.post("/decline")
def decline(task_id: int) -> Response:
    with office().writing(g.actor) as work:
        title = decline_task(work, task_id, request.form.get("reason", "")).name
    flash(t("web.task.declined", title=title))
    return redirect(url_for("inbox.show"))


@pages.post("/date")
def ask(task_id: int) -> Response:
    with office().writing(g.actor) as work:
        ask_for_date(work, task_id, read_day(request.form.get("due", "")), request.form.get("reason", ""))
    flash(t("web.dating.asked"))
    return redirect(url_for("tasks.show", task_id=task_id))


@pages.errorhandler(EngineError)
def mend(error: EngineError) -> Reply:
    """Back to the task, where the form stands, with what went wrong."""
    return back_with(error, url_for("tasks.show", task_id=request.view_args["task_id"]))
