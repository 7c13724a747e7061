"""Tries process models that others drew: each is checked as publishing does, and is either fit to publish or refused by name."""
import json
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from engine.checking import check, errors_of
from engine.findings import Finding


@dataclass
class Suite:
    """The score of one folder. `refused` files got a reason for each error; a file that stopped the checker is a failure."""

    name: str
    count: Counter = field(default_factory=Counter)
    failures: list[str] = field(default_factory=list)

    def add(self, file: Path) -> None:
        try:
            errors = errors_of(check({file.name: file.read_bytes()}))
        except Exception as crash:      # whatever it is, it is what this suite looks for
            self.count["total"] += 1
            self.failures.append(f"{self.name} {file.name}: {type(crash).__name__}: {crash}")
            return
        if errors and all(map(_said, errors)):
            self.count["refused"] += 1
        else:
            self.count.update(total=1, passed=not errors)
            self.failures += [f"{self.name} {error.file}: an error without a sentence" for error in errors if not _said(error)]

    def line(self) -> str:
        return json.dumps({"suite": self.name} | {key: self.count[key] for key in ("passed", "total", "refused")})


def run(folder: Path) -> dict[str, Suite]:
    """Every suite under `folder`, which holds .bpmn files or folders of them."""
    suites: dict[str, Suite] = {}
    for file in sorted(folder.rglob("*.bpmn")):
        name = f"models/{file.parent.name}"
        suites.setdefault(name, Suite(name)).add(file)
    return suites


def _said(error: Finding) -> bool:
    return all(error.sentence(language).strip() for language in ("nl", "en"))
