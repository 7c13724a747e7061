"""What changed in a drawing: steps, whose turn they are, terms, timers, messages, ways and conditions."""
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from engine.bpmn import reading
from engine.bpmn.model import Element, Event, Flow, Lane, Loop, Process
from engine.comparing.change import Called, Change, File, Said
from engine.errors import EngineError
from engine.next_turn import TASKS, roles_of

Named = Element | Lane | Process
Speaking = Callable[[str, str], Called]         # what an id is called that was written so
OWN = {"deadline": "term", "reminders": "terms", "escalate": "chain", "waits_for": "text", "handoff_reason": "text", "phase": "phase", "own_case": "text"}


def changes(file: File, old: bytes, new: bytes) -> Iterator[Change]:
    """A drawing that cannot be read has changed; its check says what is wrong with it."""
    try:
        before, after = ({process.id: process for process in reading.read(content, file.path)} for content in (old, new))
    except EngineError:
        yield Change(file.path, "", "compare.unreadable", {"file": file.path})
        return
    for key in before.keys() | after.keys():
        if key not in after:
            yield Change(file.path, key, "compare.process_removed", {"name": _was(file, before[key])})
        elif key not in before:
            yield Change(file.path, key, "compare.process_added", {"name": _now(file, after[key])})
        else:
            yield from _process(file, before[key], after[key])


def _process(file: File, old: Process, new: Process) -> Iterator[Change]:
    if old.name != new.name:
        yield Change(file.path, new.id, "compare.process_renamed", file.other_words(new.id, _written(old), _written(new)))
    if old.documentation != new.documentation:
        yield Change(file.path, new.id, "compare.process_documentation")
    if old.version_tag != new.version_tag:
        yield Change(file.path, new.id, "compare.version_tag", _pair(old.version_tag, new.version_tag))
    for name in sorted(old.properties.keys() | new.properties.keys()):
        yield from _differs(file, new.id, "compare.process_setting", {"setting": name}, old.properties.get(name), new.properties.get(name),
                            "phase" if name == "aanzet:phase" else "text")
    yield from _lanes(file, old, new)
    for name, element in new.elements.items():
        if name not in old.elements:
            yield Change(file.path, name, f"compare.{_sort(element)}_added", {"name": _now(file, element), "who": _who(element)})
        else:
            yield from _element(file, old.elements[name], element)
    for name, element in old.elements.items():
        if name not in new.elements:
            yield Change(file.path, name, f"compare.{_sort(element)}_removed", {"name": _was(file, element)})
    yield from _flows(file, old, new)


def _written(one: Named) -> str:
    return one.name or one.id


def _was(file: File, one: Named) -> Called:
    return file.was(one.id, _written(one))


def _now(file: File, one: Named) -> Called:
    return file.now(one.id, _written(one))


def _lanes(file: File, old: Process, new: Process) -> Iterator[Change]:
    before, after = ({lane.id: lane for lane in process.lanes} for process in (old, new))
    for name in sorted(before.keys() | after.keys()):
        if name not in before or name not in after:
            lane = _now(file, after[name]) if name in after else _was(file, before[name])
            yield Change(file.path, name, "compare.lane_added" if name in after else "compare.lane_removed", {"name": lane})
            continue
        was, now = before[name], after[name]
        about = {"name": _now(file, now)}
        if was.name != now.name:
            yield Change(file.path, name, "compare.lane_renamed", _renamed(file, was, now))
        yield from _differs(file, name, "compare.lane_role", about, was.role, now.role, "role")
        yield from _differs(file, name, "compare.lane_board", about, was.board, now.board, "board")


def _element(file: File, old: Element, new: Element) -> Iterator[Change]:
    about = {"name": _now(file, new)}
    if old.name != new.name:
        yield Change(file.path, new.id, "compare.renamed", file.other_words(new.id, _written(old), _written(new)))
    if old.kind != new.kind:
        yield Change(file.path, new.id, "compare.kind", {**about, "old": old.kind, "new": new.kind})
    if new.kind in TASKS and roles_of(old) != roles_of(new):
        yield Change(file.path, new.id, "compare.role", {**about, **_pair(", ".join(roles_of(old)), ", ".join(roles_of(new)), "role")})
    elif (old.lane and old.lane.id) != (new.lane and new.lane.id):
        yield Change(file.path, new.id, "compare.lane", {**about, "old": _lane(file.was, old.lane), "new": _lane(file.now, new.lane)})
    for name in sorted(_own(old) | _own(new)):
        key = f"compare.{name}" if name in OWN else "compare.setting"
        extra = {} if name in OWN else {"setting": name}
        yield from _differs(file, new.id, key, {**about, **extra}, old.own(name), new.own(name), OWN.get(name, "text"))
    yield from _settings(file, old, new, about)
    yield from _event(file, new.id, about, old.event or Event(), new.event or Event())
    yield from _loop(file, new.id, about, old.loop, new.loop)
    if old.documentation != new.documentation:
        yield Change(file.path, new.id, "compare.documentation", about)
    if old.parent != new.parent:
        yield Change(file.path, new.id, "compare.parent", about)
    if (old.attached_to, old.interrupting, old.cancel_remaining, old.for_compensation) != (
            new.attached_to, new.interrupting, new.cancel_remaining, new.for_compensation):
        yield Change(file.path, new.id, "compare.attached", about)
    yield from _differs(file, new.id, "compare.completion", about, old.completion, new.completion)


