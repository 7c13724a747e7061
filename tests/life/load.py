"""`python -m tests.life.load --seconds 300`: fifty people, a web, two workers and a printer's program, and what it costs them."""
import argparse
import json
import os
import random
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Thread
from time import monotonic, sleep

from sqlalchemy import func, select
from sqlalchemy.orm import sessionmaker

from engine.actors import SYSTEM, find_actor
from engine.cases import open_case
from engine.definitions import publish
from engine.entering import make_link
from engine.jobs import activate_jobs
from engine.library import Library
from engine.municipalities import add_municipality, add_neighbourhood
from engine.people import add_person, give_role
from engine.settings import Settings
from engine.tables import CaseEvent, connect
from engine.tokens import create_token
from engine.work import Office, Work
from tests import databases
from tests.api.processes import FORM
from tests.core.processes import START, flows, own, process, user_task
from tests.core.programme import HEAD
from tests.life.crowd import Crowd, Person, Tally
from tests.life.parts import Parts, parts
from tests.servers import postgres, processes, redis
from tests.workers.processes import waiting
from webui.cli.program import wall_clock
from workers.client import Client, Worker

TOWNS = (("GM0546", "Leiden", "LEI"), ("GM0518", "Den Haag", "DHG"), ("GM0484", "Alphen", "ALP"), ("GM0363", "Amsterdam", "AMS"))
PEOPLE, EVERY, CASES = 50, 5.0, 2           # ten actions a second
SECRET = "sixty-four characters would be better, but these are enough\n"
LIMIT = 150.0                               # milliseconds: p95 of a completion, on two quiet cores
FLAT = 1.05                                 # what a process holds at the end, beside halfway
# A visit, a letter that an outside program prints, a second of waiting, and round again: every completion is work for everybody.
ROUND = process(
    "round", START, '<bpmn:exclusiveGateway id="again" />', user_task("visit", "facilitator", "Langsgaan", own(deadline="P5D", reminders="P2D"), form="talk"),
    '<bpmn:serviceTask id="send"><bpmn:extensionElements><zeebe:taskDefinition type="letter" retries="3" /></bpmn:extensionElements></bpmn:serviceTask>',
    f'<bpmn:intermediateCatchEvent id="pause">{waiting("PT1S")}</bpmn:intermediateCatchEvent>',
    flows(("start", "again"), ("again", "visit"), ("visit", "send"), ("send", "pause"), ("pause", "again")), name="Ronde")


@dataclass
class Report:
    """`memory`: resident kilobytes of each process at the beginning, halfway and at the end. `events`: what the cases wrote down."""

    seconds: float
    tally: Tally
    memory: dict[str, list[int]] = field(default_factory=dict)
    cpu: dict[str, float] = field(default_factory=dict)         # seconds each process worked
    events: dict[str, int] = field(default_factory=dict)
    stuck: int = 0

    @property
    def actions(self) -> int:
        return sum(len(found) for found in self.tally.seconds.values())

    @property
    def is_flat(self) -> bool:
        return all(end <= middle * FLAT for _, middle, end in self.memory.values())

    def line(self) -> str:
        p95 = {what: round(self.tally.percentile(what), 1) for what in self.tally.seconds}
        return json.dumps({"seconds": round(self.seconds, 1), "requests": self.actions, "wrong": dict(self.tally.wrong), "p95_ms": p95,
                           "median_ms": {what: round(self.tally.percentile(what, 0.5), 1) for what in p95}, "memory_kb": self.memory, "cpu_seconds": self.cpu,
                           "events": self.events, "stuck": self.stuck})


@dataclass(frozen=True)
class Somebody:
    """Of the fifty, before they come in."""

    link: str
    token: str
    cases: list[int]


def settle(office: Office, people: int = PEOPLE) -> tuple[list[Somebody], str]:
    """The people with their cases, and the token of the printer, who coordinates every town."""
    with office.writing(SYSTEM) as work:
        for town in TOWNS:
            add_municipality(work, *town)
        publish(work, {"round.bpmn": f"{HEAD}{ROUND}</bpmn:definitions>".encode(), "talk.form": json.dumps(FORM).encode()})
        printer = add_person(work, "printer", "Drukkerij De Inktpot")
        for code, _, _ in TOWNS:
            give_role(work, printer.id, "coordinator", code)
        for number in range(people):
            _move_in(work, number)
        activate_jobs(work, "letter", "printer", timedelta(minutes=1))      # so that the first letters are not left lying
        token = create_token(work, "printer", "load").secret
    return [_somebody(office, number) for number in range(people)], token


