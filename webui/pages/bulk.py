"""Doing one thing with the tasks that were picked in the inbox."""
from flask import Blueprint, abort, g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from engine.errors import InvalidAnswers
from engine.queries.picked import MOST, Picked, picked, receivers_of_all
from webui.numbers import number
from webui.presenting import said
from webui.screens.bulk import UNDO, asking_screen, came_screen, done_with, still_asks
from webui.screens.inbox import TABS
from webui.visitor import office

pages = Blueprint("bulk", __name__, url_prefix="/bulk")


@pages.get("")
def show() -> Response:
    """Whoever comes back to this address finds the inbox."""
    return redirect(url_for("inbox.show"))


@pages.post("")
def do() -> str:
    wish = request.form.get("do", "")
    if wish not in UNDO:
        abort(400)
    tasks = _tasks()
    if not tasks:
        return render_template("bulk.html", page=None, view=_view(), came=None, problem="")
    if still_asks(wish, request.form):
        return _ask(wish, tasks)
    came = done_with(wish, tasks, request.form)
    return render_template("bulk.html", page=None, view=_view(), came=came_screen(wish, came, _view(), len(_ids()) - len(tasks)), problem="")


@pages.errorhandler(InvalidAnswers)
def mend(error: InvalidAnswers) -> tuple[str, int]:
    """The question again, with what is wrong; nothing was done yet."""
    return _ask(request.form["do"], _tasks(), said(error)), 422


def _ask(wish: str, tasks: tuple[Picked, ...], problem: str = "") -> str:
    with office().reading(g.actor) as work:
        receivers = receivers_of_all(work, tasks) if wish == "hand_over" else None
    return render_template("bulk.html", page=asking_screen(wish, tasks, request.form, receivers), view=_view(), came=None, problem=problem)


def _tasks() -> tuple[Picked, ...]:
    with office().reading(g.actor) as work:
        return picked(work, _ids(), g.language)


def _ids() -> list[int]:
    return [one for one in dict.fromkeys(map(number, request.form.getlist("pick"))) if one is not None][:MOST]


def _view() -> str:
    view = request.form.get("view", TABS[0])
    return view if view in TABS else TABS[0]
