"""Runs one command and turns whatever happens into an exit code: 0 done, 1 refused or failed, 2 wrong usage."""
import logging
import sys
from pathlib import Path

import click
from sqlalchemy.exc import DBAPIError

from engine.errors import EngineError
from engine.language import add_catalogue, text
from webui.cli import cases, deadlines, doctor, exchange, initialise, keeping, municipalities, people, processes, serving, stuck, tasks, tokens
from webui.cli.program import Program
from webui.cli.settings import read_settings, spoken
from webui.cli.speech import complain

DONE, FAILED, WRONG_USAGE = 0, 1, 2
log = logging.getLogger("aanzet")


@click.group(name="aanzet", context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 120})
@click.pass_context
def aanzet(context: click.Context) -> None:
    """Wie is er aan zet? Neighbourhood programmes on two boards."""
    context.obj = Program(read_settings())


for room in (initialise, serving, processes, cases, tasks, people, municipalities, deadlines, stuck, keeping, doctor, exchange, tokens):
    for command in room.COMMANDS:
        aanzet.add_command(command)


def run(arguments: list[str] | None = None) -> int:
    """One command. Never a traceback: the log has it when somebody turned that on."""
    add_catalogue(Path(__file__).parents[1] / "catalogue")
    language = spoken()
    try:
        answer = aanzet.main(arguments, prog_name="aanzet", standalone_mode=False)
        return answer if isinstance(answer, int) else DONE
    except click.UsageError as error:
        error.show()
        return WRONG_USAGE
    except click.exceptions.Exit as error:
        return error.exit_code
    except (click.Abort, KeyboardInterrupt):
        return _fail(text("cli.stopped", language))
    except EngineError as error:
        complain(error, language)
        return FAILED
    except DBAPIError as error:
        log.debug("database", exc_info=error)
        return _fail(text("cli.database_failed", language))
    except OSError as error:
        return _fail(text("cli.file_failed", language, file=Path(str(error.filename or "-")).name, reason=error.strerror or ""))
    except Exception as error:
        log.debug("unexpected", exc_info=error)
        return _fail(text("cli.unexpected", language, error=type(error).__name__))


def _fail(sentence: str) -> int:
    click.echo(sentence, err=True)
    return FAILED


def main() -> None:
    sys.exit(run())
