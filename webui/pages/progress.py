"""Where the neighbourhoods stand, for managers, programme managers and coordinators."""
from flask import Blueprint, g, render_template, request

from engine.queries.progress import progress
from webui.screens.progress import progress_screen
from webui.visitor import office

pages = Blueprint("progress", __name__)


@pages.get("/progress")
def show() -> str:
    chosen = request.args.get("municipality", "")[:12]
    with office().reading(g.actor) as work:
        page = progress_screen(progress(work, chosen, g.language), chosen)
    return render_template("progress.html", page=page)
