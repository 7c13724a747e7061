"""Plays one random model in the engine and in the oracle, step by step, and compares what is open and what is known."""
from collections.abc import Callable
from random import Random

from engine.bpmn import runner
from engine.bpmn.step import AwaitedMessage, AwaitedSignal, BrokenStep, OpenedAdHoc, OpenedJob, OpenedTask, SetTimer
from tests.bpmn.driving import Played
from tests.bpmn.random_models.drawn import Drawing
from tests.bpmn.random_models.living import Uncaught, Wait
from tests.bpmn.random_models.making import Maker
from tests.bpmn.random_models.oracle import Oracle
from tests.bpmn.random_models.shapes import CODES, NAMES

KINDS = {"task": OpenedTask, "job": OpenedJob, "timer": SetTimer, "message": AwaitedMessage, "signal": AwaitedSignal, "free": OpenedAdHoc}
NAMED = {opened: kind for kind, opened in KINDS.items()}
WORK = ("task", "job")
REST = ("timer", "message", "signal", "free")
MOST_STEPS = 60


class Wrong(AssertionError):
    """Engine and oracle do not agree."""


class Stuck(Exception):
    """Both say that the case cannot go on."""


def race(seed: int, plain: bool = False) -> int:
    """Play the model of this seed. Returns the number of steps; raises Wrong with what differs."""
    random, maker = Random(seed * 7919 + 1), Maker(seed, plain)
    model = maker.model()
    data = {name: random.randint(0, 9) for name in NAMES} | dict.fromkeys(maker.scripts, 0)
    oracle = Oracle(model, data)
    try:
        case = Played(Drawing(model).content, data)
        for step in range(MOST_STEPS):
            compare(seed, step, case, oracle)
            if case.finished:
                return step
            act(random, case, oracle)
        return MOST_STEPS
    except Stuck:
        return step + 1
    except (BrokenStep, LookupError, StopIteration) as error:
        raise Wrong(f"seed {seed}: {error!r}") from error


def compare(seed: int, step: int, case: Played, oracle: Oracle) -> None:
    """Open work with all it sees, timers, messages, signals and free parts, the case's data, and whether it has ended."""
    def check(what: str, engine: object, expected: object) -> None:
        if engine != expected:
            raise Wrong(f"seed {seed}, step {step}, {what}: engine {engine}, oracle {expected}")
    check("finished", case.finished, oracle.finished)
    check("data", case.data, oracle.names.own)
    check("open", sorted((NAMED[type(o)], o.element) for o in case.open.values()), sorted((w.kind, w.id) for w in oracle.open(*NAMED.values())))
    snapshot = case.snapshot
    seen = sorted((o.element, known(runner.visible(snapshot, o.token))) for o in case.open.values() if NAMED[type(o)] in WORK)
    check("seen", seen, sorted((w.id, known(w.names.seen())) for w in oracle.open(*WORK)))


def known(names: dict) -> list:
    return sorted((name, str(value)) for name, value in names.items() if value is not None)


def act(random: Random, case: Played, oracle: Oracle) -> None:
    """Somebody does something: mostly work, sometimes a timer, a message, a signal, a free part."""
    work, rest = oracle.open(*WORK), oracle.open(*REST)
    wait = random.choice(work if work and (not rest or random.random() < 0.75) else rest)
    token, payload = token_of(case, oracle, wait), answers(random, wait)
    match wait.kind:
        case "job" if random.random() < 0.3:
            code = random.choice(CODES)
            both(case, (runner.fail_job, token, code, payload), lambda: oracle.fail(wait, code, payload))
        case "task" | "job":
            both(case, (runner.complete, token, payload), lambda: oracle.come(wait, payload))
        case "timer":
            both(case, (runner.fire, token), lambda: oracle.come(wait, {}))
        case "message":
            both(case, (runner.message, token, payload), lambda: oracle.come(wait, payload))
        case "signal":
            both(case, (runner.signal, wait.name, payload), lambda: oracle.signal(wait.name, payload))
        case "free" if random.random() < 0.75:
            activity = random.choice(case.open[token].activities)
            both(case, (runner.start_activity, token, activity), lambda: wait.begin(activity))
        case "free":
            both(case, (runner.close_adhoc, token), lambda: oracle.come(wait, {}))


def both(case: Played, verb: tuple, told: Callable[[], None]) -> None:
    """The same on both sides, also when the case cannot go on."""
    broken = uncaught = None
    try:
        case._do(*verb)
    except BrokenStep as error:
        broken = error.element, error.key
    try:
        told()
    except Uncaught as error:
        uncaught = str(error), "bpmn.error_not_caught"
    if broken != uncaught:
        raise Wrong(f"{verb[0].__name__}: engine {broken}, oracle {uncaught}")
    if broken:
        raise Stuck


def answers(random: Random, wait: Wait) -> dict:
    """Low numbers more often, so that loops come to an end. What reaches many says nothing that is one's own."""
    given = {name: random.choice((0, 1, 2, 3, 5, 8)) for name in NAMES if random.random() < 0.5}
    if wait.kind == "task" and wait.id.startswith("m"):
        given["r"] = random.randint(0, 9)
    local = [name for name in wait.names.seen() if name.startswith("l_") and wait.kind != "signal"]
    if local and random.random() < 0.3:
        given[random.choice(local)] = random.randint(0, 9)
    return given


def token_of(case: Played, oracle: Oracle, wait: Wait) -> str:
    """The same one of several open at the same element: the oldest is the oldest on both sides."""
    same = [w for w in oracle.open(wait.kind) if w.id == wait.id]
    tokens = sorted((o.token for o in case.of(KINDS[wait.kind]) if o.element == wait.id), key=int)
    return tokens[next(n for n, w in enumerate(same) if w is wait)]
