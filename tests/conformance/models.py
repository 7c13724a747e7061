"""Tries process models that others drew: each publishes and its straight path runs in a generated scenario, or it is refused by name."""
import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from pathlib import Path as File
from zoneinfo import ZoneInfo

from engine.actors import SYSTEM
from engine.bpmn import reading
from engine.checking import check, errors_of
from engine.errors import BrokenProcess
from engine.findings import Finding
from engine.language import LANGUAGES, text
from engine.library import Library
from engine.scenarios.beside import main_process, sets_of
from engine.scenarios.player import play_on
from engine.scenarios.reading import read
from engine.scenarios.stage import PLACE, Stage, add_roles, publish_sound, roles_in
from engine.scenarios.straight import Path, straight_path
from engine.scenarios.theatre import Theatre

AT = datetime(2031, 3, 3, 9, 0, tzinfo=ZoneInfo("Europe/Amsterdam"))
SUITE = "models"


@dataclass(frozen=True)
class Tried:
    """What came of one file. `wrong`: in words what no model may bring about; `path`: of the process that was played."""

    file: str
    errors: tuple[Finding, ...] = ()
    path: Path | None = None
    wrong: str = ""

    @property
    def refused(self) -> bool:
        return bool(self.errors) and not self.wrong


@dataclass
class Suite:
    """The score of a folder. `refused` files got a reason for each error; a crash, a silence or a lie is a failure."""

    name: str = SUITE
    count: Counter = field(default_factory=Counter)
    failures: list[str] = field(default_factory=list)

    def add(self, tried: Tried) -> None:
        if tried.refused:
            self.count["refused"] += 1
            return
        self.count.update(total=1, passed=not tried.wrong)
        if tried.wrong:
            self.failures.append(f"{self.name} {tried.file}: {tried.wrong}")

    def line(self) -> str:
        return json.dumps({"suite": self.name} | {key: self.count[key] for key in ("passed", "total", "refused")})


def run(folder: File) -> dict[str, Suite]:
    """One suite over every .bpmn file under `folder`."""
    suite = Suite()
    for file in sorted(folder.rglob("*.bpmn")):
        suite.add(attempt(file))
    return {SUITE: suite}


def attempt(file: File) -> Tried:
    """Check, publish, walk the straight path, and play what was walked once more from its scenario."""
    try:
        errors = errors_of(check({file.name: file.read_bytes()}))
        if errors:
            return Tried(file.name, tuple(errors), wrong="" if all(map(_said, errors)) else "an error without a sentence or an element")
        return _played(file)
    except Exception as crash:          # whatever it is, it is what this suite looks for
        return Tried(file.name, wrong=f"{type(crash).__name__}: {crash}")


@cache
def _theatre() -> Theatre:
    return Theatre()


def _stage_with(file: File) -> tuple[Stage, dict]:
    stage, found = _theatre().backdrop.stage(AT, Library()), {}
    with stage.office.writing(SYSTEM) as work:
        for files in sets_of(file):
            found |= publish_sound(work, files)
        add_roles(work, roles_in(found), PLACE[0])
    return stage, found


def _played(file: File) -> Tried:
    try:
        stage, found = _stage_with(file)
    except BrokenProcess as refused:    # something beside the file that it needs
        return Tried(file.name, tuple(refused.findings), wrong="" if refused.sentence("en") else "a refusal without a sentence")
    key = main_process(sets_of(file)[-1])
    path = straight_path(stage, key, found[key], file.name)
    wrong = next(_doubts(path), "")
    if not wrong:
        again, found = _stage_with(file)
        play = play_on(again, read(path.as_yaml(), file.name), key, found)
        wrong = "; ".join(failure.sentence("en") for failure in play.failures)
    return Tried(file.name, path=path, wrong=wrong)


def _doubts(path: Path) -> Iterator[str]:
    if path.outcome == "waiting":
        yield "it waits for something the scenario cannot bring"
    elif path.outcome == "stuck":
        element, key, params = path.why
        if not element or not all(text(key, language, **params).strip() for language in LANGUAGES):
            yield "stuck without an element or a sentence"


def is_executable(file: File) -> bool:
    """Whether a process in it says that it can run. A file that cannot be read may be."""
    try:
        return any(process.executable for process in reading.read(file.read_bytes(), file.name))
    except BrokenProcess:
        return True


def _said(error: Finding) -> bool:
    return all(error.sentence(language).strip() for language in LANGUAGES)
