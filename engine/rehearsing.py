"""Plays the scenarios that lie with a definition against its files as they are now, published or not."""
from collections.abc import Mapping
from dataclasses import dataclass

from engine.errors import EngineError
from engine.scenarios.player import Failure, Play, Refusal
from engine.scenarios.reading import read
from engine.scenarios.theatre import Theatre, coverage

SCENARIOS = "scenarios/"


@dataclass(frozen=True)
class Rehearsal:
    """`flows` of the drawing, and how many of them some scenario took."""

    plays: tuple[tuple[str, Play], ...]     # (path of the scenario, how it went)
    flows: int = 0
    covered: int = 0

    @property
    def failed(self) -> int:
        return sum(not play.passed for _, play in self.plays)


def scenario_paths(files: Mapping[str, bytes]) -> list[str]:
    return sorted(path for path in files if path.startswith(SCENARIOS))


def rehearse(key: str, files: Mapping[str, bytes], beside: Mapping[str, Mapping[str, bytes]]) -> Rehearsal:
    """Play every scenario of the definition, each in a database of its own. `beside`: sets of files it may call.

    No transaction is open meanwhile: nothing here touches the programme's own database.
    """
    theatre = Theatre(beside)
    drawn = {path: content for path, content in files.items() if not path.startswith(SCENARIOS)}
    plays = tuple((path, _play(theatre, key, drawn, path, files[path])) for path in scenario_paths(files))
    processes = {name: process for _, play in plays for name, process in play.drawn.items()}
    counted = coverage([play for _, play in plays], processes)
    return Rehearsal(plays, counted["flows"], counted["flows_covered"])


def _play(theatre: Theatre, key: str, drawn: Mapping[str, bytes], path: str, content: bytes) -> Play:
    name = path.removeprefix(SCENARIOS)
    try:
        scenario = read(content, name)
        if scenario.process != key:
            return Play(name, key, (Failure(0, 1, "studio.other_process", {"process": scenario.process, "expected": key}),))
        return theatre.play_files([drawn], key, scenario)
    except EngineError as refused:
        return Play(name, key, (Failure(0, 1, "scenario.not_opened", {"why": Refusal(refused)}),))
