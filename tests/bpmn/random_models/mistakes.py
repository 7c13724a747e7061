"""Mistakes to put into the engine on purpose, each where one kind of block lives: the race must see every one of them."""
from collections.abc import Callable

from pytest import MonkeyPatch

from engine.bpmn import catching, compensation, failing
from engine.bpmn.nodes.events import BoundaryEvent, EndEvent, ThrowEvent
from engine.bpmn.nodes.scopes import Transaction
from tests.bpmn.random_models.race import Wrong, race

Patch = Callable[[object, str, object], None]
_match, _throw, _caught = failing._match, failing.throw, BoundaryEvent.caught
_again, _disarm_all = catching._listen_again, catching.disarm_all
_end, _say, _remember, _call_handlers = EndEvent.begin, ThrowEvent.begin, compensation.remember, compensation.call_handlers


def any_code_is_heard(patch: Patch) -> None:
    patch(failing, "_match", lambda nodes, kind, code: next((n for n in nodes if n.element.event.kind == kind), None))


def no_code_hears_nothing(patch: Patch) -> None:
    patch(failing, "_match", lambda nodes, kind, code: _match([n for n in nodes if n.element.event.code], kind, code))


def _on_edge(kind: str, interrupts: Callable[[bool], bool]) -> Callable:
    def caught(self, host, payload):
        if self.element.event.kind != kind:
            return _caught(self, host, payload)
        scope = host.parent
        if interrupts(self.element.interrupting):
            host.workflow.terminate(host)
        host.workflow.enter(self, scope, came=payload)
    return caught


def an_error_leaves_the_work_going(patch: Patch) -> None:
    patch(BoundaryEvent, "caught", _on_edge("error", lambda interrupting: False))


def an_escalation_always_interrupts(patch: Patch) -> None:
    patch(BoundaryEvent, "caught", _on_edge("escalation", lambda interrupting: True))


def an_escalation_never_interrupts(patch: Patch) -> None:
    patch(BoundaryEvent, "caught", _on_edge("escalation", lambda interrupting: False))


def event_subprocesses_hear_no(kind: str) -> Callable[[Patch], None]:
    def deaf(nodes, wanted, code):
        return _match([n for n in nodes if not (n.element.kind == "startEvent" and wanted == kind)], wanted, code)
    return lambda patch: patch(failing, "_match", deaf)


def work_outside_does_not_ask_its_own_edge(patch: Patch) -> None:
    patch(failing, "throw", lambda thrower, kind, code, payload: _throw(
        thrower if thrower.task_spec.element.kind != "serviceTask" else thrower.parent, kind, code, payload))


def a_signal_is_heard_by_one(patch: Patch) -> None:
    def broadcast(workflow, name, payload):
        heard = [(t, s["c"]) for task in workflow.tasks.values() for t, s in catching.subscriptions(task).items()
                 if s["k"] == "signal" and s["name"] == name]
        if heard:
            catching.caught(workflow, heard[0][0], payload)
    patch(catching, "broadcast", broadcast)


def a_signal_is_heard_once(patch: Patch) -> None:
    patch(catching, "_listen_again", lambda host, token, sub, catcher: (
        catching.disarm(host, token, "completed") if sub["k"] == "signal" else _again(host, token, sub, catcher)))


def a_signal_is_only_heard_outside(patch: Patch) -> None:
    patch(ThrowEvent, "_throw_signal", lambda self, task: None)


def undoing_forgets_what_was_done_inside(patch: Patch) -> None:
    def remember(task):
        if task.task_spec.name in task.task_spec.net.handlers:
            _remember(task)
    patch(compensation, "remember", remember)


def undoing_names_nothing(patch: Patch) -> None:
    patch(compensation, "call_handlers", lambda thrower, activity=None: _call_handlers(thrower))


def undoing_is_not_waited_for(patch: Patch) -> None:
    def begin(self, task):
        return _say(self, task) or self.element.event.kind == "compensate"
    patch(ThrowEvent, "begin", begin)


def undoing_is_done_twice(patch: Patch) -> None:
    def taken(scope, activity):
        kept = scope.internal_data.get(compensation.KEPT, [])
        return [h for record in kept if activity in (None, record["a"]) for h in compensation._handlers(record)]
    patch(compensation, "_taken", taken)


def calling_off_undoes_nothing(patch: Patch) -> None:
    patch(Transaction, "call_off", lambda self, thrower: self.called_off(thrower.parent) or False)


def calling_off_forgets_what_is_open(patch: Patch) -> None:
    patch(compensation, "rescue", lambda cut_off, to: None)


def calling_off_leaves_listeners(patch: Patch) -> None:
    patch(catching, "disarm_all", lambda host, keep=lambda sub: False: (
        None if isinstance(host.task_spec, Transaction) and host.children else _disarm_all(host, keep)))


def terminate_leaves_the_rest(patch: Patch) -> None:
    patch(EndEvent, "begin", lambda self, task: True if self.element.event.kind == "terminate" else _end(self, task))


def terminate_ends_what_is_around(patch: Patch) -> None:
    def begin(self, task):
        scope = task.parent
        if self.element.event.kind == "terminate" and scope.parent is not None:
            for other in list(scope.parent.children):
                if other is not scope:
                    task.workflow.terminate(other)
        return _end(self, task)
    patch(EndEvent, "begin", begin)


MISTAKES = {
    "any code is heard": any_code_is_heard, "no code hears nothing": no_code_hears_nothing,
    "an error leaves the work going": an_error_leaves_the_work_going, "an escalation always interrupts": an_escalation_always_interrupts,
    "an escalation never interrupts": an_escalation_never_interrupts,
    **{f"event sub-processes hear no {kind}": event_subprocesses_hear_no(kind) for kind in ("error", "escalation")},
    "work outside does not ask its own edge": work_outside_does_not_ask_its_own_edge,
    "a signal is heard by one": a_signal_is_heard_by_one, "a signal is heard once": a_signal_is_heard_once,
    "a signal is only heard outside": a_signal_is_only_heard_outside,
    "undoing forgets what was done inside": undoing_forgets_what_was_done_inside, "undoing names nothing": undoing_names_nothing,
    "undoing is not waited for": undoing_is_not_waited_for, "undoing is done twice": undoing_is_done_twice,
    "calling off undoes nothing": calling_off_undoes_nothing, "calling off forgets what is open": calling_off_forgets_what_is_open,
    "calling off leaves listeners": calling_off_leaves_listeners,
    "terminate leaves the rest": terminate_leaves_the_rest, "terminate ends what is around": terminate_ends_what_is_around,
}


def unseen(seeds: range) -> set[str]:
    """The mistakes that the race does not see in any of these models."""
    left = set(MISTAKES)
    for seed in seeds:
        left -= {name for name in left if _is_seen(name, seed)}
        if not left:
            break
    return left


def _is_seen(name: str, seed: int) -> bool:
    with MonkeyPatch.context() as patched:
        MISTAKES[name](patched.setattr)
        try:
            race(seed)
        except Wrong:
            return True
    return False
