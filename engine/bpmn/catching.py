"""Subscriptions: what a waiting token listens for, kept with the token that hosts them.

A subscription is JSON: `c` the catching element, `k` its kind and what that kind needs. It has a token of its own, so that
one timer or one message can be meant exactly.
"""
from SpiffWorkflow.task import Task

from engine.bpmn import timers
from engine.bpmn.expressions import as_text, condition, evaluate
from engine.bpmn.step import AwaitedMessage, AwaitedSignal, BrokenStep, SetTimer
from engine.bpmn.variables import ref_of

WAITABLE = frozenset({"timer", "message", "signal", "conditional"})


def subscriptions(task: Task) -> dict[str, dict]:
    return task.internal_data.get("subs", {})


def arm(host: Task, catcher) -> None:
    """Let `host` listen for what `catcher` (a node) catches."""
    event = catcher.element.event
    if event is None or event.kind not in WAITABLE:
        return
    token = host.workflow.next_token()
    sub = {"c": catcher.element_id, "k": event.kind}
    if event.kind == "timer":
        sub |= timers.first(host, catcher.element)
    elif event.kind == "message":
        sub |= _message(host, catcher.element)
    elif event.kind == "signal":
        sub["name"] = _name(host, catcher.element)
    else:
        sub["was"] = False
    host.internal_data.setdefault("subs", {})[token] = sub
    _tell(host, token, sub)


def _name(host: Task, element) -> str:
    name = as_text(evaluate(host, element.event.name or "", "name"))
    if not name:
        raise BrokenStep(element.id, "bpmn.event_without_name")
    return name


def _message(host: Task, element) -> dict:
    key = element.event.key
    found = {"name": _name(host, element)}
    if key:
        found["key"] = as_text(evaluate(host, key, "correlationKey"))
        if found["key"] is None:
            raise BrokenStep(element.id, "bpmn.message_without_key", expression=key)
    return found


def _tell(host: Task, token: str, sub: dict) -> None:
    journal, process = host.workflow.journal, ref_of(host)
    match sub["k"]:
        case "timer":
            journal.open(SetTimer(token, sub["c"], timers.due(sub), process=process))
        case "message":
            journal.open(AwaitedMessage(token, sub["c"], sub["name"], sub.get("key"), process=process))
        case "signal":
            journal.open(AwaitedSignal(token, sub["c"], sub["name"], process=process))


def disarm(host: Task, token: str, how: str) -> dict:
    sub = host.internal_data["subs"].pop(token)
    if not host.internal_data["subs"]:
        del host.internal_data["subs"]
    if sub["k"] != "conditional":
        host.workflow.journal.close(token, sub["c"], how)
    return sub


def disarm_all(host: Task, keep=lambda sub: False) -> None:
    for token, sub in list(subscriptions(host).items()):
        if not keep(sub):
            disarm(host, token, "cancelled")


def find(workflow, token: str) -> tuple[Task, dict]:
    """The host and the subscription behind a token. Raises LookupError when nobody listens any more."""
    for task in workflow.tasks.values():
        if token in subscriptions(task):
            return task, task.internal_data["subs"][token]
    raise LookupError(token)


def _catcher(host: Task, sub: dict):
    own = sub["c"] == host.task_spec.element_id     # one of many listens for itself, not for its body
    return host.task_spec if own else host.task_spec.net.task_specs[sub["c"]]


def may_move(host: Task) -> bool:
    """Whether something it listens for would move a token; what only adds work beside it moves none."""
    return any(not _catcher(host, sub).goes_on_listening for sub in subscriptions(host).values())


def caught(workflow, token: str, payload: dict | None = None) -> None:
    """What a subscription listened for has come."""
    host, sub = find(workflow, token)
    catcher = _catcher(host, sub)
    if catcher.goes_on_listening:
        _listen_again(host, token, sub, catcher)
    else:
        disarm(host, token, "completed")
    catcher.caught(host, payload or {})


def _listen_again(host: Task, token: str, sub: dict, catcher) -> None:
    """A non-interrupting event: a cycle sets its next timer, a single timer is spent, words may come again."""
    if sub["k"] != "timer":
        return
    following = timers.following(sub)
    disarm(host, token, "completed")
    if following is not None:
        new = host.workflow.next_token()
        host.internal_data.setdefault("subs", {})[new] = following
        _tell(host, new, following)


def reconsider(task: Task) -> bool:
    """Conditional events: caught when their condition turns from false to true."""
    for token, sub in list(subscriptions(task).items()):
        if sub["k"] != "conditional":
            continue
        catcher = task.task_spec.net.task_specs[sub["c"]]
        holds = condition(task, catcher.element.event.condition or "", "condition", element=sub["c"])
        rises, sub["was"] = holds and not sub["was"], holds
        if rises:
            caught(task.workflow, token)
            return True
    return False


def broadcast(workflow, name: str, payload: dict) -> None:
    """A signal reaches everybody who listened when it was thrown."""
    listening = [token for task in workflow.tasks.values() for token, sub in subscriptions(task).items()
                 if sub["k"] == "signal" and sub["name"] == name]
    for token in listening:
        try:
            caught(workflow, token, payload)
        except LookupError:                 # an earlier one of the same signal ended this listener
            continue
