"""A kind warning before a key figure is asked once more: what was filled in is kept, and the same form goes on when somebody says so."""
from collections.abc import Sequence

from flask import render_template, request

from engine.queries.load import Asked
from webui.presenting import t, tn
from webui.security import FIELD

ANYWAY = "anyway"


def think_first(found: Sequence[Asked], back: str) -> str | None:
    """The page to show first; None when nobody was asked too often, or somebody has thought about it already. `back`: where not asking leads."""
    if not found or request.form.get(ANYWAY):
        return None
    given = [(name, text) for name, text in request.form.items(multi=True) if name not in (FIELD, ANYWAY)]
    said = [tn("web.asking.times", one.times, who=one.name) for one in found]
    return render_template("asking.html", page={"said": said, "given": given, "to": request.script_root + request.path, "back": back, "title": t(
        "web.asking.title" if len(found) == 1 else "web.asking.title.more", who=found[0].name)})
