"""Runs the DMN Technology Compatibility Kit: `python -m tests.conformance.tck DIR [FAILURES-FILE]`, a JSON line for each suite."""
import json
import sys
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from pathlib import Path
from zoneinfo import ZoneInfo

from engine import dmn, feel
from engine.dmn.recording import jsonable
from tests.conformance.cases import ResultNode, result_nodes
from tests.conformance.comparing import same

WORLD = feel.World(now=datetime(2031, 3, 3, 9, 0, tzinfo=ZoneInfo("Europe/Amsterdam")))
EXTERNAL = "dmn.external_called"


@dataclass
class Suite:
    """The score of one folder of the kit. `refused` nodes call another language than FEEL and count nowhere else."""

    name: str
    count: Counter = field(default_factory=Counter)
    failures: list[str] = field(default_factory=list)
    refused: list[ResultNode] = field(default_factory=list)

    def add(self, node: ResultNode, verdict: dmn.Verdict | str) -> None:
        if not isinstance(verdict, str) and any(problem.key == EXTERNAL for problem in verdict.problems):
            self.count["refused"] += 1
            self.refused.append(node)
            return
        passed = not isinstance(verdict, str) and same(feel.Run(WORLD, {}), node.expected, verdict.value)
        valued = node.expected is not None
        self.count.update({"total": 1, "passed": passed, "values_total": valued, "values_passed": valued and passed})
        if not passed:
            self.failures.append(_told(node, verdict))

    def line(self) -> str:
        keys = ("passed", "total", "refused", "values_passed", "values_total")
        return json.dumps({"suite": self.name} | {key: self.count[key] for key in keys})


def run(kit: Path) -> dict[str, Suite]:
    """Every suite under `kit`, by name."""
    suites: dict[str, Suite] = {}
    for node in result_nodes(kit, WORLD):
        suites.setdefault(node.suite, Suite(f"dmn-tck/{node.suite}")).add(node, _asked(node))
    return suites


def _asked(node: ResultNode) -> dmn.Verdict | str:
    """The verdict, or in words why there is none."""
    try:
        return _answer(_folder(node.model.parent)[node.model.name], node)
    except (dmn.DmnError, feel.FeelError) as error:
        return f"{type(error).__name__}: {error.sentence('en')}"
    except Exception as crash:      # one case must not hide the others; it counts as failed and is named
        return f"{type(crash).__name__}: {crash}"


def _answer(model: dmn.Model, node: ResultNode) -> dmn.Verdict:
    own = model.definitions
    for shelf in (own.services, own.knowledge):
        key = _by_name(shelf, node.invocable)
        if key is not None:
            verdict = model.call(key, node.inputs, WORLD)
            several = shelf is own.services and len(own.services[key].outputs) > 1 and isinstance(verdict.value, dict)
            return dmn.Verdict(verdict.value.get(node.name, verdict.value), verdict.taken, verdict.problems) if several else verdict
    return model.decide(_by_name(own.decisions, node.name) or node.name, node.inputs, WORLD)


def _by_name(shelf: Mapping, name: str | None) -> str | None:
    return next((key for key, element in shelf.items() if element.name == name), None)


@cache
def _folder(folder: Path) -> dict[str, dmn.Model]:
    """The models of one folder, which may import each other. Some are wrong on purpose: they are read tolerantly."""
    return dmn.read_all({file.name: file.read_bytes() for file in sorted(folder.glob("*.dmn"))}, tolerant=True)


def _told(node: ResultNode, verdict: dmn.Verdict | str) -> str:
    if isinstance(verdict, str):
        return f"{node}: expected {jsonable(node.expected)!r}, {verdict}"
    why = "; ".join(problem.sentence("en") for problem in verdict.problems)
    return f"{node}: expected {jsonable(node.expected)!r}, got {jsonable(verdict.value)!r} {why}"


def main(arguments: Iterable[str]) -> int:
    kit, *rest = arguments
    suites = run(Path(kit))
    failures = Path(rest[0] if rest else "conformance-failures.txt")
    failures.write_text("".join(f"{line}\n" for suite in suites.values() for line in suite.failures), "utf-8")
    for suite in suites.values():
        print(suite.line(), flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
