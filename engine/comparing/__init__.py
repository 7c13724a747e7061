"""Two versions of a definition beside each other, in words: what somebody who draws would tell a colleague."""
from collections.abc import Callable, Iterator, Mapping

from engine import english
from engine.comparing import decisions, diagrams, forms, texts
from engine.comparing.change import Change, File

__all__ = ["Change", "compare"]

COMPARED: tuple[tuple[str, Callable[[File, bytes, bytes], Iterator[Change]]], ...] = (
    (".bpmn", diagrams.changes), (".form", forms.changes), (".dmn", decisions.changes), ("en.yaml", texts.changes))


def compare(old: Mapping[str, bytes], new: Mapping[str, bytes]) -> list[Change]:
    """Every change between two sets of files, drawings first. An empty list: byte for byte the same."""
    found, said = [], [_english(files) for files in (old, new)]
    for path in sorted({*old, *new}, key=_order):
        if path not in old:
            found.append(Change(path, "", f"compare.{_kind(path)}_added", {"file": path}))
        elif path not in new:
            found.append(Change(path, "", f"compare.{_kind(path)}_removed", {"file": path}))
        elif old[path] != new[path]:
            found += _inside(File(path, *said), old[path], new[path])
    return found


def _inside(file: File, old: bytes, new: bytes) -> list[Change]:
    path = file.path
    look = next((look for ending, look in COMPARED if path == ending or ending.startswith(".") and path.lower().endswith(ending)), None)
    if look is None:
        return [Change(path, "", f"compare.{_kind(path)}_changed", {"file": path})]
    return list(look(file, old, new)) or [Change(path, "", "compare.only_layout", {"file": path})]


def _english(files: Mapping[str, bytes]) -> dict[str, str]:
    return {name: words for path, content in files.items() if path.rpartition("/")[2] == english.NAME
            for name, words in english.read(path, content)[0].items()}


def _kind(path: str) -> str:
    if path.startswith("scenarios/"):
        return "scenario"
    return {"bpmn": "drawing", "form": "form", "dmn": "decisions"}.get(path.rpartition(".")[2].lower(), "text")


def _order(path: str) -> tuple[int, str]:
    return ("drawing", "form", "decisions", "text", "scenario").index(_kind(path)), path
