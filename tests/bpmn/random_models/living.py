"""What the oracle knows of things that live: their names, who ends with whom, what was done in them, who hears what is thrown."""
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from tests.bpmn.random_models.shapes import Bound

Then = Callable[[], None]
Catcher = tuple[Bound, Callable[[dict], None]]


class Uncaught(Exception):
    """An error that nobody around catches: the case cannot go on."""


class Names:
    """Variables of one scope."""

    def __init__(self, around: "Names | None" = None, **own: object):
        self.around, self.own = around, dict(own)

    def seen(self) -> dict:
        return {**(self.around.seen() if self.around else {}), **self.own}

    def write(self, name: str, value: object) -> None:
        at = self
        while name not in at.own and at.around is not None:
            at = at.around
        at.own[name] = value


class Life:
    """Something that can be cut off, with all that lives in it."""

    def __init__(self, around: "Life | None" = None):
        self.around, self.cut = around, False
        self.depth: int = around.depth + 1 if around else 0

    @property
    def goes_on(self) -> bool:
        return not self.cut and (self.around is None or self.around.goes_on)


@dataclass(eq=False)
class Wait:
    kind: str                               # task | job | timer | message | signal | free
    id: str
    life: Life
    names: Names
    act: Callable[[dict], None]
    again: bool = False                     # goes on waiting after it came
    name: str | None = None                 # of a signal
    begin: Callable[[str], None] | None = None
    fail: Callable[[str, dict], None] | None = None


class Count:
    """Goes on after so many."""

    def __init__(self, left: int, then: Then):
        self.left, self.then = left, then

    def one_less(self) -> None:
        self.left -= 1
        if self.left == 0:
            self.then()


class Whole:
    """An activity as its edge sees it: one inside, or one for each of many."""

    def __init__(self, life: Life, catchers: Iterable[Catcher] = ()):
        self.life, self.catchers = life, list(catchers)
        self.done: list[str] = []           # what undoes the insides that have ended
        self.insides: list["Scope"] = []

    def to_undo(self) -> list[str]:
        """What undoes all that was done in it, also in what is still open."""
        return self.done + [handler for one in self.insides for handler in one.to_undo()] if self.life.goes_on else []


class Scope:
    """One inside: ends when every path in it has ended."""

    def __init__(self, life: Life, names: Names, then: Then, around: "Scope | None" = None, whole: Whole | None = None, event: Bound | None = None):
        self.life, self.content, self.listening = life, Life(life), Life(life)
        self.names, self.then, self.paths = names, then, 1
        self.around, self.whole, self.event = around, whole, event
        self.beside: list[Catcher] = []     # its event sub-processes
        self.done: list[tuple[str, list[str]]] = []     # activities that ended well, and what undoes them
        self.holds: list[Whole | Scope] = []
        if whole is not None:
            whole.insides.append(self)

    def path_ended(self) -> None:
        self.paths -= 1
        if self.paths == 0:
            self.end()

    def end(self) -> None:
        self.life.cut = True
        self.then()

    def take_over(self) -> None:
        """An interrupting event sub-process: all that runs here ends, and no other event begins anything."""
        self.content.cut = self.listening.cut = True
        self.content, self.paths = Life(self.life), 1

    def catcher(self, kind: str, code: str | None) -> Callable[[dict], None] | None:
        """Who hears an error or escalation that is thrown in here: the nearest, from the inside out."""
        at, running = self, None
        while at is not None:
            beside = [one for one in at.beside if at.listening.goes_on and one[0] is not running]
            for catchers in (beside, at.whole.catchers if at.whole else []):
                if (heard := match(catchers, kind, code)) is not None:
                    return heard
            at, running = at.around, at.event
        return None

    def undo(self, activity: str | None) -> list[str]:
        """What undoes all that was done here, or one activity. Each is undone once."""
        chosen = [row for row in self.done if activity in (None, row[0])]
        self.done = [row for row in self.done if row not in chosen]
        return [handler for _, handlers in chosen for handler in handlers]

    def to_undo(self) -> list[str]:
        if not self.life.goes_on:
            return []
        return [h for _, handlers in self.done for h in handlers] + [h for held in self.holds for h in held.to_undo()]


def match(catchers: Iterable[Catcher], kind: str, code: str | None) -> Callable[[dict], None] | None:
    """The one that names the code, else the one that takes any."""
    fitting = [(bound.name, came) for bound, came in catchers if bound.kind == kind and bound.name in (code, None)]
    return min(fitting, key=lambda one: one[0] is None)[1] if fitting else None
