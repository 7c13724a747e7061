"""`aanzet process test`: playing scenarios, each in a database of its own; no other database is touched."""
import json
import time
from collections.abc import Iterable, Mapping
from pathlib import Path

import click

from engine.bpmn.model import Process
from engine.errors import EngineError, NotFound
from engine.scenarios.beside import Files, files_of
from engine.scenarios.coverage import Covered
from engine.scenarios.player import Play
from engine.scenarios.theatre import Theatre, coverage
from engine.xml import parse
from webui.cli.commands import Command
from webui.cli.folders import SCENARIOS
from webui.cli.program import Program
from webui.cli.speech import Progress, say


@click.command("test", cls=Command)
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path))
@click.option("--coverage", "with_coverage", is_flag=True)
@click.pass_obj
def test_command(program: Program, paths: tuple[Path, ...], with_coverage: bool) -> None:
    """Play scenarios; without paths those of the library. Exit 1 if one fails."""
    theatre, began = Theatre.of(program.settings.processes), time.monotonic()
    files = [file for path in paths or (program.settings.processes,) for file in scenarios_below(path)]
    theatre.folders |= definitions_of(files)
    progress, plays = Progress(program.word("cli.test.playing")), []
    for number, file in enumerate(files, 1):
        plays.append(theatre.play(file))
        progress(number, len(files))
    for file, play in zip(files, plays):
        tell(program, file, play)
    played = {key: process for play in plays for key, process in play.drawn.items()}
    processes = played if paths else {**theatre.backdrop.processes, **played}
    if with_coverage:
        for process, flow in untaken(plays, processes):
            say("cli.test.untaken", program.language, process=process, flow=flow)
        tell_reach(program, plays, processes, rules_of(theatre, processes))
        say("cli.test.took", program.language, seconds=round(time.monotonic() - began))
    click.echo(json.dumps(coverage(plays, processes)))
    if failed := sum(not play.passed for play in plays):
        raise EngineError("cli.test.one_failed" if failed == 1 else "cli.test.more_failed", failed=failed)


def scenarios_below(path: Path) -> list[Path]:
    """One file, the scenarios of a definition folder, or those of every folder of a library."""
    if path.is_file():
        return [path]
    if not path.is_dir():
        raise NotFound("cli.no_such_path", path=path.name)
    return (sorted((path / SCENARIOS).glob("*.yaml")) or sorted(path.glob(f"*/{SCENARIOS}/*.yaml"))
            or [each for each in sorted(path.glob("*.yaml")) if each.name != "en.yaml"])


def definitions_of(files: Iterable[Path]) -> dict[str, Files]:
    """The definition folders that these scenarios lie in: somebody who tries a copy means the copy, not the library's."""
    folders = {file.absolute().parents[1] for file in files if file.absolute().parent.name == SCENARIOS}
    return {diagram.stem: files_of(folder) for folder in sorted(folders) for diagram in sorted(folder.glob("*.bpmn"))}


def tell(program: Program, file: Path, play: Play) -> None:
    """A line for each scenario, and under it what went otherwise."""
    name = f"{file.absolute().parents[1].name}/{file.name}" if file.absolute().parent.name == SCENARIOS else file.name
    say("cli.test.passed" if play.passed else "cli.test.failed", program.language, name=name, steps=play.steps)
    for failure in play.failures:
        click.echo(f"  {file.name}:{failure.line}: {failure.sentence(program.language)}")


def tell_reach(program: Program, plays: list[Play], processes: Mapping[str, Process], rules: set[str]) -> None:
    """How many ends and decision rules some scenario reached, and by name those that none did."""
    reached = whole(plays)
    ends = {(process.id, element.id) for process in processes.values() for element in process.elements.values() if element.kind == "endEvent"}
    fired = {rule for _, rule in reached.rules}
    for process, end in sorted(ends - reached.ends):
        say("cli.test.unreached", program.language, process=process, end=end)
    for rule in sorted(rules - fired):
        say("cli.test.unfired", program.language, rule=rule)
    say("cli.test.reached", program.language, ends=len(ends & reached.ends), all_ends=len(ends), rules=len(rules & fired), all_rules=len(rules))


def rules_of(theatre: Theatre, processes: Iterable[str]) -> set[str]:
    """The ids of the decision rules that lie with these definitions of the library."""
    tables = [(path, content) for key in processes for path, content in theatre.folders.get(key, {}).items() if path.endswith(".dmn")]
    return {rule.get("id") for path, content in tables for rule in parse(content, path).iter("{*}rule") if rule.get("id")}


def whole(plays: list[Play]) -> Covered:
    reached = Covered()
    for play in plays:
        reached = reached | play.covered
    return reached


def untaken(plays: list[Play], processes: Mapping[str, Process]) -> list[tuple[str, str]]:
    flows = {(process.id, flow) for process in processes.values() for flow in process.flows}
    return sorted(flows - whole(plays).flows)
