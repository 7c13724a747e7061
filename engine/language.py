"""The catalogues: every sentence a person may read, in Dutch and in English, by key."""
from functools import cache
from pathlib import Path

from engine.yaml import load

LANGUAGES = ("nl", "en")
_ROOTS = [Path(__file__).parent / "catalogue"]


def add_catalogue(folder: Path) -> None:
    """Let a door bring its own sentences: `folder/nl/*.yaml` and `folder/en/*.yaml`, flat keys."""
    if folder not in _ROOTS:
        _ROOTS.append(folder)
        catalogue.cache_clear()


@cache
def catalogue(language: str) -> dict[str, str]:
    """Every key of one language. Two files that hold the same key are a mistake, not an override."""
    texts: dict[str, str] = {}
    for root in _ROOTS:
        for path in sorted((root / language).glob("*.yaml")):
            for key, text in (load(path.read_text("utf-8")) or {}).items():
                if key in texts:
                    raise ValueError(f"{path}: {key} stands in the catalogue twice")
                texts[key] = text
    return texts


def text(key: str, language: str = "nl", /, **params: object) -> str:
    """The sentence behind a key. An unknown key raises KeyError: a missing sentence is a bug, not a gap.

    A parameter that is a sentence itself is said in the same language: an object with `sentence(language)`, such as a
    FEEL error, or its stored form {"key": ..., "params": {...}}, as `quoted` makes it.
    """
    said = catalogue(language)[key]
    return said.format(**{name: _spoken(value, language) for name, value in params.items()}) if "{" in said or "}" in said else said


def quoted(source) -> dict:
    """A problem or error that has a key and params, as a parameter of another sentence; it can be stored as JSON."""
    params = getattr(source, "params", {})
    return {"key": source.key, "params": {name: quoted(value) if hasattr(value, "sentence") else value for name, value in params.items()}}


def _spoken(value: object, language: str) -> object:
    if hasattr(value, "sentence"):
        return value.sentence(language)
    if isinstance(value, dict) and value.keys() == {"key", "params"}:
        return text(value["key"], language, **value["params"])
    return value
