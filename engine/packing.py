"""A definition as one zip file, byte for byte what was published, and back. Pure."""
import io
import zipfile
from collections.abc import Mapping
from datetime import datetime

from engine.errors import InvalidAnswers

LARGEST = 20_000_000            # bytes unpacked; a definition is a few hundred kilobytes
MOST = 300
KEPT = (".bpmn", ".dmn", ".form")


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
    return {path: inside for path, inside in named.items() if is_kept(path)}


def is_kept(path: str) -> bool:
    """Whether a file belongs to a definition: a drawing, decisions, a form, their English, or a scenario."""
    return path.endswith(KEPT) and "/" not in path or path == "en.yaml" or path.startswith("scenarios/") and path.endswith(".yaml")


def _around(files: Mapping[str, bytes]) -> str:
    """The folder the first drawing stands in, "" for none."""
    drawing = next((path for path in sorted(files, key=lambda path: (path.count("/"), path)) if path.endswith(".bpmn")), None)
    if drawing is None:
        raise InvalidAnswers(key="studio.nothing_inside")
    return drawing[: drawing.rfind("/") + 1]
