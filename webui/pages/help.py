"""What Aanzet is and how its pages work: a page to look things up, and a tour of five steps for newcomers."""
from flask import Blueprint, g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from engine.people import toured
from webui.numbers import number
from webui.visitor import office, public

pages = Blueprint("help", __name__)
STEPS = ("turn", "boards", "task", "handoff", "help")


@pages.get("/help")
@public
def show() -> str:
    return render_template("help.html")


@pages.get("/help/tour")
@public
def tour() -> str:
    """One step at a time, so that a phone shows it whole."""
    asked = number(request.args.get("step", ""))
    step = asked if asked in range(1, len(STEPS) + 1) else 1
    return render_template("tour.html", step=step, steps=len(STEPS), name=STEPS[step - 1])


@pages.post("/help/tour/done")
def done() -> Response:
    """Seen, or waved away: nobody is asked twice."""
    with office().writing(g.actor) as work:
        toured(work)
    return redirect(url_for("inbox.show"))
