"""A diagram that stands in any folder, with what it needs of the files beside it."""
from collections.abc import Mapping
from pathlib import Path

from engine.bpmn import reading
from engine.bpmn.model import Process
from engine.checking import check, errors_of
from engine.errors import BrokenProcess, EngineError

SUFFIXES = (".bpmn", ".dmn", ".form")
ENGLISH = "en.yaml"
Files = Mapping[str, bytes]


def files_of(folder: Path) -> dict[str, bytes]:
    """What a definition folder publishes: diagrams, tables, forms and their English; not scenarios, not the README."""
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir())
            if path.is_file() and (path.suffix.lower() in SUFFIXES or path.name == ENGLISH)}


def sets_of(path: Path) -> list[Files]:
    """File sets to publish, in order: the diagrams this one calls, each by itself, then the diagram.

    Decisions and forms beside it go along; what cannot be read there is left out, as the diagram may never ask for it.
    """
    beside = files_of(path.parent)
    own = beside.pop(path.name)
    extra = {name: content for name, content in beside.items() if name.endswith((".dmn", ".form")) and not errors_of(check({name: content}))}
    called = _called(_read(own, path.name), {name: content for name, content in beside.items() if name.endswith(".bpmn")})
    return [*({name: beside[name], **extra} for name in called), {path.name: own, **extra}]


def main_process(files: Files) -> str:
    """The first process of a diagram that can be started."""
    name, content = next(iter(files.items()))
    startable = [process.id for process in reading.read(content, name) if process.executable]
    if not startable:
        raise BrokenProcess(key="core.nothing_to_start")
    return startable[0]


def _called(processes: list[Process], beside: Files) -> list[str]:
    """Names of the diagrams that are called, by this one or by one that is; a computed name may mean any of them."""
    found: list[str] = []
    wanted = _calls(processes)
    if not wanted:
        return found
    others = {name: _read(content, name) for name, content in beside.items()}
    while wanted:
        hit = [name for name, inside in others.items() if name not in found and (None in wanted or wanted & {one.id for one in inside})]
        found += hit
        wanted = _calls([process for name in hit for process in others[name]])
    return found


def _calls(processes: list[Process]) -> set[str | None]:
    """Process ids that call activities name; None stands for one that is computed."""
    names = [element.zeebe.get("calledElement", {}).get("processId") for process in processes for element in process.elements.values()]
    return {None if name.startswith("=") else name for name in names if name}


def _read(content: bytes, name: str) -> list[Process]:
    try:
        return list(reading.read(content, name))
    except EngineError:
        return []
