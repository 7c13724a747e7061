"""A definition as it was drawn: elements, flows, lanes and their settings. Frozen, shared between cases."""
from collections.abc import Mapping
from dataclasses import dataclass, field

OWN = "aanzet:"


@dataclass(frozen=True)
class Lane:
    id: str
    name: str
    role: str | None                        # aanzet:role of this lane
    board: str | None                       # aanzet:board of this lane or of the lane around it: wijk | bestuur


@dataclass(frozen=True)
class Event:
    """One event definition; texts as written, FEEL begins with "=". `kind`: none message timer signal error escalation conditional link compensate terminate cancel,
    and gone for a definition that is pointed to and is not there."""

    kind: str = "none"
    name: str | None = None                 # message or signal name (FEEL if it begins with =), link name
    code: str | None = None                 # error or escalation code
    key: str | None = None                  # correlation key expression
    ttl: str | None = None                  # message time to live
    timer: tuple[str, str] | None = None    # ("date" | "duration" | "cycle", text)
    condition: str | None = None
    activity: str | None = None             # activityRef of a throwing compensation


@dataclass(frozen=True)
class Loop:
    """Multi-instance (with `collection`) or standard loop."""

    sequential: bool = False
    collection: str | None = None           # FEEL
    item: str | None = None                 # variable name
    output: str | None = None               # collection variable name
    output_item: str | None = None          # FEEL
    completion: str | None = None           # FEEL
    cardinality: str | None = None          # FEEL
    standard: bool = False
    condition: str | None = None            # standard loop: go on while true
    test_before: bool = False
    maximum: int | None = None
    misread: str = ""                       # what stands where the maximum should, and is no number


@dataclass(frozen=True)
class Flow:
    id: str
    source: str
    target: str
    name: str = ""
    condition: str | None = None            # as written; FEEL begins with "="


@dataclass(frozen=True)
class Element:
    """A flow node. `kind` is the BPMN tag (userTask, exclusiveGateway, boundaryEvent, ...)."""

    id: str
    kind: str
    name: str = ""
    documentation: str = ""
    parent: str | None = None               # the sub-process around it; None: the process itself
    lane: Lane | None = None                # of the outermost sub-process around it, else its own
    incoming: tuple[str, ...] = ()          # flow ids
    outgoing: tuple[str, ...] = ()          # flow ids
    default: str | None = None              # flow id
    event: Event | None = None
    loop: Loop | None = None
    attached_to: str | None = None
    interrupting: bool = True
    for_compensation: bool = False
    transaction: bool = False
    parallel_events: int = 1                # how many event definitions the event carries
    completion: str | None = None           # completionCondition of an ad-hoc sub-process
    cancel_remaining: bool = True           # of an ad-hoc sub-process
    event_subprocess: bool = False          # triggeredByEvent
    children: tuple[str, ...] = ()          # flow nodes of a sub-process, in document order
    properties: Mapping[str, str] = field(default_factory=dict)     # zeebe:property, aanzet:* among them
    headers: Mapping[str, str] = field(default_factory=dict)
    inputs: tuple[tuple[str, str], ...] = ()                        # (source, target) of zeebe:input
    outputs: tuple[tuple[str, str], ...] = ()
    zeebe: Mapping[str, Mapping[str, str]] = field(default_factory=dict)   # formDefinition, assignmentDefinition, ... as written
    compensation_handler: str | None = None # activity that undoes this one
    line: int = 0                           # line in the file

    def own(self, name: str) -> str | None:
        """The value of our own setting, such as own("deadline") for aanzet:deadline."""
        return self.properties.get(OWN + name)


@dataclass(frozen=True, eq=False)
class Process:
    """One process of a file. Compared by identity: it is read once and shared by every case of its version."""

    id: str
    name: str
    elements: Mapping[str, Element]         # in document order, nested ones too
    flows: Mapping[str, Flow]
    roots: tuple[str, ...]                  # flow nodes of the process itself
    lanes: tuple[Lane, ...] = ()
    version_tag: str | None = None
    documentation: str = ""
    properties: Mapping[str, str] = field(default_factory=dict)
    executable: bool = True
    embedded_forms: Mapping[str, str] = field(default_factory=dict) # id: form-js JSON kept inside the file
    ref: str = ""                           # names this very version for `library.pinned(ref)`; set by the library

    def __getitem__(self, element: str) -> Element:
        return self.elements[element]

    def around(self, element: str) -> list[Element]:
        """The element and the sub-processes around it, innermost first."""
        found, at = [], self.elements.get(element)
        while at is not None:
            found.append(at)
            at = self.elements.get(at.parent) if at.parent else None
        return found

    def phase(self, element: str) -> str | None:
        """aanzet:phase, the innermost wins."""
        own = (e.own("phase") for e in self.around(element))
        return next((p for p in own if p), self.properties.get(OWN + "phase"))
