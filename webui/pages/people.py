"""Who works in a municipality and what is agreed about time there, for its coordinators."""
from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from engine.errors import Conflict, InvalidAnswers
from engine.municipalities import set_municipality
from engine.people import add_person, deactivate_person, end_membership, give_role
from engine.queries.people import colleague, colleagues, settings_of
from webui.presenting import t
from webui.screens.people import people_screen, person_screen, read_day_off, read_newcomer, read_role, read_school, read_terms, settings_screen
from webui.visitor import office

pages = Blueprint("people", __name__)


@pages.get("/people")
def index() -> str:
    return _list()


@pages.get("/people/<int(max=9223372036854775807):person>")
def show(person: int) -> str:
    with office().reading(g.actor) as work:
        page = person_screen(*colleague(work, person, _place()))
    return render_template("person.html", page=page)


@pages.post("/people")
def add() -> Response:
    new = read_newcomer(request.form)
    with office().writing(g.actor) as work:
        person = add_person(work, new["login"], new["name"]).id
        give_role(work, person, new["role"], _place(), new["place"] or None)
    flash(t("web.people.added", name=new["name"]))
    return redirect(url_for("people.show", person=person, municipality=_place()))


@pages.post("/people/<int(max=9223372036854775807):person>/roles")
def give(person: int) -> Response:
    role, place = read_role(request.form)
    with office().writing(g.actor) as work:
        give_role(work, person, role, _place(), place)
    flash(t("web.people.given"))
    return redirect(url_for("people.show", person=person, municipality=_place()))


@pages.post("/people/<int(max=9223372036854775807):person>/roles/<int(max=9223372036854775807):membership>/end")
def end(person: int, membership: int) -> Response:
    with office().writing(g.actor) as work:
        end_membership(work, membership)
    flash(t("web.people.ended"))
    return redirect(url_for("people.show", person=person, municipality=_place()))


@pages.post("/people/<int(max=9223372036854775807):person>/leave")
def leave(person: int) -> Response:
    with office().writing(g.actor) as work:
        name = deactivate_person(work, person).name
    flash(t("web.people.left", name=name))
    return redirect(url_for("people.index", municipality=_place()))


@pages.get("/settings")
def settings() -> str:
    with office().reading(g.actor) as work:
        page = settings_screen(settings_of(work, _place()))
    return render_template("settings.html", page=page)


@pages.post("/settings")
def terms() -> Response:
    with office().writing(g.actor) as work:
        set_municipality(work, _place(), read_terms(request.form))
    flash(t("web.settings.kept"))
    return redirect(url_for("people.settings", municipality=_place()))


@pages.post("/settings/school")
def school() -> Response:
    with office().writing(g.actor) as work:
        set_municipality(work, _place(), read_school(request.form))
    flash(t("web.settings.kept"))
    return redirect(url_for("people.settings", municipality=_place()))


@pages.post("/settings/days")
def add_day() -> Response:
    day, name = read_day_off(request.form)
    return _days_off({day: name}, "")


@pages.post("/settings/days/drop")
def drop_day() -> Response:
    return _days_off({}, request.form.get("day", ""))


@pages.errorhandler(InvalidAnswers)
@pages.errorhandler(Conflict)
def mend(error: InvalidAnswers | Conflict) -> tuple[str, int] | Response:
    """The page again with what is missing."""
    sentence = " ".join(t(key, **params) for _, key, params in getattr(error, "problems", ())) or error.sentence(g.language)
    if request.endpoint == "people.add":
        return _list(sentence), 422
    flash(sentence, "bad")
    if "person" in (request.view_args or {}):
        return redirect(url_for("people.show", person=request.view_args["person"], municipality=_place()))
    return redirect(url_for("people.settings", municipality=_place()))


def _list(problem: str = "") -> str:
    with office().reading(g.actor) as work:
        page = people_screen(colleagues(work, _place()), request.form, problem)
    return render_template("people.html", page=page)


def _days_off(more: dict[str, str], less: str) -> Response:
    with office().writing(g.actor) as work:
        known = settings_of(work, _place()).settings.get("days_off") or {}
        set_municipality(work, _place(), {"days_off": {day: name for day, name in {**known, **more}.items() if day != less}})
    flash(t("web.settings.kept"))
    return redirect(url_for("people.settings", municipality=_place()))


def _place() -> str:
    return request.values.get("municipality", "")[:12]
