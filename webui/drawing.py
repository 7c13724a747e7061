"""The smallest parts of a page, as functions: an icon or a date stands a hundred times on one page, where a macro would cost more than the rest of its line."""
from collections.abc import Iterable

from flask import Flask, g
from markupsafe import Markup, escape

from webui.presenting import static_url, t
from webui.words import DueWords


def draw(app: Flask) -> None:
    """Let templates draw: parts/icons.html hands these on beside its own."""
    app.jinja_env.globals.update(drawn={each.__name__: each for each in (icon, picture, due, spot, dots)})


def icon(name: str) -> Markup:
    return picture(name, "icon")


def picture(name: str, kind: str, box: str = "") -> Markup:
    """A drawing of icons.svg. Made once a page: in somebody's place the addresses are others."""
    made = g.setdefault("pictures", {})
    if (name, kind, box) not in made:
        made[name, kind, box] = Markup('<svg class="{}" aria-hidden="true"{}><use href="{}#{}"/></svg>').format(
            kind, Markup(' viewBox="{}"').format(box) if box else "", static_url("icons.svg"), name)
    return made[name, kind, box]


def due(words: DueWords) -> Markup:
    return Markup(f'<span class="due due--{words.state}">{icon(words.icon)}<span>{escape(words.head)} <small>({escape(words.tail)})</small></span></span>')


def spot(board: str) -> Markup:
    """On which board the turn lies."""
    made = g.setdefault("spots", {})
    if board not in made:
        made[board] = picture(f"spot-{board}", "spot") + Markup('<span class="hide">{}</span>').format(t(f"web.board.turn_on.{board}"))
    return made[board]


def dots(words: Iterable[str | None]) -> Markup:
    """What there is to say of a row, with a dot between."""
    return Markup('<p class="task__m dots">' + "".join(f"<span>{escape(word)}</span>" for word in words if word) + "</p>")
