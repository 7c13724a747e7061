"""What one turn of the BPMN engine changed, in our words."""
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

Json = Any


@dataclass(frozen=True)
class Snapshot:
    """A case between two steps. Both halves are JSON.

    `state`: tokens, scopes and counters, flat in history, opaque outside engine/bpmn.
    `data`: variables by scope; "" is the case scope, other keys are scope ids that `state` knows.
    """

    state: Json
    data: dict[str, dict[str, Json]]


@dataclass(frozen=True)
class OpenedTask:
    """A user or manual task now waits for somebody. `item` is the 1-based loop counter inside a multi-instance."""

    token: str
    element: str
    assignee: str | None = None
    roles: tuple[str, ...] = ()             # candidateGroups as written; empty: the lane's role
    people: tuple[str, ...] = ()            # candidateUsers
    form: str | None = None                 # form id; None: a plain page
    due_at: datetime | None = None          # from taskSchedule, absolute; a plain date means 17:00 there
    due_is_date: bool = False
    follow_up_at: datetime | None = None
    priority: int = 50
    item: int | None = None
    process: str = ""                       # ref of the called process the element stands in; "": the case's own


@dataclass(frozen=True)
class SetTimer:
    """A BPMN timer runs. Fire it with runner.fire(token) when due_at <= now."""

    token: str
    element: str
    due_at: datetime
    process: str = ""                       # ref of the called process the element stands in; "": the case's own


@dataclass(frozen=True)
class AwaitedMessage:
    token: str
    element: str
    name: str
    key: str | None = None                  # correlation key as text; None: correlates by name alone
    process: str = ""                       # ref of the called process the element stands in; "": the case's own


@dataclass(frozen=True)
class AwaitedSignal:
    token: str
    element: str
    name: str
    process: str = ""                       # ref of the called process the element stands in; "": the case's own


@dataclass(frozen=True)
class OpenedJob:
    """Work for an outside worker (service task, send task or a throwing event with a task definition)."""

    token: str
    element: str
    type: str
    retries: int
    headers: Mapping[str, str] = field(default_factory=dict)
    process: str = ""                       # ref of the called process the element stands in; "": the case's own


@dataclass(frozen=True)
class OpenedCall:
    """A call activity with `aanzet:own_case`: a case of its own must be opened; its end returns by runner.call_ended."""

    token: str
    element: str
    calls: str                              # key of the process to open a case of
    variables: Mapping[str, Json] = field(default_factory=dict)
    process: str = ""                       # ref of the called process the element stands in; "": the case's own


@dataclass(frozen=True)
class OpenedAdHoc:
    """An ad-hoc sub-process stands open: people may start these activities, again and again, or close it."""

    token: str
    element: str
    activities: tuple[str, ...]
    process: str = ""                       # ref of the called process the element stands in; "": the case's own


Opened = OpenedTask | SetTimer | AwaitedMessage | AwaitedSignal | OpenedJob | OpenedCall | OpenedAdHoc


@dataclass(frozen=True)
class Closed:
    """A token that waited before this step and no longer does."""

    token: str
    element: str
    how: Literal["completed", "cancelled"]


@dataclass(frozen=True)
class Passed:
    """The journal of the step, in order: an element or sequence flow that a token entered, left or took."""

    element: str
    what: Literal["entered", "completed", "cancelled", "taken"]
    scope: str = ""


@dataclass(frozen=True)
class DecisionTaken:
    """What a business rule task decided and why. `trace` is dmn.Verdict's, as JSON."""

    element: str
    decision: str
    inputs: Mapping[str, Json]
    output: Json
    trace: Json


@dataclass(frozen=True)
class MessageThrown:
    element: str
    name: str
    key: str | None
    variables: Mapping[str, Json] = field(default_factory=dict)


@dataclass(frozen=True)
class SignalThrown:
    element: str
    name: str
    variables: Mapping[str, Json] = field(default_factory=dict)


@dataclass(frozen=True)
class Problem:
    """Something a coordinator should know but that stops nothing, such as a null with its reason."""

    element: str
    key: str
    params: Mapping[str, Json] = field(default_factory=dict)


@dataclass(frozen=True)
class Step:
    """One step, from a stable state to the next. Applying it is the ledger's work alone."""

    snapshot: Snapshot
    opened: tuple[Opened, ...] = ()
    closed: tuple[Closed, ...] = ()
    passed: tuple[Passed, ...] = ()
    decisions: tuple[DecisionTaken, ...] = ()
    messages: tuple[MessageThrown, ...] = ()
    signals: tuple[SignalThrown, ...] = ()
    problems: tuple[Problem, ...] = ()
    ends: tuple[str, ...] = ()              # end events of the top process reached in this step
    finished: bool = False                  # the last token is gone: the case ends


class BrokenStep(Exception):
    """The diagram cannot go on from here. Not a refusal: the case is marked stuck with this element and sentence."""

    def __init__(self, element: str, key: str, **params: Json):
        self.element, self.key, self.params = element, key, params
        super().__init__(f"{element}: {key} {params}")


def not_published(element: str, kind: str, key: str, called: Mapping[str, str]) -> BrokenStep:
    """A process or decision that a step names is not there; or it is, but not with the version tag that was asked for."""
    if called.get("bindingType") == "versionTag":
        return BrokenStep(element, f"bpmn.{kind}_tag_missing", **{kind: key}, tag=called.get("versionTag", ""))
    return BrokenStep(element, f"bpmn.{kind}_missing", **{kind: key})
