"""A neighbourhood with its cases, and looking for cases, tasks and neighbourhoods."""
from flask import Blueprint, g, render_template, request

from engine.queries.collected import collected
from engine.queries.neighbourhoods import neighbourhood_view
from engine.queries.neighbourhoods import search as look_for
from webui.screens.collected import collected_screen
from webui.screens.maps import map_screen
from webui.screens.places import neighbourhood_screen, search_screen
from webui.visitor import office

pages = Blueprint("neighbourhoods", __name__)


@pages.get("/neighbourhoods/<code>")
def show(code: str) -> str:
    with office().reading(g.actor) as work:
        view = neighbourhood_view(work, code[:12], g.language)
        page = neighbourhood_screen(view) | collected_screen(collected(work, view.municipality_code, view.code, g.language), view.free) | map_screen(view)
    return render_template("neighbourhood.html", page=page)


@pages.get("/search")
def search() -> str:
    words = request.args.get("q", "").strip()[:100]
    with office().reading(g.actor) as work:
        page = search_screen(look_for(work, words, g.language), words)
    return render_template("search.html", page=page)
