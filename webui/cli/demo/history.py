"""A year of history: scenarios of the library, played through the engine on a clock that ends now."""
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from functools import cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import yaml

from engine.calendar import WorkingCalendar
from engine.scenarios.player import Play, play_on
from engine.scenarios.reading import Scenario, ScenarioStep, read, step_in
from engine.scenarios.stage import Clock, Stage
from engine.work import Office
from webui.cli.demo.programme import municipality_of

FILE = Path(__file__).with_name("stories.yaml")
AMSTERDAM = ZoneInfo("Europe/Amsterdam")
DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
CALENDAR = WorkingCalendar()
SOON = timedelta(hours=2)
FIRST, LATEST = time(9), time(23, 45)
AT_MOST_OFF = 60            # days by which a story may end before the day it aims at, for the sake of weekends and holidays


@dataclass(frozen=True)
class Story:
    """One scenario in one neighbourhood, as `stories.yaml` tells it."""

    scenario: str
    neighbourhood: str
    title: str
    ago: int
    before: tuple[str, int] | None = None
    soon: bool = False
    played_by: Mapping[str, str] | None = None
    claim: Mapping[str, str] | None = None
    data: Mapping[str, Any] | None = None
    stuck: bool = False
    opened_by: str = "facilitator"
    then: tuple[Mapping[str, Any], ...] = ()


@cache
def stories() -> tuple[Story, ...]:
    return tuple(Story(neighbourhood=place, **{name: value for name, value in told.items() if name != "in"})
                 for told in yaml.safe_load(FILE.read_text("utf-8")) for place in told["in"])


def play(office_at: Callable[[Clock], Office], library: Path, now: datetime, progress: Callable[[int, int], None]) -> list[Play]:
    """Play every story whose scenario the library has, each from its own past until now."""
    told = [(story, library / story.scenario.replace("/", "/scenarios/")) for story in stories()]
    told = [(story, path.with_suffix(".yaml")) for story, path in told if path.with_suffix(".yaml").is_file()]
    plays = []
    for number, (story, path) in enumerate(told, 1):
        clock = Clock(now)
        stage = Stage(office_at(clock), clock, shared=True)
        scenario = arrange(story, scenario_in(path), now)
        plays.append(play_on(stage, scenario, scenario.process, {}, until=now))
        progress(number, len(told))
    return plays


@cache
def scenario_in(path: Path) -> Scenario:
    """Several stories tell the same one: it is read once."""
    return read(path.read_bytes(), path.name)


def arrange(story: Story, scenario: Scenario, now: datetime) -> Scenario:
    """The scenario as this story plays it: cut, moved to its place and into the past, with every date in it moved alike."""
    steps = [_played(step, story) for step in _until(scenario.steps, story.before) if step.verb != "expect"]
    hour = _hour(scenario.at, story, now)
    begins = _begin(scenario, steps, hour, _target(story, now), now)
    shift = (begins.date() - scenario.at.astimezone(AMSTERDAM).date()).days
    steps = [replace(step, subject=_moved(step.subject, shift), options=_moved(step.options, shift)) for step in steps]
    steps += [ScenarioStep(len(steps) + 1, "claim", element, {"as": who}) for element, who in (story.claim or {}).items()]
    steps += [step_in(FILE.name, number, written, 0) for number, written in enumerate(story.then, len(steps) + 1)]
    steps += [ScenarioStep(len(steps) + 1, "expect", {"stuck": True})] if story.stuck else []
    data = {**_moved(scenario.data, shift), **(story.data or {})}
    return replace(scenario, at=begins, municipality=municipality_of(story.neighbourhood), neighbourhood=story.neighbourhood,
                   title=story.title, opener=story.opened_by, data=data, steps=tuple(steps))


def _until(steps: tuple[ScenarioStep, ...], before: tuple[str, int] | None) -> Iterator[ScenarioStep]:
    met = 0
    for step in steps:
        if before and step.verb == "complete" and step.subject == before[0]:
            met += 1
            if met == before[1]:
                return
        yield step


def _played(step: ScenarioStep, story: Story) -> ScenarioStep:
    who = (story.played_by or {}).get(step.options.get("as", ""))
    return replace(step, options={**step.options, "as": who}) if who else step


def _hour(at: datetime, story: Story, now: datetime) -> time:
    """The scenario's own, or one that is still to come today."""
    if not story.soon:
        return at.astimezone(AMSTERDAM).time()
    local = now.astimezone(AMSTERDAM)
    soon = local + SOON
    return max(FIRST, soon.time().replace(minute=0, second=0, microsecond=0)) if soon.date() == local.date() else LATEST


def _target(story: Story, now: datetime) -> date:
    """The working day on which the story stops."""
    day = now.astimezone(AMSTERDAM).date()
    counted = 0
    while counted < story.ago:
        day -= timedelta(days=1)
        counted += CALENDAR.is_working_day(day)
    return day


def _begin(scenario: Scenario, steps: list[ScenarioStep], hour: time, target: date, now: datetime) -> datetime:
    """When to begin so that the last step falls on the target or shortly before it, never after now.

    As many days pass as were written, else it begins on the same weekday: a weekend elsewhere puts timers and steps out of joint.
    """
    written = scenario.at.astimezone(AMSTERDAM)
    lasts = _end(written, steps).date() - written.date()
    second_best = None
    for earlier in range(-lasts.days // 7, AT_MOST_OFF):
        begins = datetime.combine(target - lasts - timedelta(days=earlier), hour, AMSTERDAM)
        ends = _end(begins, steps)
        if ends.date() > target or ends > now:
            continue
        if ends.date() - begins.date() == lasts:
            return begins
        if second_best is None and begins.weekday() == written.weekday():
            second_best = begins
    if second_best is None:
        raise ValueError(f"{scenario.name} does not fit before {target}")
    return second_best


def _end(begins: datetime, steps: list[ScenarioStep]) -> datetime:
    """The clock after these steps, without playing them."""
    at = begins
    for step in steps:
        if step.verb == "pass":
            at = CALENDAR.add_iso(at, step.subject)
        elif step.verb == "working_days":
            at = CALENDAR.add_working_days(at, step.subject)
    return at


def _moved(value: Any, days: int) -> Any:
    """Every date in a value, moved by this many days."""
    if isinstance(value, Mapping):
        return {name: _moved(part, days) for name, part in value.items()}
    if isinstance(value, (list, tuple)):
        return [_moved(part, days) for part in value]
    if isinstance(value, str) and DAY.fullmatch(value):
        return (date.fromisoformat(value) + timedelta(days=days)).isoformat()
    return value
