"""Reads event definitions and what they refer to: messages, signals, errors and escalations of the file."""
from dataclasses import dataclass, replace

from engine.bpmn.extensions import named_values, zeebe_settings
from engine.bpmn.model import OWN, Event
from engine.bpmn.tags import BPMN, EVENT_KINDS, EVENTS, SENDING, local, named

_TIMERS = {"timeDate": "date", "timeDuration": "duration", "timeCycle": "cycle"}


@dataclass(frozen=True)
class Definitions:
    """What stands at the top of a file, by id."""

    messages: dict[str, Event]
    signals: dict[str, str]
    errors: dict[str, str]
    escalations: dict[str, str]
    shared: dict[str, object]               # event definitions that several events may point to


def read_definitions(root) -> Definitions:
    messages = {}
    for node in root.iter(f"{BPMN}message"):
        subscription = zeebe_settings(node).get("subscription", {})
        messages[node.get("id", "")] = Event("message", name=node.get("name") or node.get("id"),
                                             key=subscription.get("correlationKey"))
    return Definitions(
        messages,
        {n.get("id", ""): n.get("name") or n.get("id", "") for n in root.iter(f"{BPMN}signal")},
        {n.get("id", ""): n.get("errorCode") or "" for n in root.iter(f"{BPMN}error")},
        {n.get("id", ""): n.get("escalationCode") or "" for n in root.iter(f"{BPMN}escalation")},
        {n.get("id", ""): n for n in root if local(n) in EVENT_KINDS})


def event_of(node, definitions: Definitions) -> tuple[Event | None, int]:
    """The event of a node and how many definitions it carries; a receive or send task is one with a message."""
    if local(node) in ("receiveTask", "sendTask"):
        return _message(node, node, definitions), 1
    if local(node) not in EVENTS:
        return None, 0
    refs = [(ref.text or "").strip().rpartition(":")[2] for ref in node.findall(f"{BPMN}eventDefinitionRef")]
    found = [child for child in node if local(child) in EVENT_KINDS] + [definitions.shared[ref] for ref in refs if ref in definitions.shared]
    if not found:
        return Event("gone" if refs else "none"), len(refs)
    return _event(node, found[0], definitions), len(found)


def _message(node, definition, definitions: Definitions) -> Event:
    """A message event: its name and key from the message; one that is sent says its key itself.

    Our own property comes before `zeebe:publishMessage`, which Camunda Modeler drops on saving.
    """
    known = definitions.messages.get(named(definition, "messageRef"), Event("message"))
    sent = zeebe_settings(node).get("publishMessage") or zeebe_settings(definition).get("publishMessage", {})
    own = named_values(node, "properties", "name").get(f"{OWN}correlation_key") if local(node) in SENDING else None
    return replace(known, ttl=sent.get("timeToLive"), name=sent.get("messageName") or known.name,
                   key=own or sent.get("correlationKey") or known.key)


def _event(node, definition, definitions: Definitions) -> Event:
    kind = EVENT_KINDS[local(definition)]
    match kind:
        case "message":
            return _message(node, definition, definitions)
        case "signal":
            return Event(kind, name=definitions.signals.get(named(definition, "signalRef")))
        case "error":
            return Event(kind, code=definitions.errors.get(named(definition, "errorRef")) or None)
        case "escalation":
            return Event(kind, code=definitions.escalations.get(named(definition, "escalationRef")) or None)
        case "timer":
            return Event(kind, timer=_timer(definition))
        case "conditional":
            condition = definition.find(f"{BPMN}condition")
            return Event(kind, condition=(condition.text or "").strip() if condition is not None else None)
        case "link":
            return Event(kind, name=definition.get("name"))
        case "compensate":
            return Event(kind, activity=named(definition, "activityRef") or None)
    return Event(kind)


def _timer(definition) -> tuple[str, str] | None:
    for tag, kind in _TIMERS.items():
        node = definition.find(f"{BPMN}{tag}")
        if node is not None and (node.text or "").strip():
            return kind, node.text.strip()
    return None