def _settings(file: File, old: Element, new: Element, about: Mapping[str, Any]) -> Iterator[Change]:
    """Form, decision, called process and the other zeebe settings; what goes in and comes out."""
    for group in sorted(old.zeebe.keys() | new.zeebe.keys()):
        was, now = old.zeebe.get(group, {}), new.zeebe.get(group, {})
        for name in sorted(was.keys() | now.keys()):
            if group == "assignmentDefinition" and name == "candidateGroups" and new.kind in TASKS and roles_of(old) != roles_of(new):
                continue        # told as a role
            known = {"formId": "form", "formKey": "form", "decisionId": "decision", "processId": "called", "dueDate": "due"}.get(name)
            if known:
                yield from _differs(file, new.id, f"compare.{known}", about, was.get(name), now.get(name))
            else:
                yield from _differs(file, new.id, "compare.setting", {**about, "setting": name}, was.get(name), now.get(name))
    for key, was, now in (("compare.inputs", old.inputs, new.inputs), ("compare.outputs", old.outputs, new.outputs),
                          ("compare.headers", dict(old.headers), dict(new.headers))):
        if was != now:
            yield Change(file.path, new.id, key, about)
    plain = {name: value for name, value in old.properties.items() if not name.startswith("aanzet:")}
    if plain != {name: value for name, value in new.properties.items() if not name.startswith("aanzet:")}:
        yield Change(file.path, new.id, "compare.headers", about)


def _event(file: File, element: str, about: Mapping[str, Any], old: Event, new: Event) -> Iterator[Change]:
    if old.kind != new.kind:
        yield Change(file.path, element, "compare.event", {**about, "old": old.kind, "new": new.kind})
        return
    was, now = old.timer or ("", ""), new.timer or ("", "")
    if was != now:
        yield Change(file.path, element, "compare.timer", {**about, "old": Said("time", was[1]), "new": Said("time", now[1])})
    for key, before, after in (("message", old.name, new.name), ("correlation", old.key, new.key), ("code", old.code, new.code),
                               ("condition_of", old.condition, new.condition), ("ttl", old.ttl, new.ttl)):
        yield from _differs(file, element, f"compare.{key}", about, before, after, "time" if key == "ttl" else "text")


def _loop(file: File, element: str, about: Mapping[str, Any], old: Loop | None, new: Loop | None) -> Iterator[Change]:
    if old != new:
        key = "compare.loop_added" if old is None else "compare.loop_removed" if new is None else "compare.loop_changed"
        yield Change(file.path, element, key, about)


def _flows(file: File, old: Process, new: Process) -> Iterator[Change]:
    for name in sorted(old.flows.keys() | new.flows.keys()):
        was, now = old.flows.get(name), new.flows.get(name)
        if was is None or now is None:
            process, flow, said = (new, now, file.now) if now else (old, was, file.was)
            if _ends_stay(old, new, flow):      # otherwise it came or went with its step
                yield Change(file.path, name, "compare.way_added" if now else "compare.way_removed", _ends(process, flow, said))
            continue
        if (was.source, was.target) != (now.source, now.target):
            yield Change(file.path, name, "compare.way_moved", {"old": _way(old, was, file.was), "new": _way(new, now, file.now)})
        if was.name != now.name:
            yield Change(file.path, name, "compare.way_renamed", {**_ends(new, now, file.now), **_renamed(file, was, now)})
        yield from _differs(file, name, "compare.condition", _ends(new, now, file.now), was.condition, now.condition)
    for name in old.elements.keys() & new.elements.keys():
        if old[name].default != new[name].default:
            yield Change(file.path, name, "compare.default", {"name": _now(file, new[name])})


def _ends_stay(old: Process, new: Process, flow: Flow) -> bool:
    return all(end in old.elements and end in new.elements for end in (flow.source, flow.target))


def _ends(process: Process, flow: Flow, said: Speaking) -> dict[str, Called]:
    return {"source": _called(process, flow.source, said), "target": _called(process, flow.target, said)}


def _way(process: Process, flow: Flow, said: Speaking) -> Called:
    ends = _ends(process, flow, said).values()
    return Called(*(" → ".join(end.sentence(language) for end in ends) for language in ("nl", "en")))


def _called(process: Process, element: str, said: Speaking) -> Called:
    return said(element, _written(process[element]) if element in process.elements else element)


def _lane(said: Speaking, lane: Lane | None) -> Called | Said:
    return said(lane.id, _written(lane)).quoted() if lane else Said("text", None)


def _renamed(file: File, old: Flow | Lane, new: Flow | Lane) -> dict[str, Called | Said]:
    """A way often has no name."""
    return {which: words.quoted() if words.written else Said("text", None) for which, words in file.other_words(new.id, old.name, new.name).items()}


def _own(element: Element) -> set[str]:
    return {name.removeprefix("aanzet:") for name in element.properties if name.startswith("aanzet:")}


def _who(element: Element) -> Said:
    return Said("role", ", ".join(roles_of(element))) if element.kind in TASKS else Said("text", None)


def _sort(element: Element) -> str:
    if element.kind in TASKS:
        return "task"
    if element.event is not None and element.event.kind == "timer":
        return "timer"
    return "gateway" if element.kind.endswith("Gateway") else "event" if element.kind.endswith("Event") else "step"


def _differs(file: File, element: str, key: str, about: Mapping[str, Any], old: str | None, new: str | None, kind: str = "text") -> Iterator[Change]:
    if (old or None) != (new or None):
        yield Change(file.path, element, key, {**about, **_pair(old, new, kind)})


def _pair(old: str | None, new: str | None, kind: str = "text") -> dict[str, Said]:
    return {"old": Said(kind, old), "new": Said(kind, new)}
