"""One evaluation: the world it sees, the names in scope, what it has spent and what went wrong."""
import datetime
import difflib
import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import partial
from time import monotonic

from engine.feel.budget import Budget
from engine.feel.json_values import from_json
from engine.feel.numbers import PLAIN_INTEGER
from engine.feel.problems import BudgetExceeded, Problem, Word, kind_word
from engine.feel.values import kind_of

_CHECK_EVERY = 2_000
_PROBLEMS_KEPT = 12
_COST_OF_GUESSING = 50
_LONGEST_GUESS = 100          # characters: comparing two names costs their lengths multiplied


@dataclass(frozen=True)
class World:
    """What an expression may know from outside: the clock of the step, the working calendar, more functions.

    now: an aware datetime, the only clock there is; calendar: anything with `add_working_days(day, n)`,
    `next_working_day(day)` and `working_days_between(a, b)`; functions: feel.Function by name; zone: where
    `today()` and `now()` are reckoned; seed: what tells two steps at one moment apart in `uuid()`.
    """

    now: datetime.datetime
    calendar: object = None
    budget: Budget = Budget()
    functions: Mapping[str, object] = field(default_factory=dict)
    zone: str = "Europe/Amsterdam"
    seed: str = ""


class Run:
    """The meter and the notebook of one evaluation. Class attributes are the starting values: most runs change none."""

    steps = 0
    made = 0
    frames = 0
    drawn = 0
    limit = _CHECK_EVERY
    deadline = None
    problems: list[Problem] | tuple = ()

    def __init__(self, world: World, given: Mapping):
        self.world, self.given = world, given

    def step(self, count: int = 1) -> None:
        """Charge work. Every so often look at the budget; the clock is asked no more often than that."""
        self.steps += count
        if self.steps > self.limit:
            self._check()

    def _check(self) -> None:
        if self.steps > self.world.budget.steps:
            raise BudgetExceeded("feel.budget.steps", limit=self.world.budget.steps)
        self.seconds_left()
        self.limit = min(self.steps + _CHECK_EVERY, self.world.budget.steps)

    def seconds_left(self) -> float:
        """Wall time is a net under work that steps cannot see; an answer never depends on it."""
        now = monotonic()
        if self.deadline is None:
            self.deadline = now + self.world.budget.seconds
        if now >= self.deadline:
            raise BudgetExceeded("feel.budget.seconds", limit=self.world.budget.seconds)
        return self.deadline - now

    def keep(self, value):
        """Charge the memory of a new text or list, and hand it on."""
        kind = type(value)
        if kind is str:
            self.reserve(len(value), len(value), 0)
        elif kind is list or kind is dict:
            self.reserve(8 * len(value), 0, len(value))
        return value

    def reserve(self, size: int, text: int = 0, items: int = 0) -> None:
        """Charge memory before it is made: `size` in bytes, and the length of the text or list to come."""
        budget = self.world.budget
        self.made += size
        if text > budget.text:
            raise BudgetExceeded("feel.budget.text", limit=budget.text)
        if items > budget.items:
            raise BudgetExceeded("feel.budget.items", limit=budget.items)
        if self.made > budget.memory:
            raise BudgetExceeded("feel.budget.memory", limit=budget.memory)

    def draw(self) -> int:
        """128 bits that look random, and are the same when the same step is played again."""
        self.drawn += 1
        source = f"{self.world.now.isoformat()} {self.world.seed} {self.drawn}"
        return int.from_bytes(hashlib.sha256(source.encode()).digest()[:16])

    def enter(self, frames: int) -> None:
        """A function is called: its body may stand this many frames deep. Always paired with `leave`."""
        self.frames += frames
        if self.frames > self.world.budget.frames:
            raise BudgetExceeded("feel.budget.depth")

    def leave(self, frames: int) -> None:
        self.frames -= frames

    def problem(self, key: str, **params: object) -> None:
        """Note why something became null. Returns None, so that `return run.problem(...)` reads as it is."""
        if len(self.problems) >= _PROBLEMS_KEPT:
            return
        found = Problem(key, params)
        if not self.problems:
            self.problems = [found]
        elif found not in self.problems:
            self.problems.append(found)

    def bring(self, name: str, root: "Scope"):
        """A name no inner scope knows: take it from what was given, converted once."""
        given = self.given
        if name in given:
            value = given[name]
            value = value if type(value) is str else from_json(value, self)
            root[name] = value
            return value
        if name in self.world.functions:
            return self.world.functions[name]
        self._unknown(name, root)
        return None

    def _unknown(self, name: str, root: "Scope") -> None:
        near = self.near(name, (*self.given, *root))
        if near is None:
            return
        if near:
            self.problem("feel.null.unknown_name_near", name=name, near=near)
        else:
            self.problem("feel.null.unknown_name", name=name)

    def near(self, name: str, known: Iterable) -> str | None:
        """The known name that looks most like this one, "" for none; None when this name was explained before."""
        if len(self.problems) >= _PROBLEMS_KEPT or any(problem.params.get("name") == name for problem in self.problems):
            return None
        self.step(_COST_OF_GUESSING)
        if len(name) > _LONGEST_GUESS:
            return ""
        words = [word for word in known if isinstance(word, str) and len(word) <= _LONGEST_GUESS]
        return next(iter(difflib.get_close_matches(name, words[:500], 1, 0.7)), "")


class Scope(dict):
    """Names and their FEEL values, with what lies outside behind `parent`; the outermost asks the run."""

    __slots__ = ("parent", "run")

    def __init__(self, run: Run, parent: "Scope | None" = None, values: Mapping | tuple = ()):
        self.run, self.parent = run, parent
        if values:
            self.update(values)

    def __missing__(self, name):
        if self.parent is None:
            return self.run.bring(name, self)
        scope = self
        while scope.parent is not None:
            scope = scope.parent
            if name in scope:
                return scope[name]
        return scope.run.bring(name, scope)

    def child(self, values: Mapping | tuple = ()) -> "Scope":
        """An inner scope with FEEL values of its own."""
        return Scope(self.run, self, values)

    def knows(self, name: str) -> bool:
        """Is this name to be found, here or outside, without noting a problem when it is not."""
        scope = self
        while scope is not None:
            if name in scope:
                return True
            scope = scope.parent
        return name in self.run.given or name in self.run.world.functions


class Root(Scope):
    """The outermost scope of one evaluation. Most need no meter and no notebook, so its run is made when it is asked for."""

    __slots__ = ("given", "world")

    def __getattr__(self, name: str):
        if name != "run":
            raise AttributeError(name)
        self.run = Run(self.world, self.given)
        return self.run

    def __missing__(self, name):
        value = self.given.get(name)
        if type(value) is int and -PLAIN_INTEGER < value < PLAIN_INTEGER:
            value = Decimal(value)
        elif type(value) is not str:
            return self.run.bring(name, self)
        self[name] = value
        return value


_new_root = partial(dict.__new__, Root)


def open_scope(values: Mapping, world: World) -> Scope:
    """A scope to evaluate several expressions in: values are converted once, and one budget serves them all.
    Raises TypeError without values or a world."""
    if values is None or world is None:
        raise TypeError("an expression needs a mapping of values and a World, such as World(now)")
    root = _new_root()          # without __init__, which takes longer than a small expression
    root.world, root.given, root.parent = world, values, None
    return root


def word_for(value) -> Word:
    """The word for the kind of a value."""
    return kind_word(kind_of(value))
