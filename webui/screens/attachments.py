"""Photos and documents in words: what, how large, from whom, since when, and who else may open it."""
from collections.abc import Iterable
from typing import Any

from flask import g

from engine.files import ACCEPTED, LARGEST
from engine.queries.attachments import AttachmentLine
from webui.presenting import t
from webui.words import moment_words

MEGABYTE = 1024 * 1024


def files_screen(found: Iterable[AttachmentLine]) -> dict[str, Any]:
    return {"files": [_file(one) for one in found], "accepted": ACCEPTED, "largest": LARGEST, "most": LARGEST // MEGABYTE}


def _file(one: AttachmentLine) -> dict[str, Any]:
    return {"id": one.id, "name": one.name or t("web.files.hidden"), "opens": one.name is not None, "photo": one.kind.startswith("image/"),
            "facts": " · ".join(filter(None, (one.author, moment_words(one.at, g.now, g.language), _size(one.size)))),
            "only": t("web.notes.only", who=one.to) if one.to else "", "may_remove": one.may_remove}


def _size(size: int) -> str:
    if size < MEGABYTE:
        return t("web.files.kilobytes", n=max(1, round(size / 1024)))
    written = f"{size / MEGABYTE:.1f}"
    return t("web.files.megabytes", n=written.replace(".", ",") if g.language == "nl" else written)
