"""Plays scenario files against a library of definitions, each in a fresh database."""
from collections.abc import Iterable, Mapping
from functools import cached_property, reduce
from pathlib import Path

from engine.actors import SYSTEM
from engine.bpmn.model import Process
from engine.errors import BrokenProcess, EngineError
from engine.library import Library
from engine.roles import BOARD_OF
from engine.scenarios.beside import Files, files_of, main_process, sets_of
from engine.scenarios.coverage import Covered
from engine.scenarios.player import Failure, Play, Refusal, play_on
from engine.scenarios.reading import Scenario, read
from engine.scenarios.stage import Backdrop, Stage, add_place, add_roles, backdrop, publish_sound, roles_in


class Theatre:
    """Publishes the library once; every play gets a copy of it. `folders`: key -> files of a definition folder."""

    def __init__(self, folders: Mapping[str, Files] | None = None):
        self.folders = dict(folders or {})
        self.refused: dict[str, EngineError] = {}       # definition folders that cannot be published

    @classmethod
    def of(cls, library: Path | None) -> "Theatre":
        """A theatre with every definition folder of a library; None or an absent one: an empty theatre."""
        found = sorted(library.iterdir()) if library is not None and library.is_dir() else []
        return cls({folder.name: files_of(folder) for folder in found if folder.is_dir() and any(folder.glob("*.bpmn"))})

    @cached_property
    def backdrop(self) -> Backdrop:
        return backdrop(self.folders, self.refused)

    def play(self, path: Path) -> Play:
        """One scenario file. What cannot be read, published or begun is a failure at step 0, in a sentence."""
        try:
            return self.play_scenario(read(path.read_bytes(), path.name), path.parent)
        except EngineError as refused:
            return Play(path.name, "", (Failure(0, 1, "scenario.not_opened", {"why": Refusal(refused)}),))

    def play_scenario(self, scenario: Scenario, folder: Path) -> Play:
        """`folder`: where a .bpmn path of the scenario starts from. Raises what publishing raises."""
        if scenario.is_file:
            path = folder / scenario.process
            if not path.is_file():
                raise BrokenProcess(key="scenario.no_such_file", file=scenario.process)
            sets = sets_of(path)
            return self.play_files(sets, main_process(sets[-1]), scenario)
        stage = self.backdrop.stage(scenario.at)
        if scenario.process in self.refused:
            raise self.refused[scenario.process]
        return _play(stage, scenario, scenario.process, self.backdrop.processes)

    def play_files(self, sets: Iterable[Files], key: str, scenario: Scenario) -> Play:
        """Play against files that are not published yet, such as a designer's. Raises BrokenProcess with the checker's findings."""
        stage = self.backdrop.stage(scenario.at, Library())
        found: dict[str, Process] = {}
        with stage.office.writing(SYSTEM) as work:
            for files in sets:
                found |= publish_sound(work, files)
        return _play(stage, scenario, key, {**self.backdrop.processes, **found})


def play(path: Path, library: Path | None = None) -> Play:
    """One scenario file against a library folder. For many, keep a Theatre."""
    return Theatre.of(library).play(path)


def coverage(plays: Iterable[Play], processes: Mapping[str, Process]) -> dict[str, int]:
    """What `aanzet process test` ends with, over these processes."""
    plays = list(plays)
    reached = reduce(lambda whole, one: whole | one.covered, plays, Covered())
    flows = {(process.id, flow) for process in processes.values() for flow in process.flows}
    return {"scenarios": len(plays), "failed": sum(not one.passed for one in plays), "flows": len(flows),
            "flows_covered": len(flows & reached.flows)}


def _play(stage: Stage, scenario: Scenario, key: str, processes: Mapping[str, Process]) -> Play:
    steps = scenario.steps
    named = {str(step.subject["to"]) for step in steps if step.verb == "start" and isinstance(step.subject, dict)}
    named |= {str(step.options["to"]) for step in steps if "to" in step.options}
    with stage.office.writing(SYSTEM) as work:
        add_place(work, scenario.municipality, scenario.neighbourhood)
        add_roles(work, named | roles_in(processes) | set(BOARD_OF), scenario.municipality)
    return play_on(stage, scenario, key, processes)