def _place(number: int) -> tuple[str, str]:
    code = TOWNS[number % len(TOWNS)][0]
    return code, f"BU{code[2:]}{number:04}"


def _move_in(work: Work, number: int) -> None:
    """Each in a neighbourhood of their own, so that nobody does the work of another."""
    code, hood = _place(number)
    add_neighbourhood(work, hood, f"Buurt {number}", code)
    give_role(work, add_person(work, f"bewoner{number}", f"Bewoner Nummer {number}").id, "facilitator", code, hood)


def _somebody(office: Office, number: int) -> Somebody:
    login = f"bewoner{number}"
    with office.reading(SYSTEM) as work:
        link, actor = make_link(work, login), find_actor(work.session, login, work.now)
    with office.writing(actor) as work:
        return Somebody(link, create_token(work, login, "load").secret, [open_case(work, "round", *_place(number)).id for _ in range(CASES)])


def resident(pid: int) -> int:
    """Kilobytes in memory."""
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmRSS"):
            return int(line.split()[1])
    raise LookupError(f"nothing is known of process {pid}")


def worked(pid: int) -> float:
    """Seconds of CPU since it began."""
    return sum(int(ticks) for ticks in Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[11:13]) / os.sysconf("SC_CLK_TCK")


def load(running: Parts, office: Office, seconds: float, seed: int = 1) -> Report:
    """Three processes under the work of fifty people and a printer, as long as asked."""
    people, printing = settle(office)
    web, workers = running.web(), [running.start("worker") for _ in range(2)]
    processes.wait_until(web.ready, "the start of the web", 90, every=0.1)
    tally, chance = Tally(), random.Random(seed)
    crowd = Crowd([Person(web.address, one.link, one.token, one.cases, random.Random(chance.random()), tally) for one in people], EVERY)
    pids = {"web": web.process.pid, "worker-1": workers[0].pid, "worker-2": workers[1].pid}
    report, began = Report(seconds, tally, {name: [resident(pid)] for name, pid in pids.items()}), monotonic()
    with printer(web.address, printing), crowd:
        for _ in range(2):
            sleep(seconds / 2)
            for name, pid in pids.items():
                report.memory[name].append(resident(pid))
        report.cpu = {name: worked(pid) for name, pid in pids.items()}
    report.seconds = monotonic() - began
    with office.reading(SYSTEM) as work:
        report.events = dict(work.session.execute(select(CaseEvent.kind, func.count()).group_by(CaseEvent.kind)).all())
    report.stuck = report.events.get("CaseStuck", 0)
    return report


@contextmanager
def printer(address: str, token: str) -> Iterator[None]:
    """An outside program, as workers/README.md shows it: it waits at the web for letters."""
    worker = Worker(Client(address, token), "letter", "printer", lambda job: {"sent": True}, wait=1)
    thread = Thread(target=worker.run, daemon=True)
    thread.start()
    try:
        yield
    finally:
        worker.stop()
        thread.join(60)


@contextmanager
def installation(folder: Path) -> Iterator[tuple[Parts, Office]]:
    """PostgreSQL as it is in use, Redis, and what docker-compose.yml starts."""
    database, queue = postgres.start(folder / "postgres", postgres.DURABLE), redis.start(folder / "redis")
    try:
        databases.postgres_template(database)
        (folder / "secret").write_text(SECRET)
        (folder / "library").mkdir()
        url, engine = database.url(databases.TEMPLATE), connect(database.url(databases.TEMPLATE))
        with parts(folder, DATABASE_URL=url, REDIS_URL=queue.url(), AANZET_HTTPS="0",
                   AANZET_SECRET_FILE=str(folder / "secret"), AANZET_MAIL=str(folder / "mail")) as running:
            yield running, Office(sessionmaker(engine), wall_clock, Library(), Settings((folder / "secret").read_bytes()))
        engine.dispose()
    finally:
        processes.end(queue.pid)
        processes.end(database.pid, postgres.STOP)


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=300)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args(arguments)
    with TemporaryDirectory() as folder:
        Path(folder).chmod(0o711)
        with installation(Path(folder)) as (running, office):
            report = load(running, office, given.seconds, given.seed)
    print(report.line())
    return 1 if report.tally.wrong or report.stuck or not report.is_flat or report.tally.percentile("complete") > LIMIT else 0


if __name__ == "__main__":
    sys.exit(main())
