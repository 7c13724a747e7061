"""One task: its form, the draft that is kept while somebody types, claiming, letting go and finishing."""
from typing import Any

from flask import Blueprint, flash, g, jsonify, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from engine.attendance import asked_about
from engine.correcting import correct_answers, corrigible
from engine.errors import Conflict, InvalidAnswers, NotFound
from engine.forms import Form, posted
from engine.handoffs import offer_handoff
from engine.nudging import nudge
from engine.queries.around import around
from engine.queries.covers import place_to_act
from engine.queries.attachments import attachments_of_task
from engine.queries.handoffs import offer_of, receivers
from engine.queries.load import offered_often
from engine.queries.tasks import Left, TaskView, left_behind, task_view
from engine.rescheduling import reschedule_task
from engine.tasks import claim_task, complete_task, form_to_answer, keep_typed, reassign_task, release_task, save_draft, see_task
from engine.work import Work
from webui.asking import think_first
from webui.numbers import number
from webui.presenting import role_name, said, t, tn
from webui.questions import Answers, says_something, with_rows
from webui.screens.around import around_screen
from webui.screens.attachments import files_screen
from webui.screens.handoffs import offer_screen, offering_screen, read_offer
from webui.screens.tasks import correction_screen, draft_answer, read_day, task_screen
from webui.uploads import keep_posted_file, posted_a_file, takes_files
from webui.visitor import office

BESIDE = "beside"           # what else one can do with a task than answer it: without script on a page without the form, which was kept first
pages = Blueprint("tasks", __name__, url_prefix="/tasks/<int(max=9223372036854775807):task_id>")


@pages.get("")
def show(task_id: int) -> str | Response:
    with office().reading(g.actor) as work:
        try:
            view = task_view(work, task_id, g.language)
        except NotFound:
            return _in_place(work, task_id)
        page = task_screen(view)
        offer = offer_of(work, task_id, g.language)
        beside = around_screen(around(work, task_id, g.language), view.may_answer) | files_screen(attachments_of_task(work, task_id))
        cover = place_to_act(work, task_id) if page["open"] and not view.may_answer and g.actor.stand_in is None else None
    if view.handed:
        with office().writing(g.actor) as work:
            see_task(work, task_id)
    return render_template("task.html", page=page, offer=offer_screen(offer) if offer else None, around=beside,
                           beside=bool(request.args.get(BESIDE)), in_place=_address_in_place(cover) if cover else None)


@pages.post("")
@takes_files
def complete(task_id: int) -> str | Response:
    if posted_a_file():
        keep_posted_file(task_id, _posted(task_id)[1])
    wish = request.form.get("do", "complete")
    if wish != "complete":
        return _not_yet(task_id, wish)
    with office().writing(g.actor) as work:
        done = complete_task(work, task_id, _answers(form_to_answer(work, task_id)))
        asked, left = asked_about(done.task), left_behind(work, done.case.id)
    flash(_outcome(left), "bad" if left.status == "stuck" else "done")
    if asked:
        flash(tn("web.occurrence.missed", asked), "done")
    return redirect(url_for("tasks.show", task_id=left.mine) if left.mine and left.status == "open" else url_for("inbox.show"))


@pages.post("/draft")
def keep(task_id: int) -> Response:
    view, answers = _posted(task_id)
    with office().writing(g.actor) as work:
        save_draft(work, task_id, answers)
    return jsonify(draft_answer(view, answers))


@pages.post("/claim")
def claim(task_id: int) -> Response:
    _keep_typed(task_id)
    with office().writing(g.actor) as work:
        title = claim_task(work, task_id).name
    flash(t("web.task.claimed", title=title))
    return redirect(url_for("tasks.show", task_id=task_id))


@pages.post("/release")
def release(task_id: int) -> Response:
    kept = _keep_typed(task_id)
    with office().writing(g.actor) as work:
        title = release_task(work, task_id).name
    flash(t("web.task.released.kept" if kept else "web.task.released", title=title))
    return redirect(url_for("inbox.show"))


@pages.post("/nudge")
def remind(task_id: int) -> Response:
    with office().writing(g.actor) as work:
        title = nudge(work, task_id).name
    flash(t("web.nudge.done", title=title))
    return redirect(url_for("inbox.show", view="waiting"))


@pages.post("/reassign")
def reassign(task_id: int) -> str | Response:
    to = number(request.form.get("to", "")) or 0
    with office().reading(g.actor) as work:
        often = offered_often(work, task_id, to_person=to)
    if (first := think_first(often, url_for("tasks.show", task_id=task_id))) is not None:
        return first
    with office().writing(g.actor) as work:
        title = reassign_task(work, task_id, to).name
    flash(t("web.task.reassigned", title=title))
    return redirect(url_for("inbox.show"))


@pages.get("/handoff")
def offering(task_id: int) -> str:
    """To whom, and what to say with it."""
    return _offering(task_id)


@pages.post("/handoff")
def offer(task_id: int) -> str | Response:
    wish = read_offer(request.form)
    with office().reading(g.actor) as work:
        often = offered_often(work, task_id, wish["to_role"], wish["to_person"])
    if (first := think_first(often, url_for("tasks.offering", task_id=task_id))) is not None:
        return first
    with office().writing(g.actor) as work:
        offer_handoff(work, task_id, **wish)
    with office().reading(g.actor) as work:
        title = task_view(work, task_id, g.language).title
    flash(t("web.handoff.offered", title=title))
    return redirect(url_for("tasks.show", task_id=task_id))


