"""What somebody hears by mail and when, as a form and read back from it."""
from collections.abc import Mapping
from typing import Any

from engine.choices import KINDS, WAYS, Choice
from webui.presenting import t


def choices_screen(choice: Choice, address: str | None, problem: str = "") -> dict[str, Any]:
    kinds = [{"name": f"mail.{kind}", "label": t(f"web.choices.{kind}"), "options": [(way, t(f"web.choices.way.{way}"), way == choice.way(kind)) for way in WAYS]}
             for kind in KINDS]
    return {"kinds": kinds, "address": address, "problem": problem, "daily_at": _hours(choice.daily_at), "quiet_from": _hours(choice.quiet_from),
            "quiet_until": _hours(choice.quiet_until)}


def _hours(chosen: int | None) -> list[tuple[int, str, bool]]:
    return [(hour, t("web.choices.hour", hour=f"{hour:02}"), hour == chosen) for hour in range(24)]


def read_choice(form: Mapping[str, str]) -> Choice:
    """As posted; what cannot be meant is for the engine to refuse."""
    mail = {name.removeprefix("mail."): way for name, way in form.items() if name.startswith("mail.")}
    return Choice(mail, _hour(form.get("daily_at", "")) or 0, _hour(form.get("quiet_from", "")), _hour(form.get("quiet_until", "")))


def _hour(text: str) -> int | None:
    """-1, which the engine refuses, for what is no hour."""
    if not text:
        return None
    return int(text) if text.isascii() and text.isdigit() and len(text) < 3 else -1
