"""The notes of a case in words: who wrote what, when, and who else reads it."""
from typing import Any

from flask import g, url_for

from engine.queries.notes import NoteLine, NoteList
from webui.presenting import initials, t
from webui.words import moment_words


def notes_screen(found: NoteList, case_id: int) -> dict[str, Any]:
    return {"notes": [_note(one) for one in found.notes], "readers": found.readers, "may_note": found.may_write,
            "earlier_notes": url_for("cases.show", case_id=case_id, notes=found.next, _anchor="notes") if found.next else None}


def _note(one: NoteLine) -> dict[str, Any]:
    text = one.text if one.text is not None else t("web.notes.hidden")
    return {"text": text, "hidden": one.text is None, "by": one.author or "", "initials": initials(one.author or ""),
            "when": moment_words(one.at, g.now, g.language), "only": t("web.notes.only", who=one.to) if one.to else ""}
