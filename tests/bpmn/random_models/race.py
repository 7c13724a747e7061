"""Plays one random model in the engine and in the oracle, step by step, and compares what is open and what is known."""
from collections import Counter
from random import Random

from engine.bpmn import runner
from engine.bpmn.step import AwaitedMessage, BrokenStep, OpenedAdHoc, OpenedTask, SetTimer
from tests.bpmn.driving import Played
from tests.bpmn.random_models.drawn import Drawing
from tests.bpmn.random_models.oracle import Oracle, Wait
from tests.bpmn.random_models.shapes import NAMES, Maker

KINDS = {"task": OpenedTask, "timer": SetTimer, "message": AwaitedMessage, "free": OpenedAdHoc}
MOST_STEPS = 60


class Wrong(AssertionError):
    """Engine and oracle do not agree."""


def race(seed: int, plain: bool = False) -> int:
    """Play the model of this seed. Returns the number of steps; raises Wrong with what differs."""
    random, maker = Random(seed * 7919 + 1), Maker(seed, plain)
    model = maker.model()
    data = {name: random.randint(0, 9) for name in NAMES} | {f"s{n}": 0 for n in range(1, maker.count + 1)}
    oracle = Oracle(model, data)
    try:
        case = Played(Drawing(model).content, data)
        for step in range(MOST_STEPS):
            compare(seed, step, case, oracle)
            if case.finished:
                return step
            act(random, case, oracle)
        return MOST_STEPS
    except (BrokenStep, LookupError, StopIteration) as error:
        raise Wrong(f"seed {seed}: {error!r}") from error


def compare(seed: int, step: int, case: Played, oracle: Oracle) -> None:
    """Open tasks with all they see, timers, messages and free parts, the case's data, and whether it has ended."""
    def check(what: str, engine: object, expected: object) -> None:
        if engine != expected:
            raise Wrong(f"seed {seed}, step {step}, {what}: engine {engine}, oracle {expected}")
    check("finished", case.finished, oracle.finished)
    for kind, opened in KINDS.items():
        check(kind, Counter(o.element for o in case.of(opened)), Counter(w.id for w in oracle.open(kind)))
    check("data", case.data, oracle.names.own)
    snapshot = case.snapshot
    seen = Counter((o.element, str(sorted(known(runner.visible(snapshot, o.token))))) for o in case.of(OpenedTask))
    check("seen", seen, Counter((w.id, str(sorted(known(w.names.seen())))) for w in oracle.open("task")))


def known(names: dict) -> list:
    return [(name, value) for name, value in names.items() if value is not None]


def act(random: Random, case: Played, oracle: Oracle) -> None:
    """Somebody does something: mostly a task, sometimes a timer, a message, a free part."""
    tasks, rest = oracle.open("task"), [w for kind in ("timer", "message", "free") for w in oracle.open(kind)]
    wait = random.choice(tasks if tasks and (not rest or random.random() < 0.75) else rest)
    if wait.kind == "free" and random.random() < 0.75:
        names = [n for n in case.open[token_of(case, oracle, wait)].activities]
        activity = random.choice(names)
        case._do(runner.start_activity, token_of(case, oracle, wait), activity)
        wait.begin(activity)
        return
    payload = answers(random, wait) if wait.kind in ("task", "message") else {}
    token = token_of(case, oracle, wait)
    match wait.kind:
        case "task":
            case._do(runner.complete, token, payload)
        case "timer":
            case._do(runner.fire, token)
        case "message":
            case._do(runner.message, token, payload)
        case "free":
            case._do(runner.close_adhoc, token)
    oracle.come(wait, payload)


def answers(random: Random, wait: Wait) -> dict:
    """Low numbers more often, so that loops come to an end."""
    given = {name: random.choice((0, 1, 2, 3, 5, 8)) for name in NAMES if random.random() < 0.5}
    if wait.kind == "task" and wait.id.startswith("m"):
        given["r"] = random.randint(0, 9)
    local = [name for name in wait.names.seen() if name.startswith("l_")]
    if local and random.random() < 0.3:
        given[random.choice(local)] = random.randint(0, 9)
    return given


def token_of(case: Played, oracle: Oracle, wait: Wait) -> str:
    """The same one of several open at the same element: the oldest is the oldest on both sides."""
    same = [w for w in oracle.open(wait.kind) if w.id == wait.id]
    tokens = sorted((o.token for o in case.of(KINDS[wait.kind]) if o.element == wait.id), key=int)
    return tokens[next(n for n, w in enumerate(same) if w is wait)]
