"""The one door to BPMN: (process, snapshot, action, moment) -> Step. Pure; a snapshot is never changed."""
from collections.abc import Callable, Mapping

from SpiffWorkflow.task import Task

from engine.bpmn import catching, codec, failing, timers
from engine.bpmn.building import net_of
from engine.bpmn.kernel import Running
from engine.bpmn.model import Process
from engine.bpmn.moment import Moment
from engine.bpmn.step import BrokenStep, Json, Snapshot, Step
from engine.bpmn.variables import BODY, PRIVATE


def start(process: Process, data: Mapping[str, Json], moment: Moment, at: str | None = None) -> Step:
    """Begin a case. `at`: the start event to begin with, when the process has several."""
    workflow = Running(net_of(process), moment, net_of)
    workflow.task_tree.data = dict(data)
    if at is not None and at not in process.elements:
        raise LookupError(at)
    workflow.net.start.open_scope(workflow.task_tree, at)
    if not workflow.task_tree.children:
        workflow.task_tree.complete()
    return _settled(workflow)


def complete(process: Process, snapshot: Snapshot, token: str, answers: Mapping[str, Json], moment: Moment) -> Step:
    """A person has done a task, an outside worker a job, or an own case has ended: its answers go in."""
    return _step(process, snapshot, moment, lambda w: _waiting(w, token).task_spec.finish(_waiting(w, token), dict(answers)))


finish_job = complete
call_ended = complete


def fail_job(process: Process, snapshot: Snapshot, token: str, code: str, variables: Mapping[str, Json],
             moment: Moment) -> Step:
    """An outside worker reports a BPMN error. Raises BrokenStep when the diagram does not catch it."""
    def act(workflow: Running) -> None:
        task = _waiting(workflow, token)
        if not failing.throw(task, "error", code, dict(variables)):
            raise BrokenStep(task.task_spec.element_id, "bpmn.error_not_caught", code=code)
    return _step(process, snapshot, moment, act)


def fire(process: Process, snapshot: Snapshot, token: str, moment: Moment) -> Step:
    """One timer is due. Raises LookupError when it no longer runs."""
    return _step(process, snapshot, moment, lambda w: catching.caught(w, token))


def message(process: Process, snapshot: Snapshot, token: str, variables: Mapping[str, Json], moment: Moment) -> Step:
    """A message came for one waiting token."""
    return _step(process, snapshot, moment, lambda w: catching.caught(w, token, dict(variables)))


def signal(process: Process, snapshot: Snapshot, name: str, variables: Mapping[str, Json], moment: Moment) -> Step:
    """A signal reaches every token of this case that listens for it."""
    return _step(process, snapshot, moment, lambda w: catching.broadcast(w, name, dict(variables)))


def start_activity(process: Process, snapshot: Snapshot, token: str, activity: str, moment: Moment) -> Step:
    """Somebody starts an activity of an open ad-hoc sub-process; it may run many times, side by side."""
    def act(workflow: Running) -> None:
        task = _waiting(workflow, token)
        task.task_spec.start(task, activity)
    return _step(process, snapshot, moment, act)


def close_adhoc(process: Process, snapshot: Snapshot, token: str, moment: Moment) -> Step:
    """Somebody closes an ad-hoc sub-process; what is open in it is cancelled."""
    def act(workflow: Running) -> None:
        task = _waiting(workflow, token)
        task.task_spec.shut(task)
    return _step(process, snapshot, moment, act)


def move(process: Process, snapshot: Snapshot, token: str, element: str, moment: Moment) -> Step:
    """Somebody lifts a token and puts it down at another element of the same scope. Raises LookupError, BrokenStep."""
    def act(workflow: Running) -> None:
        task = workflow.tasks.get(token) or catching.find(workflow, token)[0]
        if task.parent is None:
            raise LookupError(token)
        scope, target = task.parent, task.task_spec.net.process.elements.get(element)
        around = task.task_spec.net.process.elements[task.task_spec.element_id].parent
        if target is None or target.parent != around or target.attached_to or target.event_subprocess \
                or task.task_spec.name != task.task_spec.element_id:
            raise BrokenStep(task.task_spec.element_id, "bpmn.cannot_move_there", to=element)
        workflow.terminate(task)
        workflow.enter(scope.task_spec.net.task_specs[element], scope)
    return _step(process, snapshot, moment, act)


def first_start(process: Process, start: str, moment: Moment) -> dict[str, Json]:
    """When a start timer first falls due ("due", ISO), with what its next occurrence is reckoned from. Raises BrokenStep."""
    workflow = Running(net_of(process), moment, net_of)
    return {"c": start, "k": "timer", **timers.first(workflow.task_tree, process.elements[start])}


def next_start(occurrence: Mapping[str, Json]) -> dict[str, Json] | None:
    """The occurrence after this one; None when there is none."""
    return timers.following(dict(occurrence))


def running_timers(process: Process, snapshot: Snapshot, moment: Moment) -> dict[str, str]:
    """The timers that run, each as the diagram writes it, by token."""
    workflow = codec.load(net_of(process), snapshot, moment, net_of)
    return {token: host.task_spec.net.process.elements[sub["c"]].event.timer[1]
            for host in workflow.tasks.values() for token, sub in catching.subscriptions(host).items() if sub["k"] == "timer"}


def visible(snapshot: Snapshot, token: str) -> dict[str, Json]:
    """The variables that a waiting token sees."""
    rows = {row[0]: row for row in snapshot.state["t"]}
    scopes = []
    while token in rows:
        scopes.append(snapshot.data.get(token, {}))
        if rows[token][2] == BODY:
            break
        token = rows[token][1]
    else:
        scopes.append(snapshot.data.get(codec.CASE, {}))
    merged = {name: value for scope in reversed(scopes) for name, value in scope.items()}
    return {name: value for name, value in merged.items() if not name.startswith(PRIVATE)}


def _step(process: Process, snapshot: Snapshot, moment: Moment, act: Callable[[Running], object]) -> Step:
    workflow = codec.load(net_of(process), snapshot, moment, net_of)
    act(workflow)
    return _settled(workflow)


def _waiting(workflow: Running, token: str) -> Task:
    task = workflow.tasks.get(token)
    if task is None or not task.task_spec.is_waiting(task):
        raise LookupError(token)
    return task


def _settled(workflow: Running) -> Step:
    workflow.settle()
    if not workflow.journal.finished:
        _refuse_dead_end(workflow)
    return workflow.journal.step(codec.dump(workflow))


def _refuse_dead_end(workflow: Running) -> None:
    """Nobody and nothing is waited for, yet the case has not ended: a join that can never fill. Never in silence."""
    if any(task.task_spec.is_waiting(task) or catching.may_move(task) for task in workflow.tasks.values()):
        return
    joins = [gateway for task in workflow.tasks.values() for gateway in task.internal_data.get("arrived", {})]
    raise BrokenStep(joins[0] if joins else workflow.net.process.id, "bpmn.waits_for_nothing")
