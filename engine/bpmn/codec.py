"""A running case as JSON and back, without the definition.

state: {"n": last token number, "r": root's own notes, "t": [[token, parent, element, notes], ...]} in the order in which
tokens were made; `element` is "" for the body of a call, whose notes then name its definition in "ref".
"""
from SpiffWorkflow.util.task import TaskState

from engine.bpmn.kernel import ROOT, Running
from engine.bpmn.moment import Moment
from engine.bpmn.nets import Net
from engine.bpmn.step import Snapshot
from engine.bpmn.variables import BODY

CASE = ""                                   # the key of the case scope in Snapshot.data


def dump(workflow: Running) -> Snapshot:
    tasks, data = [], {}
    for task in workflow.tasks.values():
        if task.id == ROOT:
            data[CASE] = task.data
            continue
        tasks.append([task.id, task.parent.id, task.task_spec.name, task.internal_data])
        if task.data:
            data[task.id] = task.data
    return Snapshot({"n": workflow.counter, "r": workflow.task_tree.internal_data, "t": tasks}, data)


def load(net: Net, snapshot: Snapshot, moment: Moment, net_of) -> Running:
    workflow = Running(net, moment, net_of)
    state, data = snapshot.state, snapshot.data
    workflow.counter = state["n"]
    workflow.task_tree.internal_data = dict(state["r"])
    workflow.task_tree.data = dict(data.get(CASE, {}))
    for token, parent_id, name, internal in state["t"]:
        parent = workflow.tasks[parent_id]
        if name == BODY:
            spec = net_of(moment.library.pinned(internal["ref"])).start
        else:
            spec = parent.task_spec.net.task_specs[name]
        task = workflow.restore(spec, parent, token, _copy(internal))
        task.data = dict(data.get(token, {}))
    return workflow


def is_quiet(workflow: Running) -> bool:
    """Every token waits: the only moment at which a case may be saved."""
    return all(task.state == TaskState.STARTED for task in workflow.tasks.values())


def _copy(notes):
    """A step writes in the notes of a token; the snapshot it came from must stay as it was."""
    if isinstance(notes, dict):
        return {key: _copy(value) for key, value in notes.items()}
    return [_copy(value) for value in notes] if isinstance(notes, list) else notes
