"""One file as somebody hands it in, made ready to be kept."""
import re
import unicodedata
from dataclasses import dataclass

from engine.errors import InvalidAnswers
from engine.files.kinds import EXTENSIONS, PHOTOS, kind_of
from engine.files.photos import drawn_anew

LARGEST = 10 * 1024 * 1024      # bytes
LONGEST_NAME = 100              # characters
UNSAFE = re.compile(r'[\\/:*?"<>|]')


@dataclass(frozen=True)
class File:
    """`kind`: its media type."""

    name: str
    kind: str
    content: bytes


def handed_in(name: str, content: bytes) -> File:
    """Look at a file and make it ready. Pure and slow: not to be done while a case is locked.

    InvalidAnswers when it is empty, over LARGEST, of a kind that is not taken in, damaged, or carries a program.
    """
    if not content:
        raise InvalidAnswers([("file", "file.empty", {})])
    if len(content) > LARGEST:
        raise InvalidAnswers([("file", "file.too_large", {"most": LARGEST // 1024 // 1024})])
    kind = kind_of(content)
    if kind in PHOTOS:
        content = drawn_anew(content, PHOTOS[kind])
        if len(content) > LARGEST:
            raise InvalidAnswers([("file", "file.too_large", {"most": LARGEST // 1024 // 1024})])
    return File(_plain(name, kind), kind, content)


def _plain(name: str, kind: str) -> str:
    """The name without a folder or signs that hide how it ends; it ends as what it is."""
    last = name.replace("\\", "/").rpartition("/")[2]
    shown = "".join(sign for sign in unicodedata.normalize("NFC", last) if unicodedata.category(sign)[0] != "C")
    shown = UNSAFE.sub("-", shown).strip(" .")
    stem, dot, ending = shown.rpartition(".")
    known = EXTENSIONS[kind]
    if dot and f".{ending.lower()}" in known:
        return f"{stem[:LONGEST_NAME] or 'bestand'}.{ending.lower()}"
    return f"{(shown or 'bestand')[:LONGEST_NAME]}{known[0]}"
