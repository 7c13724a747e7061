"""Fifty people at their work, each at a browser or a program of their own, and how long each thing took that they did."""
import json
import random
import re
import urllib.error
import urllib.parse
import urllib.request
from collections import Counter, defaultdict
from collections.abc import Callable
from http.client import HTTPException
from threading import Event, Lock, Thread
from time import monotonic
from typing import Any

from tests.life.visiting import TOKEN, Visitor

FINE = (200, 302, 303)
TASKS, HIDDEN = re.compile(r'href="/tasks/(\d+)"'), re.compile(r'<input type="hidden" name="(\w+)" value="([^"]*)"')
OFTEN = {"look": 30, "open": 20, "complete": 20, "case": 15, "note": 5, "program": 10}      # of every hundred actions
ANSWERS = {"full_name": "Mila Voorbeeld", "people": "3"}


class Tally:
    """What was done, how long the server took for it, and what went wrong."""

    def __init__(self):
        self.seconds: dict[str, list[float]] = defaultdict(list)
        self.wrong: Counter = Counter()
        self._lock = Lock()

    def took(self, what: str, seconds: float) -> None:
        with self._lock:
            self.seconds[what].append(seconds)

    def failed(self, what: str, why: object) -> None:
        with self._lock:
            self.wrong[f"{what}: {why}"] += 1

    def percentile(self, what: str, share: float = 0.95) -> float:
        """Milliseconds."""
        found = sorted(self.seconds[what])
        return 1000 * found[min(len(found) - 1, int(len(found) * share))] if found else 0.0


class Person(Visitor):
    """Somebody with cases of their own. `token`: for the program that reads along; `link`: how they come in."""

    def __init__(self, address: str, link: str, token: str, cases: list[int], chance: random.Random, tally: Tally):
        super().__init__(address)
        self.link, self.token, self.cases, self.chance, self.tally = link, token, cases, chance, tally
        self.tasks: list[int] = []
        self.inside = False

    def enter(self) -> None:
        page = self._read("enter", f"/login/{self.link}")
        self._send("enter", f"/login/{self.link}", {"_csrf": TOKEN.search(page).group(1)})
        self.inside = True
        self.look()

    def act(self) -> None:
        """One thing, as people do it. Who has nothing to do looks again."""
        what = self.chance.choices(list(OFTEN), list(OFTEN.values()))[0] if self.inside else "enter"
        try:
            getattr(self, what if self.tasks or what in ("enter", "look", "case", "note") else "look")()
        except urllib.error.HTTPError as error:
            self.tally.failed(what, error.code)
        except (OSError, HTTPException, AttributeError, ValueError) as error:
            self.tally.failed(what, type(error).__name__)

    def look(self) -> None:
        self.tasks = sorted({int(task) for task in TASKS.findall(self._read("look", "/"))})

    def open(self) -> None:
        self._read("open", f"/tasks/{self.chance.choice(self.tasks)}")

    def complete(self) -> None:
        task = self.tasks.pop(self.chance.randrange(len(self.tasks)))
        page = self._read("open", f"/tasks/{task}")
        self._send("complete", f"/tasks/{task}", dict(HIDDEN.findall(page)) | ANSWERS | {"do": "complete"})
        self.look()

    def case(self) -> None:
        self._read("case", f"/cases/{self.chance.choice(self.cases)}")

    def note(self) -> None:
        case = self.chance.choice(self.cases)
        page = self._read("case", f"/cases/{case}")
        self._send("note", f"/cases/{case}/notes", dict(HIDDEN.findall(page[page.index("/notes"):])) | {"text": "Gebeld, het komt goed", "to": ""})

    def program(self) -> None:
        """Looks at what there is to do, and does one of it every other time."""
        found = self._ask("program", "GET", "/tasks?view=mine")["items"]
        self.tasks = [task["id"] for task in found]
        if found and self.chance.random() < 0.5:
            answers = {"full_name": "Mila Voorbeeld", "people": 3}
            self._ask("complete", "POST", f"/tasks/{self.tasks.pop(0)}/complete", {"answers": answers})

    def _read(self, what: str, path: str) -> str:
        return self._timed(what, lambda: self.see(path))

    def _send(self, what: str, path: str, fields: dict[str, str]) -> None:
        body = urllib.parse.urlencode(fields).encode()

        def send() -> None:
            try:
                with self._open(self.address + path, body, timeout=60) as answer:
                    status = answer.status
            except urllib.error.HTTPError as answer:
                status = answer.code
            if status not in (302, 303):
                self.tally.failed(what, status)
        self._timed(what, send)

    def _ask(self, what: str, method: str, path: str, body: dict | None = None) -> dict:
        headers = {"Authorization": f"Bearer {self.token}", "Content-Type": "application/json"}
        asked = urllib.request.Request(f"{self.address}/api/v1{path}", json.dumps(body).encode() if body else None, headers, method=method)

        def ask() -> dict:
            with urllib.request.urlopen(asked, timeout=60) as answer:
                return json.load(answer)
        return self._timed(what, ask)

    def _timed(self, what: str, act: Callable[[], Any]) -> Any:
        began = monotonic()
        found = act()
        self.tally.took(what, monotonic() - began)
        return found


class Crowd:
    """Everybody does one thing every so many seconds, however long the server takes; who is late does not catch up."""

    def __init__(self, people: list[Person], every: float):
        self.people, self.every, self.over = people, every, Event()
        self.threads = [Thread(target=self._live, args=(person, number * every / len(people)), daemon=True) for number, person in enumerate(people)]

    def __enter__(self) -> "Crowd":
        for thread in self.threads:
            thread.start()
        return self

    def __exit__(self, *_) -> None:
        self.over.set()
        for thread in self.threads:
            thread.join()

    def _live(self, person: Person, after: float) -> None:
        turn = monotonic() + after
        while not self.over.wait(max(0.0, turn - monotonic())):
            person.act()
            turn = max(turn + self.every, monotonic())
