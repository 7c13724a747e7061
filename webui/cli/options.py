"""Options that several commands share, and how their text becomes values."""
import json
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import click

from engine.errors import EngineError

AMSTERDAM = ZoneInfo("Europe/Amsterdam")


class JsonObject(click.ParamType):
    """A JSON object on the command line, or @FILE that holds one."""

    name = "json"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> dict:
        if isinstance(value, dict):
            return value
        name = param.opts[0] if param else "JSON"
        try:
            found = json.loads(Path(value[1:]).read_text("utf-8") if value.startswith("@") else value)
        except (ValueError, RecursionError) as error:
            raise EngineError("cli.bad_json", option=name) from error
        if not isinstance(found, dict):
            raise EngineError("cli.json_object", option=name)
        return found


class Moment(click.ParamType):
    """An ISO date and time; without a zone it is Dutch time, without a time it is the beginning of the day."""

    name = "time"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> datetime:
        if isinstance(value, datetime):
            return value
        try:
            moment = datetime.fromisoformat(value)
        except ValueError as error:
            raise EngineError("cli.bad_moment", option=param.opts[0] if param else "TIME") from error
        return moment if moment.tzinfo else moment.replace(tzinfo=AMSTERDAM)


ID = click.IntRange(1, 2**31 - 1)
as_json = click.option("--json", "as_json", is_flag=True)
as_who = click.option("--as", "who", metavar="WHO")
required_who = click.option("--as", "who", metavar="WHO", required=True)
