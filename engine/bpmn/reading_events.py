"""Reads event definitions and what they refer to: messages, signals, errors and escalations of the file."""
from dataclasses import dataclass, replace

from engine.bpmn.extensions import zeebe_settings
from engine.bpmn.model import Event
from engine.bpmn.tags import BPMN, EVENT_KINDS, EVENTS, local

_TIMERS = {"timeDate": "date", "timeDuration": "duration", "timeCycle": "cycle"}


@dataclass(frozen=True)
class Definitions:
    """What stands at the top of a file, by id."""

    messages: dict[str, Event]
    signals: dict[str, str]
    errors: dict[str, str]
    escalations: dict[str, str]


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
        {n.get("id", ""): n.get("escalationCode") or "" for n in root.iter(f"{BPMN}escalation")})


def event_of(node, definitions: Definitions) -> tuple[Event | None, int]:
    """The event of a node and how many definitions it carries; a receive or send task is one with a message."""
    if local(node) in ("receiveTask", "sendTask"):
        return _message(node, node, definitions), 1
    if local(node) not in EVENTS:
        return None, 0
    found = [child for child in node if local(child) in EVENT_KINDS]
    if not found:
        return Event(), len(node.findall(f"{BPMN}eventDefinitionRef"))
    return _event(node, found[0], definitions), len(found)


def _message(node, definition, definitions: Definitions) -> Event:
    """A message event: its name and key from the message, its time to live from our own property or zeebe's."""
    known = definitions.messages.get(definition.get("messageRef", ""), Event("message"))
    ttl = zeebe_settings(node).get("publishMessage", {})
    return replace(known, ttl=ttl.get("timeToLive"), name=ttl.get("messageName") or known.name,
                   key=ttl.get("correlationKey") or known.key)


def _event(node, definition, definitions: Definitions) -> Event:
    kind = EVENT_KINDS[local(definition)]
    match kind:
        case "message":
            return _message(node, definition, definitions)
        case "signal":
            return Event(kind, name=definitions.signals.get(definition.get("signalRef", "")))
        case "error":
            return Event(kind, code=definitions.errors.get(definition.get("errorRef", "")) or None)
        case "escalation":
            return Event(kind, code=definitions.escalations.get(definition.get("escalationRef", "")) or None)
        case "timer":
            return Event(kind, timer=_timer(definition))
        case "conditional":
            condition = definition.find(f"{BPMN}condition")
            return Event(kind, condition=(condition.text or "").strip() if condition is not None else None)
        case "link":
            return Event(kind, name=definition.get("name"))
        case "compensate":
            return Event(kind, activity=definition.get("activityRef"))
    return Event(kind)


def _timer(definition) -> tuple[str, str] | None:
    for tag, kind in _TIMERS.items():
        node = definition.find(f"{BPMN}{tag}")
        if node is not None and (node.text or "").strip():
            return kind, node.text.strip()
    return None
