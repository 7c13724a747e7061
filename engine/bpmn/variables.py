"""Variables by scope, as in Camunda 8: read through the scopes around, write where the name lives, else at the top."""
from collections import ChainMap
from collections.abc import Mapping

from SpiffWorkflow.task import Task

BODY = ""                                   # the spec name of a process's own scope
PRIVATE = "#"                               # names a diagram cannot write: kept with a scope, seen by nobody


def chain(task: Task) -> list[Task]:
    """The scopes a token sees, its own first, up to the process it runs in."""
    found = [task]
    while found[-1].task_spec.name != BODY:
        found.append(found[-1].parent)
    return found


def ref_of(task: Task) -> str:
    """Which called process a token runs in; "" for the case's own."""
    return chain(task)[-1].internal_data.get("ref", "")


def sight(task: Task, **extra: object) -> Mapping[str, object]:
    """Everything an expression may name here."""
    scopes = [scope.data for scope in chain(task)]
    return ChainMap(extra, *scopes, {"case": task.workflow.moment.case})


def visible(task: Task) -> dict[str, object]:
    """The variables a token sees, flattened; what the diagram cannot name is left out."""
    merged: dict[str, object] = {}
    for scope in reversed(chain(task)):
        merged.update(scope.data)
    return {name: value for name, value in merged.items() if not name.startswith(PRIVATE)}


def propagate(task: Task, values: Mapping[str, object]) -> None:
    """Write each value to the nearest scope that has its name, else to the process."""
    scopes = chain(task)
    for name, value in values.items():
        home = next((scope for scope in scopes if name in scope.data), scopes[-1])
        home.data[name] = value
        if home is scopes[-1] and home.parent is not None:
            _remember_written(home, name)


def _remember_written(body: Task, name: str) -> None:
    """A called process gives back what it wrote, not the copies it was given."""
    written = body.internal_data.setdefault("written", [])
    if name not in written:
        written.append(name)


def assign(target: str, value: object, into: dict) -> None:
    """Write `value` at a target that may be a path such as `plek.adres`."""
    *path, last = target.split(".")
    for part in path:
        inner = into.get(part)
        into[part] = dict(inner) if isinstance(inner, dict) else {}
        into = into[part]
    into[last] = value
