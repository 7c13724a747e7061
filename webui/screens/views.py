"""Saved views in words: what each of them shows, and whose it is."""
from collections.abc import Mapping, Sequence
from typing import Any

from flask import g, url_for

from engine.queries.inbox import Wanted
from engine.queries.views import View
from engine.views import written
from webui.presenting import role_name, t
from webui.words import date_words


def views_page(views: Sequence[View], names: Mapping[str, str]) -> dict[str, Any]:
    return {"first": next((one.id for one in views if one.first), None),
            "views": [{"id": one.id, "name": one.name, "href": url_for("inbox.show", saved=one.id), "what": ", ".join(_said(one.wanted, names)), "mine": one.mine,
                       "shared": one.municipality is not None, "by": one.by, "may_drop": one.may_drop} for one in views]}


def _said(wanted: Wanted, names: Mapping[str, str]) -> list[str]:
    """The tab first, then each filter as people say it."""
    kept = written(wanted)
    said = [t(f"web.inbox.tab.{wanted.view}")]
    words = {"phase": lambda key: t(f"web.phase.{key}"), "role": role_name, "due": lambda key: t(f"web.filter.due.{key}"),
             "until": lambda day: date_words(wanted.until, g.now, g.language), "q": lambda text: f"“{text}”"}
    return said + [t("web.views.part", what=t(f"web.filter.{name}"), value=words.get(name, lambda key: names.get(key, key))(value)) for name, value in kept.items() if name != "view"]
