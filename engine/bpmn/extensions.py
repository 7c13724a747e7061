"""Reads the `zeebe:` extension elements of one BPMN node."""
from engine.bpmn.tags import BPMN, ZEEBE, local

_LISTS = frozenset({"ioMapping", "taskHeaders", "properties", "executionListeners", "taskListeners", "userTaskForm"})


def _extensions(node):
    holder = node.find(f"{BPMN}extensionElements")
    return [] if holder is None else [e for e in holder if isinstance(e.tag, str) and e.tag.startswith(ZEEBE)]


def zeebe_settings(node) -> dict[str, dict[str, str]]:
    """Extension elements with attributes only: formDefinition, assignmentDefinition, taskDefinition, calledElement, ..."""
    return {local(e): dict(e.attrib) for e in _extensions(node) if local(e) not in _LISTS}


def named_values(node, tag: str, key: str) -> dict[str, str]:
    """`zeebe:properties` by name or `zeebe:taskHeaders` by key."""
    return {child.get(key, ""): child.get("value", "")
            for e in _extensions(node) if local(e) == tag for child in e if isinstance(child.tag, str)}


def mappings(node, direction: str) -> tuple[tuple[str, str], ...]:
    """`zeebe:input` or `zeebe:output` as (source, target), in order."""
    return tuple((child.get("source", ""), child.get("target", ""))
                 for e in _extensions(node) if local(e) == "ioMapping" for child in e if local(child) == direction)
