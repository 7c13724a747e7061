"""Reads a scenario file: what it says, or a sentence about what it cannot mean."""
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import yaml

from engine.errors import BrokenProcess
from engine.findings import Finding
from engine.iso import BadTime, parse_duration, parse_moment
from engine.yaml import LOADER, Reference, TooDeep, plain

LARGEST = 1_000_000                         # characters; a scenario is read by people
PLACE = "GM0546"                            # where a scenario plays that names no municipality
HEAD = frozenset({"process", "at", "municipality", "neighbourhood", "title", "description", "data", "steps", "as"})
ACTING = frozenset({"as", "refuse", "task"})
VERBS: Mapping[str, frozenset[str]] = {
    "complete": ACTING | {"answers"}, "claim": ACTING, "release": ACTING, "pass": frozenset(), "working_days": frozenset(),
    "message": frozenset({"refuse"}), "signal": frozenset({"data", "refuse"}), "start": ACTING, "close": ACTING,
    "retry": frozenset({"refuse"}), "cancel": frozenset({"as", "refuse"}), "pause": frozenset({"as", "refuse"}), "resume": frozenset({"as", "refuse"}),
    "correct": ACTING | {"answers", "why"}, "promise": frozenset({"as", "refuse", "whom", "kind", "days"}),
    "tell_back": frozenset({"as", "refuse", "outcome"}), "celebrate": frozenset({"as", "refuse", "eyes"}), "snooze": ACTING | {"days"},
    "hand_off": ACTING | {"to", "note"}, "accept_handoff": ACTING, "ask_handoff": ACTING | {"note"},
    "return_handoff": ACTING | {"note"}, "answer_handoff": ACTING | {"note"}, "withdraw_handoff": ACTING, "expect": frozenset(),
}
MESSAGE = frozenset({"name", "key", "data", "id", "ttl"})
EXPECTED = frozenset({"open", "turn", "handoffs", "notices", "data", "ended", "stuck"})
LISTS = {"open": str, "turn": str, "handoffs": dict, "notices": dict}


@dataclass(frozen=True)
class ScenarioStep:
    """One step. `subject` is what stands behind the verb; `options` the lines under it."""

    number: int                             # from 1
    verb: str
    subject: Any
    options: Mapping[str, Any] = field(default_factory=dict)
    line: int = 0


@dataclass(frozen=True)
class Scenario:
    name: str                               # of the file, never a path of this machine
    process: str                            # a key of the library, or a .bpmn path relative to the file
    at: datetime
    municipality: str
    neighbourhood: str | None
    title: str | None
    opener: str | None                      # who opens the case; absent: a coordinator
    data: Mapping[str, Any]
    steps: tuple[ScenarioStep, ...]

    @property
    def is_file(self) -> bool:
        return self.process.endswith(".bpmn")


class _Text(LOADER):
    """YAML in which dates stay the text that was written: case data is JSON."""


_Text.yaml_implicit_resolvers = {first: [(tag, pattern) for tag, pattern in found if not tag.endswith(":timestamp")]
                                 for first, found in yaml.SafeLoader.yaml_implicit_resolvers.items()}


def read(content: str | bytes, name: str) -> Scenario:
    """The scenario in this YAML. Raises BrokenProcess with a finding that names the step."""
    document, lines = _load(content, name)
    if not isinstance(document, dict):
        raise broken(name, "", "scenario.no_mapping")
    if strange := sorted(map(str, set(document) - HEAD)):
        raise broken(name, "", "scenario.unknown_key", word=strange[0])
    for key in ("process", "at", "steps"):
        if not document.get(key):
            raise broken(name, "", "scenario.key_missing", word=key)
    if not isinstance(document["steps"], list):
        raise broken(name, "", "scenario.steps_no_list")
    try:
        at = parse_moment(str(document["at"]))
    except BadTime as error:
        raise broken(name, "", error.key, **error.params) from error
    steps = tuple(step_in(name, number, written, line)
                  for number, (written, line) in enumerate(zip(document["steps"], lines, strict=True), start=1))
    return Scenario(name, str(document["process"]), at, str(document.get("municipality", PLACE)), document.get("neighbourhood"),
                    document.get("title"), document.get("as"), document.get("data") or {}, steps)


