"""What runs in the processes of a test town: the commands of `aanzet` on the town's clock, and a mail server."""
import asyncio
import json
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from email import message_from_bytes
from pathlib import Path

from aiosmtpd.smtp import SMTP
from sqlalchemy import bindparam, update

import engine.claims
import workers.queue                        # loaded here once, and not by every process that starts
import workers.webhooks                     # likewise
from engine.bpmn import runner
from engine.language import add_catalogue
from engine.ledger import firings
from tests.life.time_passing import TownClock
from webui.cli import serving
from webui.cli.main import aanzet
from webui.cli.program import Program
from webui.cli.settings import read_settings

LOADED = (workers.queue, workers.webhooks, serving)
CATALOGUE = Path(serving.__file__).parents[1] / "catalogue"
DEADLY = "deadly"                           # a step at an element of this name ends the process it is taken in
KILLED = 137


@dataclass(frozen=True)
class Order:
    """One command, with the environment it reads. `without`: what of the product is taken away, for a test that must then fail."""

    arguments: tuple[str, ...]
    environment: Mapping[str, str]
    clock: TownClock
    log: Path
    without: frozenset[str] = field(default_factory=frozenset)


def obey(order: Order) -> None:
    """The whole life of one process."""
    written = os.open(order.log, os.O_CREAT | os.O_APPEND | os.O_WRONLY)
    for stream in (1, 2):
        os.dup2(written, stream)
    for name in order.without:
        TAKEN_AWAY[name]()
    _poison()
    add_catalogue(CATALOGUE)
    aanzet.main(list(order.arguments), prog_name="aanzet", standalone_mode=False, obj=Program(read_settings(order.environment), order.clock))


def deliver_post(port: int, kept: Path) -> None:
    """A mail server that says yes after it has written down what came, to whom and in which thread."""
    class Postbox:
        async def handle_DATA(self, server, session, envelope):
            letter = message_from_bytes(envelope.content)
            line = json.dumps([letter["Message-ID"], envelope.rcpt_tos[0], letter["References"], letter["Subject"]]) + "\n"
            with open(kept, "ab", buffering=0) as book:
                book.write(line.encode())
            return "250 OK"

    async def serve():
        loop = asyncio.get_running_loop()
        async with await loop.create_server(lambda: SMTP(Postbox(), loop=loop), "127.0.0.1", port) as server:
            await server.serve_forever()
    asyncio.run(serve())


def _without_guard() -> None:
    """Whoever claimed it once fires it, whatever happened meanwhile."""
    rows = firings.ROWS.c
    firings.FALLING = update(firings.ROWS).where(rows.id == bindparam("deadline")).values(state="fired", fired_at=bindparam("now"), lease_until=None).returning(*firings.FALLEN)


def _without_lease() -> None:
    """Claimed is claimed, also by the dead."""
    engine.claims.LEASE = timedelta(days=365)


TAKEN_AWAY = {"guard": _without_guard, "lease": _without_lease}


def _poison() -> None:
    """Reaching `deadly` ends the process there and then, as a crash in a library or the system's memory guard would."""
    fire = runner.fire

    def fatal(process, snapshot, token, moment):
        if DEADLY in process.elements:
            os._exit(KILLED)
        return fire(process, snapshot, token, moment)
    runner.fire = fatal
