"""The smallest parts of a page, as functions: an icon or a date stands a hundred times on one page, where a macro would cost more than the rest of its line."""
from collections.abc import Iterable
from functools import lru_cache

from flask import Flask
from markupsafe import Markup, escape

from webui.presenting import static_url, t
from webui.words import DueWords


def draw(app: Flask) -> None:
    """Let templates draw: parts/icons.html hands these on beside its own."""
    app.jinja_env.globals.update(drawn={each.__name__: each for each in (icon, picture, due, spot, dots)})


def icon(name: str) -> Markup:
    return picture(name, "icon")


def picture(name: str, kind: str, box: str = "") -> Markup:
    """A drawing of icons.svg."""
    return _picture(static_url("icons.svg"), name, kind, box)


@lru_cache(1024)
def _picture(drawings: str, name: str, kind: str, box: str) -> Markup:
    view = f' viewBox="{escape(box)}"' if box else ""
    return Markup(f'<svg class="{escape(kind)}" aria-hidden="true"{view}><use href="{escape(drawings)}#{escape(name)}"/></svg>')


def due(words: DueWords) -> Markup:
    return Markup(f'<span class="due due--{words.state}">{icon(words.icon)}<span>{escape(words.head)} <small>({escape(words.tail)})</small></span></span>')


def spot(board: str) -> Markup:
    """On which board the turn lies."""
    return Markup(f"{picture(f'spot-{board}', 'spot')}<span class=\"hide\">{escape(t(f'web.board.turn_on.{board}'))}</span>")


def dots(words: Iterable[str | None]) -> Markup:
    """What there is to say of a row, with a dot between."""
    return Markup('<p class="task__m dots">' + "".join(f"<span>{escape(word)}</span>" for word in words if word) + "</p>")