@pages.post("/reschedule")
def reschedule(task_id: int) -> Response:
    with office().writing(g.actor) as work:
        reschedule_task(work, task_id, read_day(request.form.get("due", "")), request.form.get("reason", "")[:500])
    flash(t("web.task.rescheduled"))
    return redirect(url_for("tasks.show", task_id=task_id))


@pages.get("/correct")
def correcting(task_id: int) -> str:
    with office().reading(g.actor) as work:
        page = correction_screen(corrigible(work, task_id, g.language))
    return render_template("correct.html", page=page)


@pages.post("/correct")
def correct(task_id: int) -> Response:
    _, answers = _posted(task_id)
    with office().writing(g.actor) as work:
        correct_answers(work, task_id, answers, request.form.get("why", "")[:500])
    flash(t("web.correct.done"))
    return redirect(url_for("tasks.show", task_id=task_id))


@pages.errorhandler(InvalidAnswers)
def mend(error: InvalidAnswers) -> tuple[str, int] | Response:
    """The form again, with what is wrong and all that was filled in."""
    if request.endpoint in ("tasks.offer", "tasks.reschedule"):
        return _beside(request.view_args["task_id"], said(error))
    view, answers = _posted(request.view_args["task_id"])
    problems = tuple(error.problems) or (("", error.key, error.params),)
    if request.endpoint == "tasks.correct":
        return render_template("correct.html", page=correction_screen(view, answers, problems, request.form.get("why", ""))), 422
    return render_template("task.html", page=task_screen(view, answers, problems), around=_around(view)), 422


@pages.errorhandler(Conflict)
def too_late(error: Conflict) -> tuple[str | Response, int]:
    """Somebody was first, or the case stands still: what was typed is shown, and not lost."""
    view, answers = _posted(request.view_args["task_id"])
    if answers and request.endpoint in ("tasks.complete", "tasks.keep"):
        with office().writing(g.actor) as work:
            keep_typed(work, view.id, answers)
    if request.endpoint == "tasks.keep":
        return jsonify(sentence=error.sentence(g.language)), 409
    return render_template("task.html", page=task_screen(view, answers or None, refusal=error.sentence(g.language)), around=_around(view)), 409


def _posted(task_id: int) -> tuple[TaskView, Answers]:
    with office().reading(g.actor) as work:
        view = task_view(work, task_id, g.language)
    return view, _answers(view.form)


def _answers(form: Form | None) -> Answers:
    return posted(form, request.form.items(multi=True)) if form else {}


def _around(view: TaskView) -> dict[str, Any]:
    with office().reading(g.actor) as work:
        return around_screen(around(work, view.id, g.language), view.may_answer) | files_screen(attachments_of_task(work, view.id))


def _offering(task_id: int, problem: str = "") -> str:
    with office().reading(g.actor) as work:
        view = task_view(work, task_id, g.language)
        page = offering_screen(receivers(work, task_id), request.form)
    return render_template("offering.html", page=page, title=view.title, task_id=task_id, problem=problem)


def _beside(task_id: int, sentence: str) -> tuple[str, int] | Response:
    """What went wrong in a small form beside the task."""
    if request.endpoint == "tasks.offer":
        return _offering(task_id, sentence), 422
    flash(sentence, "bad")
    return redirect(url_for("tasks.show", task_id=task_id))


def _in_place(work: Work, task_id: int) -> Response:
    """A task of somebody whom one stands in for, asked for as if it were one's own: a letter does not know in whose place it is read."""
    cover = place_to_act(work, task_id)
    if cover is None:
        raise NotFound()
    return redirect(_address_in_place(cover))


def _address_in_place(cover: int) -> str:
    return f"{url_for('covers.show', cover_id=cover)}/as{request.path}"


def _not_yet(task_id: int, wish: str) -> str | Response:
    """Kept for later, or the form again with a row more or less."""
    view, answers = _posted(task_id)
    if wish not in ("draft", BESIDE):
        return render_template("task.html", page=task_screen(view, with_rows(answers, wish)), around=_around(view))
    with office().writing(g.actor) as work:
        save_draft(work, task_id, answers)
    if wish == BESIDE:
        return redirect(url_for("tasks.show", task_id=task_id, beside=1))
    flash(t("web.task.draft_kept"))
    return redirect(url_for("tasks.show", task_id=task_id))


def _keep_typed(task_id: int) -> bool:
    """Who claims or releases with a half-filled form finds it back: without script nothing kept it on the way."""
    view, answers = _posted(task_id)
    if not (view.saved_at and answers or says_something(answers)):
        return False
    with office().writing(g.actor) as work:
        return keep_typed(work, task_id, answers) is not None


def _outcome(left: Left) -> str:
    if left.status == "stuck":
        return t("web.task.done.stuck")
    if left.mine:
        return t("web.task.done.mine")
    if left.status in ("ended", "cancelled"):
        return t("web.task.done.ended")
    who = ", ".join(dict.fromkeys(name or t("web.task.done.role", role=role_name(role)) for name, role in left.holders))
    return t("web.task.done.next", who=who) if who else t("web.task.done")
