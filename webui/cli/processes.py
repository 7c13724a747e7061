"""`aanzet process`: checking, publishing and showing definitions, and playing their scenarios."""
from collections.abc import Iterable, Mapping
from dataclasses import asdict, replace
from pathlib import Path

import click

from engine.bpmn.model import Process
from engine.checking import Known, check, errors_of
from engine.definitions import find_definition, publish
from engine.errors import BrokenProcess, EngineError, NotFound
from engine.findings import Finding
from engine.library import Contents
from engine.next_turn import roles_of
from engine.queries import listings
from engine.queries.speech import speech
from engine.scenarios.reading import read as read_scenario
from engine.tables import Definition
from engine.work import Work
from webui.cli.commands import Group
from webui.cli.folders import Folder, library, named
from webui.cli.options import ID, as_json, as_who
from webui.cli.program import Program
from webui.cli.scenarios import test_command
from webui.cli.speech import role_label, say, show_list, show_one

NEWEST = ("key", "version", "name", "published_at", "cases")
WORK = ("element", "name", "role", "form", "deadline")
WHERE = click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path))


@click.group(cls=Group)
def process() -> None:
    """Definitions: check, publish, list, show and test them."""


@process.command("check")
@WHERE
@click.pass_obj
def check_command(program: Program, paths: tuple[Path, ...]) -> None:
    """A line for every finding; exit 1 on errors only. Reads no database."""
    folders = named(paths, program.settings.processes)
    findings = look(folders, program.settings.processes)
    for finding in findings:
        click.echo(finding.line(program.language))
    if not findings:
        click.echo(program.word("cli.check.none"), err=True)        # beside the findings: scripts read those line by line
    if errors := errors_of(findings):
        raise EngineError("cli.check.one" if len(errors) == 1 else "cli.check.more", errors=len(errors))


@process.command("publish")
@WHERE
@as_who
@click.pass_obj
def publish_command(program: Program, paths: tuple[Path, ...], who: str | None) -> None:
    """Check, then store as a new version that never changes."""
    folders = named(paths, program.settings.processes)
    refuse_broken(folders, program.settings.processes)
    with program.writing(who) as work:
        published = [each for folder in folders for each in publish(work, folder.files)]
    for each in published:
        say("cli.publish.new" if each.new else "cli.publish.known", program.language, key=each.key, version=each.version)


@process.command("list")
@as_json
@click.pass_obj
def list_command(program: Program, as_json: bool) -> None:
    """The newest version of every process."""
    with program.reading() as work:
        show_list(map(asdict, listings.definitions(work, language=program.language)), NEWEST, as_json, program.language)


@process.command("show")
@click.argument("key")
@click.option("--version", type=ID)
@as_json
@click.pass_obj
def show_command(program: Program, key: str, version: int | None, as_json: bool) -> None:
    """One version: its files, and whose turn each task is."""
    with program.reading() as work:
        definition = find_version(work, key, version)
        contents = program.library.contents(work.session, definition.bundle_id)
        line = next(each for each in listings.definitions(work, key, program.language) if each.version == definition.version)
        shown = {**asdict(line), "files": sorted(contents.files)}
        said, drawn = speech(work, definition.bundle_id, program.language), contents.processes[key]
        tasks = [turn(drawn, element, said.name(element, drawn[element].name)) for element in drawn.elements]
    tasks = [each for each in tasks if each]
    if as_json:
        show_one({**shown, "tasks": tasks}, True, program.language)
        return
    show_one(shown, False, program.language)
    click.echo()
    show_list([{**each, "role": [role_label(role, program.language) for role in each["role"]]} for each in tasks], WORK, False, program.language)


def find_version(work: Work, key: str, version: int | None) -> Definition:
    """A version of a process, or its newest; a process without that version is told apart from no process at all."""
    newest = find_definition(work, key)
    if version is not None and version > newest.version:
        raise NotFound("cli.no_such_version", key=key, version=version, newest=newest.version)
    return newest if version is None else find_definition(work, key, version)


def turn(process: Process, element: str, name: str) -> Mapping[str, object] | None:
    """What a task asks of whom; None for what is no task."""
    found = process[element]
    if found.kind not in ("userTask", "manualTask"):
        return None
    form = found.zeebe.get("formDefinition", {})
    deadline = found.own("deadline") or found.zeebe.get("taskSchedule", {}).get("dueDate")
    return {"element": found.id, "name": name, "role": list(roles_of(found)), "deadline": deadline,
            "form": form.get("formId") or form.get("formKey")}


def look(folders: Iterable[Folder], library_path: Path) -> list[Finding]:
    """The findings over these folders, each knowing what stands in the others and in the library."""
    folders = list(folders)
    around = {folder.path.resolve(): places_in(folder.files)
              for folder in [*folders, *(library(library_path) if library_path.is_dir() else [])]}
    found = []
    for folder in folders:
        others = [places for path, places in around.items() if path != folder.path.resolve()]
        prefix = f"{folder.name}/" if len(folders) > 1 and folder.name else ""
        found += [replace(finding, file=prefix + finding.file) for finding in check(folder.files, folder.strict, replace(known_in(others), given=given_in(folder)))]
    return found


def refuse_broken(folders: Iterable[Folder], library_path: Path) -> None:
    if errors := errors_of(look(folders, library_path)):
        raise BrokenProcess(errors)


def places_in(files: Mapping[str, bytes]) -> set[tuple[str, str]]:
    """What a folder brings: (process | decision | form, key). One that cannot be read brings nothing: its own check says why."""
    try:
        return set(Contents(None, files).places)
    except EngineError:
        return set()


def known_in(folders: Iterable[set[tuple[str, str]]]) -> Known:
    folders = list(folders)
    of_kind = {kind: frozenset(key for places in folders for other, key in places if other == kind) for kind in ("form", "decision", "process")}
    return Known(forms=of_kind["form"], decisions=of_kind["decision"], processes=of_kind["process"])


def given_in(folder: Folder) -> frozenset[str] | None:
    """What the cases of its scenarios start with; None when it has none. A broken one says so when it is played."""
    names: set[str] = set()
    for path in folder.scenarios():
        try:
            names.update(read_scenario(path.read_bytes(), path.name).data)
        except EngineError:
            continue
    return frozenset(names) if folder.scenarios() else None


process.add_command(test_command)

COMMANDS = (process,)
