"""`aanzet doctor`: looks an installation over, and says of each part that it is good, or what is wrong and how to mend it."""
import platform
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from importlib.metadata import version
from pathlib import Path
from socket import create_connection

import click
from sqlalchemy.exc import SQLAlchemyError

from engine.actors import SYSTEM
from engine.errors import EngineError
from engine.queries.installation import Installation, installation
from engine.tables import current, newest
from webui.cli.commands import Command
from webui.cli.failing import why_refused
from webui.cli.options import as_json
from webui.cli.lazily import load
from webui.cli.program import QUEUE, Program
from webui.cli.speech import show_list, words
from workers.mail import read_relay

BUILT = Path(__file__).parents[1] / "static" / "built" / "diagram.js"
DRAWINGS = "*/*.bpmn"
WEBHOOKS = "workers.webhooks"
SHUT = {"cli.database_password": "password", "cli.database_absent": "absent"}
PARTS = ("version", "secret", "database", "seal", "municipalities", "processes", "scheduler", "cases", "library", "redis", "mail", "webhooks", "pages")
BELOW, INSIDE = ("secret", "database"), frozenset(("seal", "municipalities", "processes", "scheduler", "cases"))     # cannot be seen unless those are good
PATIENCE = 5            # seconds for a mail server to answer


@dataclass(frozen=True)
class Verdict:
    """On one part. `says` names a sentence below cli.doctor; that of a part that is not good also tells how to mend it."""

    part: str
    good: bool
    says: str
    params: dict[str, object] = field(default_factory=dict)


@click.command(cls=Command)
@click.option("--part", "parts", metavar="PART", type=click.Choice(PARTS), multiple=True)
@as_json
@click.pass_obj
def doctor(program: Program, parts: tuple[str, ...], as_json: bool) -> None:
    """What is wrong with this installation, or with these parts of it, and how to mend it. Exit 1 when something is."""
    asked = frozenset(parts or PARTS)
    verdicts = [each for each in look_over(program, asked) if each.part in asked or not each.good and each.part in BELOW and asked & INSIDE]
    lines = [{"part": each.part, "good": each.good, "says": sentence(program, each)} for each in verdicts]
    if as_json:
        show_list(lines, (), True, program.language)
    else:
        for line in lines:
            click.echo(program.word("cli.doctor.good" if line["good"] else "cli.doctor.wrong",
                                    part=program.word(f"cli.doctor.part.{line['part']}"), says=line["says"]))
    if wrong := [each for each in verdicts if not each.good]:
        raise EngineError("cli.doctor.one" if len(wrong) == 1 else "cli.doctor.more", wrong=len(wrong))


def sentence(program: Program, verdict: Verdict) -> str:
    shown = {name: words(value, program.language) for name, value in verdict.params.items()}
    return program.word(f"cli.doctor.{verdict.part}.{verdict.says}", **shown)


def look_over(program: Program, parts: Collection[str] = PARTS) -> Iterator[Verdict]:
    """What cannot be seen, since what is below it is broken, is left out; so is who would have to be waited for, unless asked for."""
    yield Verdict("version", True, "is", {"aanzet": version("aanzet"), "python": platform.python_version()})
    secret = look_at_secret(program)
    database = look_at_database(program)
    yield from (secret, database)
    if secret.good and database.good:
        with program.office.reading(SYSTEM) as work:
            found = installation(work)
        yield from look_inside(program, found)
    yield look_at_library(program)
    if program.settings.redis_url and "redis" in parts:
        yield look_at_redis(program.settings.redis_url)
    if "mail" in parts:
        yield look_at_mail(program)
    yield look_at_webhooks(program)
    yield Verdict("pages", True, "built") if BUILT.exists() else Verdict("pages", False, "not_built")


def look_at_secret(program: Program) -> Verdict:
    try:
        size = len(program.settings.secret())
    except (EngineError, OSError) as error:
        short = isinstance(error, EngineError) and error.key == "cli.short_secret_file"
        return Verdict("secret", False, "short" if short else "missing", {"file": program.settings.secret_file.name})
    return Verdict("secret", True, "is", {"bytes": size})


def look_at_database(program: Program) -> Verdict:
    """It answers, and has the shape of this version."""
    try:
        kind, shape = program.engine.dialect.name, current(program.engine)
    except (SQLAlchemyError, ImportError) as error:
        return Verdict("database", False, SHUT.get(why_refused(error), "silent"))
    if shape and shape >= newest():
        return Verdict("database", True, "is" if shape == newest() else "newer", {"newest": newest(), "kind": {"postgresql": "PostgreSQL", "sqlite": "SQLite"}.get(kind, kind), "shape": shape})
    return Verdict("database", False, "old" if shape else "empty", {"shape": shape, "newest": newest()})


def look_inside(program: Program, found: Installation) -> Iterator[Verdict]:
    yield Verdict("seal", found.secret_fits, "fits" if found.secret_fits else "other")
    yield Verdict("municipalities", found.guarded, "apart" if found.guarded else "superuser")
    yield Verdict("processes", found.processes > 0, "published" if found.processes else "none", {"count": found.processes})
    if found.late_since:
        yield Verdict("scheduler", False, "late", {"since": found.late_since, "command": watcher(program)})
    elif found.seen_at:
        yield Verdict("scheduler", True, "seen", {"at": found.seen_at})
    else:
        yield Verdict("scheduler", True, "never", {"command": watcher(program)})
    yield Verdict("cases", True, "stuck" if found.stuck else "run", {"count": found.stuck})


def watcher(program: Program) -> str:
    return "aanzet worker" if program.settings.redis_url else "aanzet serve"


def look_at_library(program: Program) -> Verdict:
    folder = program.settings.processes
    if not folder.is_dir():
        return Verdict("library", False, "missing", {"folder": folder.name})
    return Verdict("library", True, "is", {"folder": folder.name, "count": len({each.parent for each in folder.glob(DRAWINGS)})})


def look_at_redis(url: str) -> Verdict:
    queue = load(QUEUE)
    try:
        count = queue.workers_seen(url)
    except (queue.RedisError, OSError, ValueError):      # ValueError: no address of a Redis
        return Verdict("redis", False, "silent")
    return Verdict("redis", count > 0, "is" if count else "no_worker", {"count": count})


def look_at_mail(program: Program) -> Verdict:
    """Whether somebody answers where letters go; no letter is sent."""
    settings = program.settings
    if not settings.mail_relay:
        return Verdict("mail", True, "folder", {"folder": settings.mail_folder.name})
    try:
        relay = read_relay(settings.mail_relay)
        create_connection((relay.host, relay.port), PATIENCE).close()
    except EngineError:
        return Verdict("mail", False, "address")
    except OSError:
        return Verdict("mail", False, "silent")
    return Verdict("mail", True, "answers")


def look_at_webhooks(program: Program) -> Verdict:
    networks = program.settings.webhook_networks
    try:
        load(WEBHOOKS).read_networks(networks)
    except EngineError:
        return Verdict("webhooks", False, "networks")
    return Verdict("webhooks", True, "own" if networks else "public")


COMMANDS = (doctor,)
