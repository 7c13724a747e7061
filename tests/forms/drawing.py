"""Draws small forms as Camunda's form editor writes them."""
import json
from datetime import UTC, datetime

from engine import feel, forms
from engine.language import text

WORLD = feel.World(datetime(2031, 3, 3, 8, 0, tzinfo=UTC))


def content(*components: dict, **more: object) -> bytes:
    schema = {"type": "default", "id": "bijeenkomst", "schemaVersion": 18, "components": list(components), **more}
    return json.dumps(schema).encode()


def form(*components: dict) -> forms.Form:
    return forms.read(content(*components), "bijeenkomst.form")


def field(kind: str, key: str, label: str = "", **more: object) -> dict:
    return {"type": kind, "key": key, "id": f"Field_{key}", "label": label or key, **more}


def options(*values: str) -> list[dict]:
    return [{"value": value, "label": value.capitalize()} for value in values]


def checked(drawn: forms.Form, answers: dict, data: dict | None = None) -> forms.Checked:
    return forms.check(drawn, answers, data or {}, WORLD)


def sentences(result: forms.Checked, language: str = "nl") -> list[str]:
    return [text(key, language, **params) for _, key, params in result.problems]
