"""Settings of Camunda's dialect that we do not carry out are told, and refused where leaving them out would change what happens."""
from collections.abc import Iterator

from lxml import etree

from engine.bpmn.lint.context import Context
from engine.bpmn.tags import BPMN, ZEEBE, local
from engine.findings import Finding

_BINDING = frozenset({"bindingType", "versionTag"})
_KNOWN = {
    "taskDefinition": frozenset({"type", "retries"}), "userTask": frozenset(), "userTaskForm": frozenset({"id"}),
    "formDefinition": frozenset({"formId", "formKey", "externalReference", "bindingType"}),
    "assignmentDefinition": frozenset({"assignee", "candidateGroups", "candidateUsers"}),
    "taskSchedule": frozenset({"dueDate", "followUpDate"}), "priorityDefinition": frozenset({"priority"}),
    "script": frozenset({"expression", "resultVariable"}), "calledDecision": frozenset({"decisionId", "resultVariable"}) | _BINDING,
    "calledElement": frozenset({"processId", "propagateAllChildVariables", "propagateAllParentVariables"}) | _BINDING,
    "loopCharacteristics": frozenset({"inputCollection", "inputElement", "outputCollection", "outputElement"}),
    "subscription": frozenset({"correlationKey"}), "publishMessage": frozenset({"messageName", "correlationKey", "timeToLive"}),
    "adHoc": frozenset({"activeElementsCollection", "outputCollection", "outputElement"}), "versionTag": frozenset({"value"}),
    "ioMapping": frozenset(), "input": frozenset({"source", "target"}), "output": frozenset({"source", "target"}),
    "taskHeaders": frozenset(), "header": frozenset({"key", "value"}), "properties": frozenset(), "property": frozenset({"name", "value"}),
}
_BINDINGS = ("", "latest", "deployment", "versionTag")
_LISTENERS = ("executionListeners", "taskListeners")


def check_settings(root: etree._Element, context: Context) -> Iterator[Finding]:
    for node in root.iter(f"{ZEEBE}*"):
        owner = next((a for a in node.iterancestors() if a.tag.startswith(BPMN) and a.get("id")), root)
        told = {"name": owner.get("name") or owner.get("id", ""), "setting": local(node)}
        here = context.around(owner)
        inside_listeners = local(node.getparent()) in _LISTENERS
        if local(node) in _LISTENERS and len(node):
            yield here.error(owner.get("id", ""), "lint.listeners", **told)
        elif local(node) == "adHoc" and bool(node.get("outputCollection")) != bool(node.get("outputElement")):
            yield here.error(owner.get("id", ""), "lint.adhoc_output", **told)
        elif node.get("bindingType", "").strip() not in _BINDINGS:
            yield here.error(owner.get("id", ""), "lint.unknown_binding", **told, value=node.get("bindingType")[:40])
        elif node.get("bindingType") == "versionTag" and not node.get("versionTag", "").strip():
            yield here.error(owner.get("id", ""), "lint.binding_without_tag", **told)
        elif local(node) not in _KNOWN and local(node) not in _LISTENERS and not inside_listeners:
            yield context.warning(owner.get("id", ""), "lint.unknown_zeebe", **told)
        else:
            for name in sorted(set(node.attrib) - _KNOWN.get(local(node), frozenset(node.attrib))):
                yield context.warning(owner.get("id", ""), "lint.unknown_zeebe", **{**told, "setting": f"{local(node)} {name}"})
