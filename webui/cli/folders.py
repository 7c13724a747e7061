"""Reads the files people name on the command line: one file, a definition folder, or a library of such folders."""
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from engine.errors import EngineError, NotFound

ENDINGS = (".bpmn", ".dmn", ".form")
TRANSLATION = "en.yaml"
SCENARIOS = "scenarios"


@dataclass(frozen=True)
class Folder:
    """Files that belong together and are published together. `strict`: a folder of the library, where all must be there."""

    path: Path
    files: dict[str, bytes]
    strict: bool

    @property
    def name(self) -> str:
        return self.path.name

    def scenarios(self) -> list[Path]:
        return sorted((self.path / SCENARIOS).glob("*.yaml")) if self.path.is_dir() else []


def library(path: Path) -> list[Folder]:
    """Every definition folder of the library, by name. No folder there: nothing to publish."""
    if not path.is_dir():
        raise NotFound("cli.no_such_path", path=path.name)
    return [_folder(each, strict=True) for each in sorted(path.iterdir()) if each.is_dir() and _holds_process(each)]


def named(paths: Iterable[Path], library_path: Path) -> list[Folder]:
    """What stands behind these paths. Loose files of one call belong together; a folder of folders is each of them."""
    folders, loose = [], {}
    for path in paths:
        if not path.exists():
            raise NotFound("cli.no_such_path", path=path.name)
        if path.is_dir():
            folders += _inside(path, library_path)
        elif _of_library(path.absolute().parent, library_path):
            folders.append(_folder(path.absolute().parent, strict=True))
        elif path.suffix not in ENDINGS and path.name != TRANSLATION:
            raise EngineError("cli.no_definition", file=path.name)
        else:
            loose[path.name] = path.read_bytes()
    unique = list({folder.path.resolve(): folder for folder in folders}.values())
    return [*unique, Folder(Path("."), loose, strict=False)] if loose else unique


def _inside(path: Path, library_path: Path) -> list[Folder]:
    if _holds_process(path):
        return [_folder(path, _of_library(path, library_path))]
    below = [each for each in sorted(path.iterdir()) if each.is_dir() and _holds_definition(each)]
    return [_folder(each, _of_library(each, library_path)) for each in below] or [_folder(path, strict=False)]


def _folder(path: Path, strict: bool) -> Folder:
    files = {each.name: each.read_bytes() for each in sorted(path.iterdir())
             if each.is_file() and (each.suffix in ENDINGS or each.name == TRANSLATION)}
    files |= {f"{SCENARIOS}/{each.name}": each.read_bytes() for each in sorted((path / SCENARIOS).glob("*.yaml"))}     # the studio plays them
    return Folder(path, files, strict)


def _holds_process(path: Path) -> bool:
    return any(path.glob("*.bpmn"))


def _holds_definition(path: Path) -> bool:
    return any(each.suffix in ENDINGS for each in path.iterdir())


def _of_library(path: Path, library_path: Path) -> bool:
    """Folders of the library are checked strictly, wherever the command is given from."""
    return path.resolve().parent == library_path.resolve()
