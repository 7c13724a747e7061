"""A definition as one zip file, byte for byte what was published, and back. Pure."""
import io
import re
import unicodedata
import zipfile
from collections.abc import Mapping
from datetime import datetime

from engine.errors import InvalidAnswers

LARGEST = 20_000_000            # bytes unpacked; a definition is a few hundred kilobytes
MOST = 300
KEPT = (".bpmn", ".dmn", ".form")
_DRAWN = re.compile(r"\.(bpmn|bpmn2|bpmn20|xml|bpmn\.xml|bpmn20\.xml)$", re.IGNORECASE)
_OF_BPMN = b"http://www.omg.org/spec/BPMN/20100524/MODEL"


def pack(key: str, files: Mapping[str, bytes]) -> bytes:
    """A zip with one folder. The same files give the same bytes."""
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w", zipfile.ZIP_DEFLATED) as archive:
        for path, content in sorted(files.items()):
            archive.writestr(zipfile.ZipInfo(f"{key}/{path}", datetime(2000, 1, 1).timetuple()[:6]), content, zipfile.ZIP_DEFLATED)
    return whole.getvalue()


def unpack(content: bytes) -> dict[str, bytes]:
    """The definition files in a zip, without the folder around them; other files are passed over.

    InvalidAnswers when it is no zip, or larger inside than any definition is.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            entries = [entry for entry in archive.infolist() if not entry.is_dir()]
            if len(entries) > MOST or sum(entry.file_size for entry in entries) > LARGEST:
                raise InvalidAnswers(key="studio.file_too_large", file="zip", megabytes=LARGEST // 1_000_000)
            found = {entry.filename: archive.read(entry) for entry in entries}
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, ValueError) as error:     # not a zip, another method, a password
        raise InvalidAnswers(key="studio.bad_archive") from error
    around = _around(found)
    named = {path.removeprefix(around): inside for path, inside in found.items() if path.startswith(around)}
    return {path: inside for path, inside in named.items() if is_kept(path, inside)}


def is_kept(path: str, content: bytes = b"") -> bool:
    """Whether a file belongs to a definition: a drawing, decisions, a form, their English, or a scenario."""
    if "/" not in path and (path.lower().endswith(KEPT) or _DRAWN.search(path) and _OF_BPMN in content.replace(b"\0", b"")):
        return True
    return path == "en.yaml" or path.startswith("scenarios/") and path.endswith(".yaml")


def fitting(files: Mapping[str, bytes]) -> dict[str, bytes]:
    """The same files under names as a definition has them: other tools allow brackets, accents and endings of their own."""
    named: dict[str, bytes] = {}
    for path, content in files.items():
        wanted = path if "/" in path or path == "en.yaml" else _plain(path)
        stem, dot, ending = wanted.rpartition(".")
        named[next(name for name in (wanted, *(f"{stem}-{n}{dot}{ending}" for n in range(2, len(files) + 2))) if name not in named)] = content
    return named


def _plain(path: str) -> str:
    ending = next((kept for kept in KEPT if path.lower().endswith(kept)), ".bpmn")
    stem = _DRAWN.sub("", path) if ending == ".bpmn" else path[:-len(ending)]
    ascii_only = unicodedata.normalize("NFKD", stem).encode("ascii", "ignore").decode()
    return (re.sub(r"[^A-Za-z0-9_ .-]+", "-", ascii_only).strip(" .-")[:70] or "file") + ending


def _around(files: Mapping[str, bytes]) -> str:
    """The folder the first drawing stands in, "" for none."""
    drawing = next((path for path in sorted(files, key=lambda path: (path.count("/"), path))
                    if is_kept(path.rpartition("/")[2], files[path]) and _DRAWN.search(path)), None)
    if drawing is None:
        raise InvalidAnswers(key="studio.nothing_inside")
    return drawing[: drawing.rfind("/") + 1]
