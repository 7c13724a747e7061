"""Messages in the application, with where they lead."""
from collections.abc import Sequence
from typing import Any

from flask import g, url_for

from engine.queries.notices import Told
from webui.words import moment_words


def notice_rows(found: Sequence[Told]) -> list[dict[str, Any]]:
    return [{"sentence": one.sentence, "when": moment_words(one.at, g.now, g.language), "new": one.new, "case": one.case, "href": _address(one)} for one in found]


def _address(one: Told) -> str | None:
    if one.task_id:
        return url_for("tasks.show", task_id=one.task_id)
    return url_for("cases.show", case_id=one.case_id) if one.case_id else None
