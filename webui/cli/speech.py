"""How the command line speaks: sentences in the user's language, lists for people and for programs."""
import json
import sys
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import click

from engine.errors import BrokenProcess, EngineError, InvalidAnswers
from engine.language import catalogue, text

AMSTERDAM = ZoneInfo("Europe/Amsterdam")


def say(key: str, language: str, /, **params: object) -> None:
    click.echo(text(key, language, **params))


def role_label(role: str, language: str) -> str:
    """The name of a role; one that a definition made up itself is shown as it is written."""
    key = f"web.role.{role}"
    return text(key, language) if key in catalogue(language) else role


def status_label(status: str, language: str) -> str:
    return text(f"web.status.{status}", language)


def complaint(sentence: str) -> None:
    click.echo(sentence, err=True)


def complain(error: EngineError, language: str) -> None:
    """One plain sentence, then what is wrong place by place where the error knows."""
    complaint(error.sentence(language))
    if isinstance(error, InvalidAnswers):
        for field, key, params in error.problems:
            click.echo(f"{field}: {text(key, language, **params)}", err=True)
    if isinstance(error, BrokenProcess):
        for finding in error.findings:
            click.echo(finding.line(language), err=True)


def show_list(items: Iterable[Mapping[str, Any]], columns: Sequence[str], as_json: bool, language: str) -> None:
    """A table for people, with headings from the catalogue; the whole items for programs."""
    items = list(items)
    if as_json:
        click.echo(dump({"items": items, "next": None}))
        return
    if not items:
        say("cli.nothing", language)
        return
    rows = [[text(f"cli.column.{column}", language) for column in columns]]
    rows += [[words(item.get(column), language) for column in columns] for item in items]
    widths = [max(len(row[place]) for row in rows) for place in range(len(columns))]
    for row in rows:
        click.echo("  ".join(cell.ljust(width) for cell, width in zip(row, widths)).rstrip())


def show_one(item: Mapping[str, Any], as_json: bool, language: str) -> None:
    if as_json:
        click.echo(dump(item))
        return
    for name, value in item.items():
        click.echo(f"{text(f'cli.column.{name}', language)}: {words(value, language)}")


def dump(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, default=_plain)


def words(value: Any, language: str) -> str:
    """A value in a table: moments on the clock of the Netherlands, lists with commas, nothing as a dash."""
    if isinstance(value, datetime):
        return value.astimezone(AMSTERDAM).strftime("%Y-%m-%d %H:%M")
    if isinstance(value, bool):
        return text("cli.yes" if value else "cli.no", language)
    if isinstance(value, (list, tuple)):
        return ", ".join(words(part, language) for part in value) or "-"
    if isinstance(value, dict):
        return dump(value)
    return "-" if value is None or value == "" else str(value)


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.astimezone(AMSTERDAM).isoformat()
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(f"{type(value).__name__} is no JSON")


class Progress:
    """A line that counts on a terminal; silence in a pipe."""

    def __init__(self, label: str):
        self.label, self.shown = label, sys.stderr.isatty()

    def __call__(self, done: int, total: int) -> None:
        if self.shown:
            click.echo(f"\r{self.label} {done}/{total}", nl=done == total, err=True)
