"""`aanzet serve` and `aanzet worker`: the web application, with the scheduler in the same process where there is no Redis."""
import signal
import sys
from dataclasses import replace
from functools import partial
from ipaddress import ip_address
from pathlib import Path
from threading import Thread

import click
import waitress
from flask import Flask
from waitress.server import BaseWSGIServer, MultiSocketServer

from engine.errors import EngineError
from webui.app import create_app
from webui.cli.commands import Command
from webui.cli.demo import programme
from webui.cli.folders import library
from webui.cli.initialise import prepare
from webui.cli.lazily import load
from webui.cli.logs import begin as begin_log
from webui.cli.program import QUEUE, Program
from webui.cli.speech import say
from webui.settings import Settings as WebSettings
from webui.waiting import Lobby
from workers.jobs import Calls, Door
from workers.mail import MailFile, MailRelay, Stationery, read_relay
from workers.scheduler import Scheduler

THREADS = 4             # SQLite serves no more at once; on PostgreSQL start a second process
TURN = 0.001            # seconds a thread may go on while others wait: who comes back from the database some ten times a page waits as often
HOST = "127.0.0.1"
WEBHOOKS = "workers.webhooks"


@click.command(cls=Command)
@click.option("--port", metavar="INTEGER", type=click.IntRange(1, 65535), default=8000, envvar="PORT", show_default=True)
@click.option("--host", default=HOST, envvar="HOST", show_default=True)
@click.option("--no-scheduler", is_flag=True)
@click.option("--demo", is_flag=True)
@click.pass_obj
def serve(program: Program, port: int, host: str, no_scheduler: bool, demo: bool) -> None:
    """The web application. With --demo it first does what `aanzet init --demo` does: one program starts in half the time of two."""
    if (demo or program.has_demo) and not program.settings.demo_outside and not _on_this_machine(host):
        raise EngineError("cli.serve.demo_outside")
    if demo:
        prepare(program, demo)
    program.begin()
    begin_log(program.settings.log_form)
    embedded = not no_scheduler and program.settings.redis_url is None
    lobby = Lobby()
    scheduler = Scheduler(replace(program.office, nudge=lobby.ring), doors(program), caller=caller(program)) if embedded else None
    app = create_app(web_settings(program), program.clock, scheduler.nudge if scheduler else program.nudge, lobby)
    program.trace(lambda spans: spans.watch(app))
    server = listening(app, host, port)
    sys.setswitchinterval(TURN)
    lobby.crowd = lambda waiting: server.task_dispatcher.set_thread_count(THREADS + waiting)     # who waits takes nobody's place
    if program.bell:
        program.bell.listen(lobby.ring)
    if scheduler:
        scheduler.start()
    signal.signal(signal.SIGTERM, partial(_leave, lobby))
    say("cli.serving", program.language, address=f"http://{host}:{port}")
    try:
        server.run()
    finally:
        server.close()
        if program.bell:
            program.bell.stop()
        if scheduler:
            scheduler.stop()


def listening(app: Flask, host: str, port: int) -> MultiSocketServer | BaseWSGIServer:
    try:
        return waitress.create_server(app, host=host, port=port, threads=THREADS, ident=None, clear_untrusted_proxy_headers=True)
    except (OSError, ValueError) as error:      # ValueError: a host that nobody knows
        raise EngineError("cli.serve.no_address", address=f"{host}:{port}") from error


@click.command(cls=Command)
@click.pass_obj
def worker(program: Program) -> None:
    """Fires deadlines and delivers notices, beside any number of others (needs REDIS_URL)."""
    if program.settings.redis_url is None:
        raise EngineError("cli.worker.no_redis")
    program.begin()
    begin_log(program.settings.log_form)
    office = replace(program.office, nudge=program.bell)        # a worker looks until nothing is left: nobody need tell it, but outside programs
    program.trace()
    ways, calls = doors(program), caller(program)       # what is wrong with an address is said before anything runs
    say("cli.worker.runs", program.language)
    load(QUEUE).run_worker(office, program.settings.redis_url, ways, calls)


def _on_this_machine(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _leave(lobby: Lobby, signum: int, frame) -> None:
    """Ended from outside: finish what is in hand, as after Ctrl-C."""
    lobby.crowd = lambda waiting: None      # the server sends its threads home, and nobody is to call them back
    Thread(target=lobby.close, daemon=True).start()     # its lock may be with somebody who waits for one that we hold
    raise SystemExit(0)


def web_settings(program: Program) -> WebSettings:
    settings = program.settings
    return WebSettings(database_url=settings.database_url, engine=program.installation, players=programme.logins() if program.has_demo else frozenset(),
                       secure_cookies=settings.secure_cookies,
                       metrics_token=settings.metrics_token, library=_library_keys(settings.processes))


def _library_keys(folder: Path) -> frozenset[str]:
    return frozenset(each.name for each in library(folder)) if folder.is_dir() else frozenset()


def caller(program: Program) -> Calls:
    """What tells other systems; beside the public ones those that whoever runs the installation trusts."""
    webhooks = load(WEBHOOKS)
    return webhooks.Caller(webhooks.read_networks(program.settings.webhook_networks))


def doors(program: Program) -> list[Door]:
    """Where notices leave the building: a relay when there is one, else a file."""
    settings = program.settings
    paper = Stationery(settings.mail_from, settings.address)
    if settings.mail_relay:
        return [MailRelay(read_relay(settings.mail_relay, settings.mail_password), paper)]
    settings.mail_folder.mkdir(parents=True, exist_ok=True)
    return [MailFile(settings.mail_folder / "aanzet.mbox", paper)]


COMMANDS = (serve, worker)