def broken(name: str, place: str, key: str, **params: object) -> BrokenProcess:
    return BrokenProcess([Finding(name, place, "error", key, params)], key, **params)


def _load(content: str | bytes, name: str) -> tuple[Any, list[int]]:
    """The document, and the line of each step."""
    if len(content) > LARGEST:
        raise broken(name, "", "scenario.too_long")
    try:
        loader = _Text(plain(content))
        node = loader.get_single_node()
        if node is None:
            return None, []
        steps = next((value for key, value in node.value if key.value == "steps"), None) if isinstance(node, yaml.MappingNode) else None
        lines = [step.start_mark.line + 1 for step in steps.value] if isinstance(steps, yaml.SequenceNode) else []
        return loader.construct_document(node), lines
    except (Reference, TooDeep) as error:
        raise broken(name, "", "scenario.too_deep") from error
    except (yaml.YAMLError, ValueError) as error:
        mark = getattr(error, "problem_mark", None)
        raise broken(name, "", "scenario.no_yaml", line=mark.line + 1 if mark else 1) from error


def step_in(name: str, number: int, written: Any, line: int) -> ScenarioStep:
    """One step as it is written. Raises BrokenProcess with a finding that names it."""
    place = f"step {number}"
    if not isinstance(written, dict):
        raise broken(name, place, "scenario.step_no_mapping", number=number)
    verbs = [verb for verb in VERBS if verb in written]
    if len(verbs) != 1:
        raise broken(name, place, "scenario.step_without_verb" if not verbs else "scenario.step_two_verbs", number=number,
                     verbs=", ".join(verbs or VERBS))
    verb = verbs[0]
    options = {key: value for key, value in written.items() if key != verb}
    if strange := sorted(map(str, set(options) - VERBS[verb])):
        raise broken(name, place, "scenario.unknown_option", number=number, verb=verb, word=strange[0])
    subject = _subject(name, place, number, verb, written[verb])
    return ScenarioStep(number, verb, subject, options, line)


def _subject(name: str, place: str, number: int, verb: str, subject: Any) -> Any:
    """What stands behind the verb, checked for its shape."""
    if verb == "pass":
        try:
            parse_duration(str(subject))
        except BadTime as error:
            raise broken(name, place, error.key, **error.params) from error
        return str(subject)
    allowed = {"working_days": int, "message": dict, "expect": dict, "signal": str, "start": (str, dict), "retry": bool}.get(verb, str)
    if not isinstance(subject, allowed) or (verb == "working_days" and (isinstance(subject, bool) or subject < 0)):
        raise broken(name, place, "scenario.bad_subject", number=number, verb=verb)
    if verb == "message" and (set(subject) - MESSAGE or not subject.get("name")):
        raise broken(name, place, "scenario.bad_message", number=number)
    if verb == "start" and isinstance(subject, dict) and (set(subject) != {"title", "to"}):
        raise broken(name, place, "scenario.bad_manual_task", number=number)
    if verb == "expect":
        _check_expected(name, place, number, subject)
    return subject


def _check_expected(name: str, place: str, number: int, expected: dict) -> None:
    if not expected or (strange := sorted(map(str, set(expected) - EXPECTED))):
        raise broken(name, place, "scenario.bad_expectation", number=number, word=strange[0] if expected else "")
    for key, kind in LISTS.items():
        value = expected.get(key, [])
        if not isinstance(value, list) or not all(isinstance(part, kind) for part in value):
            raise broken(name, place, "scenario.expectation_no_list", number=number, word=key)
    if not isinstance(expected.get("data", {}), dict) or not isinstance(expected.get("stuck", True), bool):
        raise broken(name, place, "scenario.bad_expectation", number=number, word="data" if "data" in expected else "stuck")
