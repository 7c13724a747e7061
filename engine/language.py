"""The catalogues: every sentence a person may read, in Dutch and in English, by key."""
from functools import cache
from pathlib import Path

import yaml

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
            for key, text in (yaml.safe_load(path.read_text("utf-8")) or {}).items():
                if key in texts:
                    raise ValueError(f"{path}: {key} stands in the catalogue twice")
                texts[key] = text
    return texts


def text(key: str, language: str = "nl", /, **params: object) -> str:
    """The sentence behind a key. An unknown key raises KeyError: a missing sentence is a bug, not a gap.

    A parameter that has a `sentence(language)` of its own, such as a FEEL error, is said in the same language.
    """
    said = {name: value.sentence(language) if hasattr(value, "sentence") else value for name, value in params.items()}
    return catalogue(language)[key].format(**said)
