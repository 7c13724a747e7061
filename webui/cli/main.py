"""Runs one command and turns whatever happens into an exit code: 0 done, 1 refused or failed, 2 wrong usage."""
import sys
from pathlib import Path

import click

from engine.language import add_catalogue, text
from webui.cli.commands import Places
from webui.cli.language import spoken
from webui.cli.lazily import load
from webui.cli.usage import complain_of_usage

DONE, FAILED, WRONG_USAGE = 0, 1, 2
WIDEST = 120
ROOMS = {"backup": "keeping", "case": "cases", "deadlines": "deadlines", "doctor": "doctor", "init": "initialise", "municipality": "municipalities",
         "person": "people", "process": "exchange", "restore": "keeping", "serve": "serving", "stuck": "stuck", "task": "tasks",
         "token": "tokens", "webhook": "webhooks", "worker": "serving"}

aanzet = Places("aanzet", places={name: f"webui.cli.{room}" for name, room in ROOMS.items()},
                context_settings={"help_option_names": ["-h", "--help"], "max_content_width": WIDEST})


def run(arguments: list[str] | None = None) -> int:
    """One command."""
    add_catalogue(Path(__file__).parents[1] / "catalogue")
    language = spoken()
    try:
        answer = aanzet.main(arguments, prog_name="aanzet", standalone_mode=False)
        return answer if isinstance(answer, int) else DONE
    except click.UsageError as error:
        complain_of_usage(error, language)
        return WRONG_USAGE
    except click.exceptions.Exit as error:
        return error.exit_code
    except (click.Abort, KeyboardInterrupt):
        click.echo(text("cli.stopped", language), err=True)
        return FAILED
    except Exception as error:
        load("webui.cli.failing").tell(error, language)
        return FAILED


def main() -> None:
    sys.exit(run())
