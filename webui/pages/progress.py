"""Where the neighbourhoods stand, for managers, programme managers and coordinators."""
from flask import Blueprint, Response, g, render_template, request

from engine.iso import local
from engine.queries.progress import progress
from webui.presenting import t
from webui.screens.progress import progress_screen
from webui.screens.progress_rows import Wish, sheet
from webui.visitor import office

pages = Blueprint("progress", __name__)


@pages.get("/progress")
def show() -> str:
    wish = Wish.of(request.args)
    with office().reading(g.actor) as work:
        page = progress_screen(progress(work, wish.municipality, g.language), wish)
    return render_template("progress.html", page=page)


@pages.get("/progress.csv")
def download() -> Response:
    """The same rows for a spreadsheet."""
    wish = Wish.of(request.args)
    with office().reading(g.actor) as work:
        content = sheet(progress(work, wish.municipality, g.language), wish)
    named = f"{t('web.progress.csv.name')}-{local(g.now).date().isoformat()}.csv"
    return Response(content, mimetype="text/csv", headers={"Content-Disposition": f'attachment; filename="{named}"'})
