"""The map of a municipality's neighbourhoods: looking at it, uploading GeoJSON, and taking it away."""
from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from engine.errors import InvalidAnswers
from engine.geojson import MOST_BYTES, drawing_of
from engine.maps import map_of, remove_map, upload_map
from engine.queries.maps import map_page
from webui.presenting import said, t
from webui.screens.maps import upload_screen
from webui.uploads import takes_files
from webui.visitor import office

pages = Blueprint("maps", __name__, url_prefix="/settings/map")


@pages.get("")
def show() -> str:
    return _page()


@pages.post("")
@takes_files
def upload() -> Response:
    given = request.files.get("file")
    if given is None or not given.filename:
        raise InvalidAnswers([("file", "map.choose", {})])
    with office().reading(g.actor) as work:
        map_of(work, _place())              # first whether it is theirs to change: looking into the file costs seconds
    drawing = drawing_of(given.stream.read(MOST_BYTES + 1))
    with office().writing(g.actor) as work:
        upload_map(work, _place(), drawing)
    flash(t("web.map.done"))
    return redirect(url_for("maps.show", municipality=_place()))


@pages.post("/remove")
def remove() -> Response:
    with office().writing(g.actor) as work:
        remove_map(work, _place())
    flash(t("web.map.removed"))
    return redirect(url_for("maps.show", municipality=_place()))


@pages.errorhandler(InvalidAnswers)
def mend(error: InvalidAnswers) -> tuple[str, int]:
    return _page(said(error)), 422


def _page(problem: str = "") -> str:
    with office().reading(g.actor) as work:
        page = upload_screen(map_page(work, _place()), problem)
    return render_template("map.html", page=page)


def _place() -> str:
    return (request.form.get("municipality") or request.args.get("municipality") or "")[:12]
