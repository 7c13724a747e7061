"""What surrounds one step: the time, the calendar, the case's own facts and where definitions are found."""
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Protocol

from engine import feel
from engine.bpmn.model import Process


class Library(Protocol):
    """Where a step looks up what the diagram names. Bindings are Camunda's: latest, deployment, versionTag."""

    def process(self, key: str, binding: str, tag: str | None) -> Process | None:
        """The process to call now, its `ref` set; None when there is none."""

    def pinned(self, ref: str) -> Process:
        """The very version that a running call was started with."""

    def decision(self, key: str, binding: str, tag: str | None) -> tuple[object, str] | None:
        """A dmn.Model and the id of the decision in it; None when there is none."""


class Empty:
    """A library without definitions, for a process that stands alone."""

    def process(self, key, binding, tag):
        return None

    def pinned(self, ref):
        raise KeyError(ref)

    def decision(self, key, binding, tag):
        return None


@dataclass(frozen=True)
class Moment:
    """`now` is aware; `calendar` an engine.calendar.WorkingCalendar or None; `case` what FEEL knows as `case`."""

    now: datetime
    calendar: object | None = None
    case: Mapping[str, object] = field(default_factory=dict)
    library: Library = field(default_factory=Empty)

    @cached_property
    def world(self) -> feel.World:
        return feel.World(now=self.now, calendar=self.calendar)
