"""What every template can say and show: sentences, dates, addresses of static files, and who is looking."""
import hashlib
from pathlib import Path

from flask import Flask, current_app, g, request, url_for

from engine.calendar import WorkingCalendar
from engine.errors import EngineError
from engine.language import LANGUAGES, add_catalogue, catalogue, text
from engine.queries.progress import WATCHERS
from engine.roles import COORDINATOR
from webui import words
from webui.in_place import outside, own_root
from webui.markdown import html_of
from webui.repeating import form_number
from webui.security import csrf_token

HERE = Path(__file__).parent
CALENDAR = WorkingCalendar()
DESK = ("inbox.show", "cases.index", "handoffs.show", "progress.show", "people.index", "studio.index")      # over a wide page
PHONE = ("inbox.show", "cases.index", "cases.new", "handoffs.show", "me.show")              # under a narrow one; the others stand on /me
MORE = ("people.settings", "neighbourhoods.search", "help.show")
FOR = {"progress.show": WATCHERS, **dict.fromkeys(("people.index", "people.settings", "studio.index"), (COORDINATOR,))}    # the others: everybody
PLACES = {
    "inbox.show": ("web.menu.inbox", "i-home2"), "cases.index": ("web.menu.cases", "i-folder"), "cases.new": ("web.menu.start", "i-plus"),
    "handoffs.show": ("web.menu.handoffs", "i-swap"), "progress.show": ("web.menu.progress", "i-chart"),
    "people.index": ("web.menu.people", "i-people"), "people.settings": ("web.menu.settings", "i-cal"),
    "studio.index": ("web.studio.menu", "i-pencil"), "neighbourhoods.search": ("web.search", "i-search"), "help.show": ("web.menu.help", "i-info"), "me.show": ("web.menu.mine", "i-people")}

TOPICS = ("task", "handoff", "case", "dates", "cover", "stuck", "privacy", "progress", "people", "studio", "print")
HELPS = {"tasks": "task", "cases": "case", "handoffs": "handoff", "covers": "cover", "me": "cover", "mending": "stuck", "progress": "progress",
         "people": "people", "studio": "studio", "neighbourhoods": "case"}          # by blueprint; the others: the turn


def present(app: Flask) -> None:
    add_catalogue(HERE / "catalogue")
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.jinja_env.globals.update(t=t, tn=tn, tn0=tn0, static_url=static_url, task_url=task_url, built=is_built, csrf_token=csrf_token, form_number=form_number)
    app.jinja_env.filters.update(role_name=role_name, markdown=html_of, opening=opening)
    app.context_processor(_of_this_visit)


def t(key: str, **params: object) -> str:
    return text(key, g.language, **params)


def tn(key: str, number: int, **params: object) -> str:
    """The sentence for a number: `key.one` or `key.more`."""
    return words.counted(key, number, g.language, **params)


def tn0(key: str, number: int, **params: object) -> str:
    """As `tn`, with a sentence of its own for nought: `key.none`."""
    return tn(key, number, **params) if number else t(f"{key}.none", **params)


def said(error: EngineError) -> str:
    """What went wrong, in one line: a sentence for each thing that is not right."""
    sentences = [t(key, **params) for _, key, params in getattr(error, "problems", ())] or [error.sentence(g.language)]
    return " ".join(each if each[-1] in ".?!" else f"{each}." for each in sentences) if len(sentences) > 1 else sentences[0]


def role_name(role: str) -> str:
    """The label of a role key; a role that a definition made up itself is shown as it is written."""
    key = f"web.role.{role}"
    return text(key, g.language) if key in catalogue(g.language) else role.replace("_", " ")


def opening(words: str) -> str:
    """As the beginning of a sentence: names of days and people in it keep their capitals."""
    return words[:1].upper() + words[1:]


def initials(name: str) -> str:
    """Two letters for the piece: the first and the last word."""
    parts = [part for part in name.split() if part[0].isalpha()]
    return (parts[0][0] + (parts[-1][0] if len(parts) > 1 else "")).upper() if parts else ""


def due(due_at, quiet: bool = False) -> words.DueWords | None:
    """The deadline part of a page of today; None without a deadline."""
    return words.due_words(due_at, g.now, g.language, CALENDAR, quiet) if due_at else None


def is_built(name: str) -> bool:
    """Whether npm's part of the pages is there; pages other than the diagram do without."""
    return (HERE / "static" / "built" / name).is_file()


def task_url(task_id: int) -> str:
    """The address of a task, for lists: what comes before the number is worked out once a page."""
    if "task_url" not in g:
        g.task_url = url_for("tasks.show", task_id=0).removesuffix("0")
    return f"{g.task_url}{task_id}"


def static_url(name: str, version: bool = True) -> str:
    """The address of a static file, with a mark of its content so that browsers may keep it."""
    kept, place = current_app.extensions.setdefault("aanzet_static", {}), (own_root(request), name, version)
    if place not in kept or current_app.debug:      # a page has some twenty icons
        mark = {"v": hashlib.sha256((HERE / "static" / name).read_bytes()).hexdigest()[:10]} if version else {}
        kept[place] = outside(request, url_for("static", filename=name, **mark))
    return kept[place]


def _place(endpoint: str, here: str | None) -> dict[str, object]:
    key, icon = PLACES[endpoint]
    return {"href": outside(request, url_for(endpoint)), "key": key, "icon": icon, "here": bool(here) and (here == endpoint or here.startswith("studio.") and endpoint == "studio.index"),
            "short": f"{key}.short" if f"{key}.short" in catalogue(g.get("language", LANGUAGES[0])) else key,
            "count": g.get("offers", 0) if endpoint == "handoffs.show" else 0}


def _topic(endpoint: str | None) -> str:
    """Which part of the help is about this page."""
    return HELPS.get((endpoint or "").partition(".")[0], "turn")


def _away() -> dict[str, object] | None:
    """In whose place this page is looked at."""
    actor = g.get("actor")
    return {"name": actor.name, "cover": actor.stand_in.cover} if actor is not None and actor.stand_in is not None else None


def _is_for_me(endpoint: str) -> bool:
    actor = g.get("actor")
    return endpoint not in FOR or actor is not None and any(held.role in FOR[endpoint] for held in actor.held)


def _of_this_visit() -> dict[str, object]:
    language = g.get("language", LANGUAGES[0])
    here = request.endpoint
    mine = [one for one in DESK if _is_for_me(one)]
    return {"me": g.get("me"), "language": language, "other_language": "en" if language == "nl" else "nl",
            "menu": [_place(one, here) for one in mine], "places": [_place(one, here) for one in PHONE],
            "more": [_place(one, here) for one in (*mine, *MORE) if one not in PHONE and _is_for_me(one)],
            "help": outside(request, url_for("help.show", _anchor=f"h-{_topic(here)}")), "topics": TOPICS,
            "away": _away(), "here": request.script_root + request.full_path.rstrip("?") if request.method == "GET" else url_for("inbox.show")}
