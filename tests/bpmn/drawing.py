"""Draws small BPMN files for tests: one function a kind of node, XML text out."""
from xml.sax.saxutils import escape, quoteattr

HEAD = ('<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL" '
        'xmlns:zeebe="http://camunda.org/schema/zeebe/1.0" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" '
        'targetNamespace="http://bpmn.io/schema/bpmn">')


def file(*processes: str, top: str = "") -> bytes:
    return f"{HEAD}{top}{''.join(processes)}</bpmn:definitions>".encode()


def process(key: str, *parts: str) -> str:
    return f'<bpmn:process id="{key}" isExecutable="true">{_linked(parts)}</bpmn:process>'


def _linked(parts: tuple[str, ...]) -> str:
    """Give each node its <incoming> and <outgoing> from the flows that stand beside it."""
    flows = [p for p in parts if isinstance(p, Flow)]
    out = []
    for part in parts:
        if isinstance(part, Node):
            arrows = "".join(f"<bpmn:incoming>{f.key}</bpmn:incoming>" for f in flows if f.target == part.key)
            arrows += "".join(f"<bpmn:outgoing>{f.key}</bpmn:outgoing>" for f in flows if f.source == part.key)
            out.append(part.replace("@@", arrows, 1))
        else:
            out.append(part)
    return "".join(out)


class Node(str):
    key: str


class Flow(str):
    key: str
    source: str
    target: str


def node(tag: str, key: str, inner: str = "", settings: str = "", **attributes: str) -> Node:
    more = "".join(f" {name}={quoteattr(value)}" for name, value in attributes.items())
    extensions = f"<bpmn:extensionElements>{settings}</bpmn:extensionElements>" if settings else ""
    made = Node(f'<bpmn:{tag} id="{key}" name="{key}"{more}>{extensions}@@{inner}</bpmn:{tag}>')
    made.key = key
    return made


def flow(source: str, target: str, condition: str | None = None, key: str | None = None) -> Flow:
    key = key or f"{source}-{target}"
    test = f'<bpmn:conditionExpression xsi:type="bpmn:tFormalExpression">{escape(condition or "")}</bpmn:conditionExpression>'
    made = Flow(f'<bpmn:sequenceFlow id="{key}" sourceRef="{source}" targetRef="{target}">{test if condition else ""}</bpmn:sequenceFlow>')
    made.key, made.source, made.target = key, source, target
    return made


def path(*keys: str) -> list[Flow]:
    """Flows from each node to the next."""
    return [flow(a, b) for a, b in zip(keys, keys[1:])]


def start(key="start", inner="", **more):
    return node("startEvent", key, inner, **more)


def end(key="end", inner="", **more):
    return node("endEvent", key, inner, **more)


def user(key, inner="", settings="", **more):
    return node("userTask", key, inner, "<zeebe:userTask/>" + settings, **more)


def script(key, name, expression):
    return node("scriptTask", key, "", f"<zeebe:script expression={quoteattr('=' + expression)} resultVariable=\"{name}\"/>")


def sub(key, *parts, tag="subProcess", settings="", inner="", **more):
    return node(tag, key, inner + _linked(parts), settings, **more)


def boundary(key, host, event, interrupting=True, **more):
    return node("boundaryEvent", key, event, attachedToRef=host, cancelActivity="true" if interrupting else "false", **more)


def timer(kind, text):
    tag = {"date": "timeDate", "duration": "timeDuration", "cycle": "timeCycle"}[kind]
    return f"<bpmn:timerEventDefinition><bpmn:{tag}>{escape(text)}</bpmn:{tag}></bpmn:timerEventDefinition>"


def event(kind, **attributes):
    more = "".join(f" {name}={quoteattr(value)}" for name, value in attributes.items())
    return f"<bpmn:{kind}EventDefinition{more}/>"


def conditional(text):
    return f"<bpmn:conditionalEventDefinition><bpmn:condition>{escape(text)}</bpmn:condition></bpmn:conditionalEventDefinition>"


def message(key, name, correlation=None):
    inner = f"<bpmn:extensionElements><zeebe:subscription correlationKey={quoteattr(correlation)}/></bpmn:extensionElements>" if correlation else ""
    return f'<bpmn:message id="{key}" name="{name}">{inner}</bpmn:message>'


def io(*lines):
    """("input", source, target) or ("output", source, target)."""
    rows = "".join(f"<zeebe:{d} source={quoteattr(s)} target={quoteattr(t)}/>" for d, s, t in lines)
    return f"<zeebe:ioMapping>{rows}</zeebe:ioMapping>"


def many(collection, item, sequential=False, output=None, output_item=None, completion=None):
    more = f' outputCollection="{output}" outputElement={quoteattr(output_item)}' if output else ""
    test = f"<bpmn:completionCondition>{escape(completion)}</bpmn:completionCondition>" if completion else ""
    return (f'<bpmn:multiInstanceLoopCharacteristics isSequential="{"true" if sequential else "false"}">'
            f'<bpmn:extensionElements><zeebe:loopCharacteristics inputCollection={quoteattr(collection)} '
            f'inputElement="{item}"{more}/></bpmn:extensionElements>{test}</bpmn:multiInstanceLoopCharacteristics>')


def undone_by(activity, handler, key=None):
    """The compensation event on an activity, the work that undoes it, and the line between them."""
    key = key or f"c-{activity}"
    return (boundary(key, activity, event("compensate")), user(handler, isForCompensation="true"),
            f'<bpmn:association id="as-{activity}" sourceRef="{key}" targetRef="{handler}"/>')


def beside(event_text, interrupting="true", key="bij", does="ingrijpen"):
    """An event sub-process with one task in it."""
    return sub(key, start(key + "s", event_text, isInterrupting=interrupting), user(does), end(key + "e"), *path(key + "s", does, key + "e"),
               triggeredByEvent="true")
