"""How the scenarios of a definition went when they were last played, and whether that was on the files as they are now."""
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from sqlalchemy import select

from engine.earlier_drafts import place_of
from engine.rehearsing import SCENARIOS, scenario_paths
from engine.scenarios.player import Play
from engine.tables import Person
from engine.tables.definitions import PlayedScenario
from engine.work import Work
from engine.workbench import Bench


@dataclass(frozen=True)
class LastPlay:
    """`at` None: never played here. `current`: nothing it depends on has changed since. `draft_of` None: a published version was played."""

    path: str
    at: datetime | None = None
    by: str = ""
    passed: bool = False
    failures: int = 0
    current: bool = False
    based_on: int | None = None
    draft_of: datetime | None = None


def remember(work: Work, bench: Bench, plays: Iterable[tuple[str, Play]]) -> None:
    """Keep how these went. `bench`: as it was when they were played, whatever has been changed since."""
    place = place_of(work)
    for path, play in plays:
        row = work.session.get(PlayedScenario, (place, bench.key, path)) or PlayedScenario(municipality=place, key=bench.key, path=path)
        row.fingerprint, row.based_on, row.draft_of = fingerprint(bench.contents, path), bench.based_on, bench.saved_at
        row.passed, row.failures, row.played_at, row.played_by = play.passed, len(play.failures), work.now, work.actor.person
        work.session.add(row)


def last_plays(work: Work, bench: Bench) -> list[LastPlay]:
    """A row for every scenario there is now."""
    rows = work.session.execute(select(PlayedScenario, Person.name).join(Person, Person.id == PlayedScenario.played_by).where(
        PlayedScenario.municipality == place_of(work), PlayedScenario.key == bench.key))
    known = {row.path: (row, by) for row, by in rows}
    contents = bench.contents
    return [_last(path, *known[path], fingerprint(contents, path)) if path in known else LastPlay(path) for path in scenario_paths(contents)]


def fingerprint(files: Mapping[str, bytes], scenario: str) -> str:
    """Of all that one scenario plays with: the drawing, its forms and decisions, and itself."""
    found = sha256()
    for path in sorted(files):
        if path == scenario or not path.startswith(SCENARIOS):
            found.update(f"{path}\n{len(files[path])}\n".encode())
            found.update(files[path])
    return found.hexdigest()


def _last(path: str, row: PlayedScenario, by: str, now: str) -> LastPlay:
    return LastPlay(path, row.played_at, by, row.passed, row.failures, row.fingerprint == now, row.based_on, row.draft_of)
