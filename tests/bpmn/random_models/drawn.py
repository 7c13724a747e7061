"""Draws a nested model as BPMN: blocks become nodes, flows, gateways and sub-processes."""
import json
from dataclasses import dataclass
from xml.sax.saxutils import quoteattr

from tests.bpmn.drawing import (
    boundary, end, event, file, flow, io, many, message, node, process, script, start, sub, timer, user)
from tests.bpmn.random_models.shapes import (
    CODES, SIGNALS, Block, Bound, Catch, Choice, Fork, Free, Loop, Nothing, Part, Script, Seq, Some, Task, Test, Throw)

WORDS = "".join([
    *(f'<bpmn:error id="error_{code}" errorCode="{code}"/><bpmn:escalation id="escalation_{code}" escalationCode="{code}"/>' for code in CODES),
    *(f'<bpmn:signal id="signal_{name}" name="{name}"/>' for name in SIGNALS)])


@dataclass
class Way:
    """Where a block begins and ends; both None when there is nothing in it, the last alone when the way ends there."""

    first: str | None
    last: str | None


class Drawing:
    def __init__(self, model: Block, feel: bool = True):
        self.feel, self.messages, self.parts = feel, [], []
        self.inside(model, "start", "end")
        self.content = file(process("p", *self.parts), top="".join(self.messages) + WORDS)

    def inside(self, block: Block, first: str, last: str, event_text: str = "", interrupting: bool = True) -> None:
        self.parts.append(start(first, event_text, **({} if interrupting else {"isInterrupting": "false"})))
        self.parts.append(end(last))
        way = self.draw(block)
        self.link(first, way.first or last)
        if way.last:
            self.link(way.last, last)

    def link(self, source: str, target: str, test: Test | None = None, key: str | None = None) -> str:
        made = flow(source, target, self.condition(test) if test else None, key)
        self.parts.append(made)
        return made.key

    def condition(self, test: Test) -> str:
        return f"{'=' if self.feel else ''}{test.name} > {test.least}"

    def gateway(self, kind: str, key: str, **more: str) -> str:
        self.parts.append(node(kind + "Gateway", key, **more))
        return key

    def draw(self, block: Block) -> Way:
        return getattr(self, "_draw_" + type(block).__name__.lower())(block)

    def _draw_nothing(self, block: Nothing) -> Way:
        return Way(None, None)

    def _draw_script(self, block: Script) -> Way:
        self.parts.append(script(block.id, block.id, f"{block.id} + 1"))
        return Way(block.id, block.id)

    def _draw_seq(self, block: Seq) -> Way:
        ways = [w for w in map(self.draw, block.items) if w.first]
        for a, b in zip(ways, ways[1:]):
            self.link(a.last, b.first)
        return Way(ways[0].first, ways[-1].last)

    def _draw_choice(self, block: Choice) -> Way:
        return self._split("exclusive", block.id, block.ways, block.other)

    def _draw_some(self, block: Some) -> Way:
        return self._split("inclusive", block.id, block.ways, block.other, block.asked)

    def _draw_fork(self, block: Fork) -> Way:
        return self._split("parallel", block.id, [(None, way) for way in block.ways], None)

    def _split(self, kind: str, key: str, ways, other, asked: bool = False) -> Way:
        default = {"default": key + "_other"} if other else {}
        if asked:
            self.parts.append(user(key, **default))
        else:
            self.gateway(kind, key, **default)
        self.gateway(kind, key + "j")
        for n, (test, block) in enumerate(ways):
            self._branch(key, self.draw(block), f"{key}_{n}", test)
        if other:
            self._branch(key, self.draw(other), key + "_other", None)
        return Way(key, key + "j")

    def _branch(self, key: str, way: Way, flow_key: str, test: Test | None) -> None:
        self.link(key, way.first or key + "j", test, flow_key)
        if way.last:
            self.link(way.last, key + "j")

    def _draw_loop(self, block: Loop) -> Way:
        first, last = self.gateway("exclusive", block.id), self.gateway("exclusive", block.id + "j", default=block.id + "_out")
        body = self.draw(block.body)
        self.link(first, body.first)
        self.link(body.last, last)
        self.link(last, first, block.again)
        out = self.gateway("exclusive", block.id + "o")
        self.link(last, out, None, block.id + "_out")
        return Way(first, out)

    def _said(self, one: Bound | Catch | Throw) -> str:
        """The event definition of what is caught or thrown."""
        match one.kind:
            case "timer":
                return timer("duration", "PT1H")
            case "message":
                self.messages.append(message("m_" + one.id, one.id))
                return event("message", messageRef="m_" + one.id)
            case "compensate":
                return event("compensate", **({"activityRef": one.name} if one.name else {}))
        return event(one.kind, **({one.kind + "Ref": f"{one.kind}_{one.name}"} if one.name else {}))

    def _draw_catch(self, block: Catch) -> Way:
        self.parts.append(node("intermediateCatchEvent", block.id, self._said(block)))
        return Way(block.id, block.id)

    def _draw_throw(self, block: Throw) -> Way:
        self.parts.append(node("endEvent" if block.last else "intermediateThrowEvent", block.id, self._said(block)))
        return Way(block.id, None if block.last else block.id)

    def _bounds(self, key: str, bounds: list[Bound], undo: str | None) -> Way:
        """Interrupting handlers meet the activity's own way out; the others end by themselves."""
        if undo:
            self.parts += [boundary(key + "c", key, event("compensate")), user(undo, isForCompensation="true"),
                           f'<bpmn:association id="{key}as" sourceRef="{key}c" targetRef="{undo}"/>']
        interrupting = [b for b in bounds if b.interrupting]
        out = key
        if interrupting:
            out = self.gateway("exclusive", key + "u")
            self.link(key, out)
        for bound in bounds:
            self.parts.append(boundary(bound.id, key, self._said(bound), bound.interrupting))
            way = self.draw(bound.handler)
            self.link(bound.id, way.first)
            if bound.interrupting:
                self.link(way.last, out)
            else:
                self.parts.append(end(bound.id + "x"))
                self.link(way.last, bound.id + "x")
        return Way(key, out)

    def _many(self, key: str, how: tuple[str, int] | None, **more) -> str:
        return many(f"={list(range(1, how[1] + 1))}", "i", how[0] == "in turn", **more) if how else ""

    def _draw_task(self, block: Task) -> Way:
        more = {"output": "c_" + block.id, "output_item": "=r", "completion": "=r > 6" if block.enough else None} if block.many else {}
        if block.outside:
            self.parts.append(node("serviceTask", block.id, "", '<zeebe:taskDefinition type="werk"/>'))
        else:
            self.parts.append(user(block.id, self._many(block.id, block.many, **more)))
        return self._bounds(block.id, block.bounds, block.undo)

    def _draw_part(self, block: Part) -> Way:
        outer, self.parts = self.parts, []
        self.inside(block.body, block.id + "s", block.id + "e")
        for beside in block.beside:
            inner, self.parts = self.parts, []
            self.inside(beside.handler, beside.id, beside.id + "e", self._said(beside), beside.interrupting)
            inner.append(sub(beside.id + "p", *self.parts, triggeredByEvent="true"))
            self.parts = inner
        settings = io(("input", "=v0", "l_" + block.id)) if block.local else ""
        more = {"output": "c_" + block.id, "output_item": "=v0 + i"} if block.collects else {}
        tag = "transaction" if block.may_be_called_off else "subProcess"
        drawn = sub(block.id, *self.parts, tag=tag, settings=settings, inner=self._many(block.id, block.many, **more))
        self.parts = outer
        self.parts.append(drawn)
        return self._bounds(block.id, block.bounds, block.undo)

    def _draw_free(self, block: Free) -> Way:
        test = f"<bpmn:completionCondition>{self.condition(block.until).replace('>', '&gt;')}</bpmn:completionCondition>" if block.until else ""
        settings = f' activeElementsCollection={quoteattr("=" + json.dumps(block.begun))}' if block.begun else ""
        settings += f' outputCollection="c_{block.id}" outputElement="=v1"' if block.collects else ""
        self.parts.append(sub(block.id, *[user(t) for t in block.tasks], tag="adHocSubProcess", inner=test, settings=f"<zeebe:adHoc{settings}/>",
                              cancelRemainingInstances="false" if block.waits else "true"))
        return Way(block.id, block.id)
