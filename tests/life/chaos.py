"""`python -m tests.life.chaos --deadlines 100000 --kills 500 --seed 7`: everything dies at random, and nothing is lost or done twice."""
import argparse
import json
import random
import sys
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from time import monotonic

from sqlalchemy import func, select
from sqlalchemy.exc import DBAPIError

from engine.actors import CLOCK, SYSTEM
from engine.stuck import retry_case
from engine.tables import Case, Deadline
from tests.core.programme import BEGINNING
from tests.life.commands import TAKEN_AWAY
from tests.life.machines import Machines, machines
from tests.life.people_at_work import People
from tests.life.time_passing import TownClock
from tests.life.verdict import Verdict, judge, unfinished
from tests.life.work_in_hand import FAR, Assignment, assign, prepare, shared_out, tasks_of
from tests.servers.processes import wait_until

SPEED = 20.0                                # a minute's lease ends after three seconds
RATE = 100                                  # deadlines that fall due each second of the machine's
EACH = {"worker-1": 3, "worker-2": 3, "web-1": 2, "web-2": 2, "relay": 2, "redis": 2, "postgres": 1}
WORKERS = ("worker-1", "worker-2")
EVERY = 10                                  # one task of so many is done by a person
VISITORS = 2
HALTS = 0.2                                 # with so many of the kills a worker stands still, until its leases are over
STANDSTILL = 1.5 * 60 / SPEED
STILL = 2.0                                 # seconds without any progress: what is left waits for a lease or a back-off
FORWARD = timedelta(minutes=11)             # longer than any lease
AT_MOST = 0.6                               # seconds of machine time a kill waits for each deadline


@dataclass
class Story:
    """What happened, for whoever reads the line that comes of it."""

    seed: int
    deadlines: int
    kills: Counter = field(default_factory=Counter)
    halts: int = 0                          # of workers that came back when others had done their work
    seconds: float = 0.0
    completed: int = 0                      # by people
    helped: int = 0                         # stuck cases that somebody tried again
    verdict: Verdict = field(default_factory=Verdict)

    def line(self) -> str:
        verdict = self.verdict
        return json.dumps({"seed": self.seed, "deadlines": self.deadlines, "kills": sum(self.kills.values()), "killed": dict(self.kills), "halts": self.halts,
                           "seconds": round(self.seconds, 1), "completed": self.completed, "helped": self.helped, "lost": len(verdict.lost),
                           "twice": len(verdict.twice), "letters_again": verdict.again, "examples": (verdict.lost + verdict.twice)[:5]})


def chaos(folder: Path, deadlines: int, kills: int, seed: int, without: frozenset[str] = frozenset(), like: Path | None = None) -> Story:
    """The same seed kills the same parts at the same stages of the work."""
    chance, story, began = random.Random(seed), Story(seed, deadlines), monotonic()
    with machines(folder, TownClock.started(BEGINNING, SPEED, folder), without, like) as here:
        prepare(here)
        assignment = assign(here, *shared_out(deadlines), SPEED / RATE)
        story.deadlines = assignment.deadlines
        tasks = tasks_of(here, assignment.calls[::EVERY], "ring")
        populate(here)
        with People(here, sorted(tasks.items(), reverse=True), VISITORS, seed) as people:
            kill_at_random(here, assignment, stages(chance, assignment.deadlines, kills), chance, story)
            people.go_home()
        story.helped = finish(here)
        story.completed, story.verdict = len(people.answered), judge(here, assignment, people.answered)
    story.seconds = monotonic() - began
    return story


def populate(here: Machines) -> None:
    """A web, another with the scheduler inside, two workers, and the mail server."""
    here.relay()
    here.web("web-1")
    here.web("web-2", embedded=True)
    here.worker("worker-1")
    here.worker("worker-2")


def stages(chance: random.Random, deadlines: int, kills: int) -> list[int]:
    """After how many deadlines each kill comes; the last before the last tenth, so that all of them meet work."""
    return sorted(chance.randrange(deadlines // 50, deadlines * 9 // 10) for _ in range(kills))


def kill_at_random(here: Machines, assignment: Assignment, wanted: Sequence[int], chance: random.Random, story: Story) -> None:
    parts, weights, halted = list(EACH), list(EACH.values()), Halted(here)
    for stage in wanted:
        victim, sleeper, sleeps = chance.choices(parts, weights)[0], chance.choice(WORKERS), chance.random() < HALTS

        def reached() -> bool:
            here.revive()
            halted.wake()
            return done(here, assignment) >= stage
        wait_until(reached, f"the firing of {stage} deadlines", 120 + AT_MOST * assignment.deadlines, every=0.05)
        if sleeps and halted.halt(sleeper):
            story.halts += 1
        here.kill(victim)
        story.kills[victim] += 1
    halted.wake(at_once=True)


class Halted:
    """At most one worker at a time stands still, and comes back after its lease is over."""

    def __init__(self, here: Machines):
        self.here, self.who, self.since = here, None, 0.0

    def halt(self, name: str) -> bool:
        if self.who is not None or not self.here.running[name].is_alive():
            return False
        self.who, self.since = name, monotonic()
        self.here.halt(name)
        return True

    def wake(self, at_once: bool = False) -> None:
        if self.who is not None and (at_once or monotonic() - self.since > STANDSTILL):
            self.here.go_on(self.who)
            self.who = None


def done(here: Machines, assignment: Assignment) -> int:
    with here.office.reading(CLOCK) as work:
        left = work.session.scalar(select(func.count()).select_from(Deadline).where(Deadline.state == "waiting", Deadline.due_at < work.now + FAR / 2))
    return assignment.deadlines - left


def finish(here: Machines) -> int:
    """Until nothing is left to do. Who waits for a lease or a back-off need not wait long: the clock is put forward. Gives who was helped."""
    helped, seen, since = 0, None, monotonic()
    until = since + 1200

    def over() -> bool:
        nonlocal helped, seen, since
        here.revive()
        left = unfinished(here)
        if left != seen:
            seen, since = left, monotonic()
        elif monotonic() - since > STILL:
            helped += help_the_stuck(here)
            here.clock.put_forward(FORWARD)
            since = monotonic()
        return left == (0, 0, 0) and not stuck(here)
    wait_until(over, "the end of all work", until - monotonic(), every=0.2)
    return helped


def stuck(here: Machines) -> list[int]:
    with here.office.reading(CLOCK) as work:
        return list(work.session.scalars(select(Case.id).where(Case.status == "stuck").order_by(Case.id)))


def help_the_stuck(here: Machines) -> int:
    """Whoever was in the hands of five that died is stuck, and somebody tries again: `aanzet stuck retry`."""
    cases = stuck(here)
    for case in cases:
        try:
            with here.office.writing(SYSTEM) as work:
                retry_case(work, case)
        except DBAPIError:                  # tried again at the next standstill
            continue
    return len(cases)


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--deadlines", type=int, default=2000)
    parser.add_argument("--kills", type=int, default=20)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--without", choices=sorted(TAKEN_AWAY), action="append", default=[])
    given = parser.parse_args(arguments)
    with TemporaryDirectory() as folder:
        Path(folder).chmod(0o711)
        story = chaos(Path(folder), given.deadlines, given.kills, given.seed, frozenset(given.without))
    print(story.line())
    return 1 if story.verdict.lost or story.verdict.twice else 0


if __name__ == "__main__":
    sys.exit(main())
