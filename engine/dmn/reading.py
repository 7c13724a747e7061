"""Reads a DMN file, of versions 1.1 to 1.5, into Definitions, and notes what is broken."""
from lxml import etree

from engine.dmn.definitions import (Decision, DecisionService, Definitions, Import, InputData, ItemDefinition, KnowledgeModel,
                                    Requirements, Variable)
from engine.dmn.markup import Notes, child, children, in_dmn, plain, reference, tag, type_of, words
from engine.dmn.reading_boxes import boxed, function_of, variable
from engine.xml import parse

_ZEEBE = "http://camunda.org/schema/zeebe/1.0"


def read_definitions(content: bytes, file: str, notes: Notes) -> Definitions | None:
    """None, with a finding, where the file is no DMN. Raises BrokenProcess (engine/xml.py) where it is no safe XML."""
    root = parse(content, file)
    if not in_dmn(root) or tag(root) != "definitions":
        notes.error("", "dmn.not_dmn")
        return None
    language = root.get("expressionLanguage")
    if language and "feel" not in language.lower():
        notes.error(root.get("id") or "", "dmn.language_of_file", language=language)
    definitions = Definitions(
        file=file, id=root.get("id") or "", name=plain(root.get("name")), namespace=(root.get("namespace") or "").strip(),
        camunda=any(name in f"{root.get('exporter')} {root.get('namespace')}".lower() for name in ("camunda", "dmn-js")),
        imports=tuple(Import(plain(one.get("name")), (one.get("namespace") or "").strip())
                      for one in children(root, "import") if _of_dmn(one)),
        items=tuple(_item(one) for one in children(root, "itemDefinition")))
    for element in children(root):
        _read_element(element, definitions, notes)
    if not definitions.decisions and not definitions.knowledge and not definitions.items:
        notes.error(definitions.id, "dmn.no_decision")
    return definitions


def _of_dmn(element: etree._Element) -> bool:
    """An import may also bring XML Schema or PMML; only models of decisions can be looked into."""
    return "/DMN/" in (element.get("importType") or "/DMN/")


def _read_element(element: etree._Element, into: Definitions, notes: Notes) -> None:
    kind, key = tag(element), reference(element)
    name = plain(element.get("name")) or key
    shelf = {"inputData": into.inputs, "decision": into.decisions, "businessKnowledgeModel": into.knowledge,
             "decisionService": into.services}.get(kind)
    if shelf is None:
        return
    if any(key in other for other in (into.inputs, into.decisions, into.knowledge, into.services)):
        notes.error(key, "dmn.id_twice", id=key)
    own = variable(child(element, "variable"))
    own = Variable(own.name or name, own.type_ref) if own else Variable(name)
    shelf[key] = _MAKERS[kind](element, key, name, own, notes)


def _input(element: etree._Element, key: str, name: str, own: Variable, notes: Notes) -> InputData:
    return InputData(key, name, own)


def _decision(element: etree._Element, key: str, name: str, own: Variable, notes: Notes) -> Decision:
    logic = boxed(element, name, notes)
    if logic is None:
        notes.warning(key, "dmn.no_logic", decision=name)
    question = child(element, "question")
    return Decision(key, name, own, logic, _requirements(element), plain(question.text) if question is not None else "",
                    _version_tag(element))


def _version_tag(element: etree._Element) -> str | None:
    found = element.find(f"{{*}}extensionElements/{{{_ZEEBE}}}versionTag")
    return None if found is None else found.get("value")


def _knowledge(element: etree._Element, key: str, name: str, own: Variable, notes: Notes) -> KnowledgeModel:
    logic = child(element, "encapsulatedLogic")
    return KnowledgeModel(key, name, own, None if logic is None else function_of(logic, key, name, notes), _requirements(element))


def _service(element: etree._Element, key: str, name: str, own: Variable, notes: Notes) -> DecisionService:
    outputs, decisions, inputs = (_references(element, kind) for kind in ("outputDecision", "inputDecision", "inputData"))
    if not outputs:
        notes.error(key, "dmn.service_without_output", service=name)
    return DecisionService(key, name, own, outputs, decisions, inputs)


def _references(element: etree._Element, kind: str) -> tuple[str, ...]:
    return tuple((one.get("href") or "").strip() for one in children(element, kind))


def _requirements(element: etree._Element) -> Requirements:
    found: dict[str, list[str]] = {"requiredInput": [], "requiredDecision": [], "requiredKnowledge": []}
    for line in children(element):
        if tag(line) in ("informationRequirement", "knowledgeRequirement"):
            for end in children(line):
                found.get(tag(end), []).append((end.get("href") or "").strip())
    return Requirements(*(tuple(dict.fromkeys(found[kind])) for kind in ("requiredInput", "requiredDecision", "requiredKnowledge")))


def _item(element: etree._Element) -> ItemDefinition:
    function = child(element, "functionItem")
    parameters = None
    if function is not None:
        parameters = tuple(variable(one) or Variable("") for one in children(function, "parameters"))
    return ItemDefinition(
        name=plain(element.get("name")), type_ref=type_of(element), collection=element.get("isCollection") in ("true", "1"),
        allowed=words(child(element, "allowedValues")), constraint=words(child(element, "typeConstraint")),
        components=tuple(_item(one) for one in children(element, "itemComponent")), parameters=parameters,
        output_type=plain(function.get("outputTypeRef")) or None if function is not None else None)


_MAKERS = {"inputData": _input, "decision": _decision, "businessKnowledgeModel": _knowledge, "decisionService": _service}
