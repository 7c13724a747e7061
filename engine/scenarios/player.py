"""Plays one scenario: opens the case, takes its steps, and says which went otherwise than written."""
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from engine.actors import SYSTEM
from engine.bpmn.model import Process
from engine.cases import open_case
from engine.errors import BrokenProcess, EngineError, InvalidAnswers
from engine.language import LANGUAGES, text
from engine.roles import COORDINATOR
from engine.scenarios.acting import act
from engine.scenarios.coverage import Covered, covered
from engine.scenarios.expecting import Difference, Seen, differences, stuck
from engine.scenarios.family import family
from engine.scenarios.reading import Scenario, ScenarioStep
from engine.scenarios.stage import Stage
from engine.scenarios.waiting import pass_until, settle
from engine.standing import lock_case
from engine.tables import Case, Deadline
from engine.work import Work

ANY_REFUSAL = "..."
TIME = {"pass", "working_days"}
SHOWN = 300                                 # characters of a value in a sentence


@dataclass(frozen=True)
class Failure:
    """A step that did not go as written. `step` 0: the scenario could not begin; `line` counts from 1."""

    step: int
    line: int
    key: str
    params: Mapping[str, Any] = field(default_factory=dict)

    def sentence(self, language: str = "nl") -> str:
        params = dict(self.params)
        if "why_params" in params:          # a sentence inside a sentence: why the case is stuck
            params["why"] = _said(params["why"], params.pop("why_params"), language)
        return text(self.key, language, **{name: _short(value, language) for name, value in params.items()})


@dataclass(frozen=True)
class Play:
    """How a scenario went."""

    name: str
    process: str
    failures: tuple[Failure, ...] = ()
    steps: int = 0
    case_id: int | None = None
    number: str | None = None
    covered: Covered = Covered()
    drawn: Mapping[str, Process] = field(default_factory=dict)      # the process that was played, for counting its flows

    @property
    def passed(self) -> bool:
        return not self.failures


def play_on(stage: Stage, scenario: Scenario, key: str, processes: Mapping[str, Process], until: datetime | None = None) -> Play:
    """Play on a stage that has the process. The first step that goes otherwise ends the play.

    `until`: let time go on to there afterwards.
    """
    stage.clock.now = scenario.at
    try:
        case_id = _open(stage, scenario, key)
    except EngineError as refused:
        return Play(scenario.name, key, (Failure(0, 1, "scenario.not_opened", {"why": Refusal(refused)}),))
    failures, seen, taken = [], Seen(), 0
    settle(stage, case_id)
    for step in scenario.steps:
        failures += [Failure(step.number, step.line, name, params) for name, params in _take(stage, case_id, step, seen)]
        if failures:
            break
        taken += 1
    if until is not None and not failures:
        pass_until(stage, max(until, stage.clock.now), case_id)
    return _result(stage, scenario, key, processes, case_id, failures, taken)


@dataclass(frozen=True)
class Refusal:
    """What the engine said: its sentence, and one for each answer or element that is not right."""

    error: EngineError

    def sentence(self, language: str = "nl") -> str:
        said = [self.error.sentence(language)]
        if isinstance(self.error, InvalidAnswers):
            said += [f"{where}: {text(key, language, **params)}" for where, key, params in self.error.problems]
        if isinstance(self.error, BrokenProcess):
            said += [finding.sentence(language) for finding in self.error.findings]
        return " ".join(dict.fromkeys(said))


def _open(stage: Stage, scenario: Scenario, key: str) -> int:
    with stage.office.reading(SYSTEM) as work:
        opener = stage.person(work, scenario.opener or COORDINATOR, scenario.municipality, scenario.neighbourhood)
    with stage.office.writing(opener) as work:
        return open_case(work, key, scenario.municipality, scenario.neighbourhood, scenario.title, dict(scenario.data)).id


def _take(stage: Stage, case_id: int, step: ScenarioStep, seen: Seen) -> Iterator[Difference]:
    if step.verb == "expect":
        with stage.office.reading(SYSTEM) as work:
            case = work.session.get_one(Case, case_id)
            yield from differences(work, case, step.subject, seen)
        return
    if step.verb in TIME:
        pass_until(stage, _until(stage, case_id, step), case_id)
        yield from _troubles(stage)
        return
    wanted = step.options.get("refuse")
    try:
        act(stage, case_id, step)
    except EngineError as refused:
        why = Refusal(refused)
        if wanted is None:
            yield "scenario.refused", {"verb": step.verb, "subject": step.subject, "why": why}
        elif wanted != ANY_REFUSAL and not any(wanted.casefold() in why.sentence(language).casefold() for language in LANGUAGES):
            yield "scenario.other_refusal", {"expected": wanted, "why": why}
        return
    if wanted is not None:
        yield "scenario.not_refused", {"verb": step.verb, "subject": step.subject, "expected": wanted}
    settle(stage, case_id, due=step.verb == "retry")
    yield from _troubles(stage)


def _troubles(stage: Stage) -> Iterator[Difference]:
    """The clock met something nobody foresaw. A worker would try again; a play says so."""
    if not stage.troubles:
        return
    with stage.office.reading(SYSTEM) as work:
        for deadline, error in stage.troubles:
            row = work.session.get_one(Deadline, deadline)
            yield "scenario.clock_failed", {"kind": row.kind, "element": row.element or "", "why": f"{type(error).__name__}: {error}"}


def _until(stage: Stage, case_id: int, step: ScenarioStep) -> datetime:
    with stage.office.reading(SYSTEM) as work:
        calendar = lock_case(work, case_id).calendar
        if step.verb == "pass":
            return calendar.add_iso(work.now, step.subject)
        return calendar.add_working_days(work.now, step.subject)


def _result(stage: Stage, scenario: Scenario, key: str, processes: Mapping[str, Process], case_id: int, failures: list[Failure],
            taken: int) -> Play:
    with stage.office.reading(SYSTEM) as work:
        cases = family(work, case_id)
        if not failures:
            failures = list(_left_stuck(work, scenario, cases))
        return Play(scenario.name, key, tuple(failures), taken, case_id, work.session.get_one(Case, case_id).number,
                    covered(work, cases, processes), {name: drawn for name, drawn in processes.items() if name == key})


def _left_stuck(work: Work, scenario: Scenario, cases: list[int]) -> Iterator[Failure]:
    """A case that got stuck is a failure nobody may miss, unless the scenario is about it."""
    if any(step.verb == "expect" and step.subject.get("stuck") for step in scenario.steps):
        return
    for case in (work.session.get_one(Case, case_id) for case_id in cases):
        if case.status == "stuck":
            key, params = stuck(case)
            yield Failure(len(scenario.steps), scenario.steps[-1].line if scenario.steps else 1, key, params)


def _said(key: str, params: Mapping[str, Any], language: str) -> str:
    try:
        return text(key, language, **params)
    except (KeyError, IndexError, ValueError):      # a value laid away as a reference does not fill a sentence
        return key


def _short(value: Any, language: str) -> str:
    if hasattr(value, "sentence"):
        return value.sentence(language)
    said = str(value)
    return said if len(said) <= SHOWN else said[:SHOWN] + "…"
