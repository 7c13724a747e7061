"""What only the file as a whole shows: ids that stand twice, elements nobody knows, another engine's dialect."""
from collections import Counter
from collections.abc import Iterator

from lxml import etree

from engine.bpmn.lint.context import Context
from engine.bpmn.lint.zeebe_settings import check_settings
from engine.bpmn.tags import BPMN, FLOW_NODES, local
from engine.findings import Finding

_CAMUNDA_7 = "http://camunda.org/schema/1.0/bpmn"
_TASKLIKE = ("Task", "Gateway", "Event", "Process", "Activity")
_REFUSED = {"choreography": "lint.choreography", "globalChoreographyTask": "lint.choreography", "conversation": None}


def check_file(root: etree._Element, context: Context) -> Iterator[Finding]:
    if etree.QName(root).localname != "definitions":
        yield context.error("", "lint.not_bpmn")
        return
    nodes = [node for node in root.iter() if isinstance(node.tag, str) and node.tag.startswith(BPMN)]
    counted = Counter(node.get("id") for node in nodes if node.get("id"))
    for name, count in counted.items():
        if count > 1:
            yield context.error(name, "lint.id_twice", id=name)
    for node in nodes:
        if (local(node) in FLOW_NODES or local(node) == "process") and not node.get("id"):
            yield context.error("", "lint.no_id", tag=local(node), line=node.sourceline or 0)
        elif _REFUSED.get(local(node)):
            yield context.error(node.get("id", ""), _REFUSED[local(node)], name=node.get("name") or node.get("id", ""))
        elif _is_unknown(node):
            yield context.error(node.get("id", ""), "lint.unknown_element", name=node.get("name") or node.get("id", ""), tag=local(node))
    yield from _other_dialect(nodes, context)
    yield from _drawn_otherwise(nodes, context)
    yield from check_settings(root, context)
    if not any(local(node) == "process" for node in nodes):
        yield context.error("", "lint.no_process")


def _is_unknown(node: etree._Element) -> bool:
    """Something directly in a process that looks like a step and is none that BPMN knows."""
    around = node.getparent()
    return (around is not None and local(around) in ("process", "subProcess", "adHocSubProcess", "transaction")
            and local(node) not in FLOW_NODES and local(node).endswith(_TASKLIKE))


def _other_dialect(nodes: list, context: Context) -> Iterator[Finding]:
    """Settings for Camunda 7 mean nothing here: said once for each element that has them."""
    for node in nodes:
        own = [name for name in node.attrib if name.startswith(f"{{{_CAMUNDA_7}}}")]
        extensions = node.find(f"{BPMN}extensionElements")
        inner = [e for e in extensions if isinstance(e.tag, str) and e.tag.startswith(f"{{{_CAMUNDA_7}}}")] if extensions is not None else []
        if (own or inner) and local(node) in FLOW_NODES | {"process"}:
            yield context.warning(node.get("id", ""), "lint.camunda_7", name=node.get("name") or node.get("id", ""))


def _drawn_otherwise(nodes: list, context: Context) -> Iterator[Finding]:
    """Parts of BPMN itself that say something else than what would happen here."""
    for node in nodes:
        told = {"name": node.get("name") or node.get("id", "")}
        if local(node) in ("receiveTask", "eventBasedGateway") and node.get("instantiate") == "true":
            yield context.around(node).error(node.get("id", ""), "lint.instantiates", **told)
        elif local(node) == "adHocSubProcess" and node.get("ordering") == "Sequential":
            yield context.around(node).error(node.get("id", ""), "lint.one_at_a_time", **told)
        elif local(node) == "dataStoreReference":
            yield context.around(node).error(node.get("id", ""), "lint.data_store", **told)
