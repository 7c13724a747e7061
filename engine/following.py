"""What a step sets in motion outside its own case: called cases, messages, signals, and the end of a called case."""
from collections import deque
from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import Any

from sqlalchemy import or_, select, update

from engine.bpmn.step import MessageThrown, OpenedCall
from engine.errors import Conflict
from engine.ledger import cases, clock, tasks, waits
from engine.ledger.events import record
from engine.numbering import next_number
from engine.privacy import blind_key
from engine.standing import Standing, lock_case, new_standing
from engine.steps import Action, Taken, take
from engine.tables import Case, Definition, Message, Resource, Wait
from engine.tables.dialects import by_turns, fold
from engine.work import Work

KEPT = timedelta(hours=1)       # how long a message thrown by a case waits for another that is not listening yet
FARTHEST = 200                  # steps that one command may set in motion; then cases call each other in a circle
LIVE = ("open", "paused", "stuck")


def carry_on(standing: Standing, taken: Taken) -> None:
    """Do all that a step set in motion, step by step, in this same unit of work."""
    waiting, steps = deque([(standing, taken)]), 0
    while waiting:
        at, done = waiting.popleft()
        steps += 1
        if not done.moved:
            continue
        if steps > FARTHEST:
            raise Conflict("core.cases_in_a_circle", number=at.case.number)
        waiting.extend(_next(at, done))


def _next(standing: Standing, taken: Taken) -> Iterable[tuple[Standing, Taken]]:
    for orphan in taken.written.orphans:
        cancel_tree(standing.work, orphan, "core.caller_went_on")
    for wait, call in taken.written.calls:
        yield _call(standing, wait, call)
    for wait in taken.written.listening:
        yield from _from_buffer(standing, wait)
    for thrown in taken.step.messages:
        yield from _thrown(standing, thrown)
    for signal in taken.step.signals:
        record(standing.work, standing.case, "SignalSent", signal.element, name=signal.name)
        yield from spread_signal(standing.work, standing.case.municipality, signal.name, signal.variables, standing)
    if taken.step.finished and standing.case.parent_token is not None:
        yield from _return(standing)


# Cases

def open_standing(work: Work, definition: Definition, municipality: str, neighbourhood: str | None, title: str,
                  parent: Standing | None = None, token: str | None = None) -> Standing:
    """A new case without a step taken yet. `parent`: where it comes from; only with a `token` does that one wait for its end.

    Who was fixed for a role there is so in a called case too; what a message began is a case of its own, for whoever has the role.
    """
    number = next_number(work, municipality)
    case = Case(number=number, title=title, search=fold(f"{number} {title}"), status="open", municipality=municipality,
                neighbourhood=neighbourhood, definition_id=definition.id, key=definition.key, parent_id=parent.case.id if parent else None,
                parent_token=token, state={}, data={}, waiting={}, holders=dict(parent.case.holders) if parent and token else {}, events=0, hash="",
                opened_at=work.now, opened_by=work.actor.person, changed_at=work.now)
    cases.opened(work, case, definition.version)
    for role, person in case.holders.items():
        cases.role_fixed(work, case, role, person)
    return new_standing(work, case, definition.bundle_id)


def _call(standing: Standing, wait: Wait, call: OpenedCall) -> tuple[Standing, Taken]:
    work, case = standing.work, standing.case
    definition = work.session.get_one(Definition, standing.called[call.token])
    child = open_standing(work, definition, case.municipality, case.neighbourhood, definition.name, standing, call.token)
    waits.called(wait, child.case.id)
    child.veil.known.update(standing.veil.known)
    return child, take(child, Action("start", variables=dict(call.variables)))


def _return(standing: Standing) -> Iterable[tuple[Standing, Taken]]:
    """A called case has ended: its variables go to the caller. A caller that is stuck or paused gets them when it goes on."""
    parent = lock_case(standing.work, standing.case.parent_id)
    token = standing.case.parent_token
    if not parent.case.runs or parent.case.waiting.get(token) != "wait":
        return []
    parent.veil.known.update(standing.veil.known)
    return [(parent, take(parent, Action("complete", token, variables=standing.snapshot().data.get("", {}))))]


def returned_calls(standing: Standing) -> None:
    """After a standstill: take in the ends of called cases that came meanwhile."""
    ended = standing.work.session.scalars(
        select(Case.id).join(Wait, Wait.child_id == Case.id).where(Wait.case_id == standing.case.id, Case.status == "ended").order_by(Case.id))
    for child in ended.all():
        for following in _return(lock_case(standing.work, child)):
            carry_on(*following)


def cancel_tree(work: Work, case_id: int, why: str) -> None:
    """A case and everything it called. What its messages began lives on: nobody here waits for that, and somebody may need it."""
    standing = lock_case(work, case_id)
    if standing.case.status not in LIVE:
        return
    tasks.cancelled(work, standing.case, None)
    clock.all_cleared(work, standing.case)
    waits.over(standing)
    cases.cancelled(work, standing.case, why)
    for child in work.session.scalars(select(Case.id).where(Case.parent_id == case_id, Case.parent_token.is_not(None), Case.status.in_(LIVE)).order_by(Case.id)).all():
        cancel_tree(work, child, why)


# Messages and signals

def correlate(work: Work, municipality: str, name: str, key: str | None, variables: Mapping[str, Any], already: Iterable[str] = (),
              sender: Standing | None = None) -> list[tuple[Standing, Taken]]:
    """Give a message to at most one waiting case per process, the one that waits longest. `variables` are in clear."""
    found, served = [], set(already)
    keys = Wait.key.is_(None) if key is None else or_(Wait.key.is_(None), Wait.key.in_((key, blind_key(work, municipality, key))))
    waiting = work.session.execute(
        select(Wait.id, Wait.case_id, Wait.token, Case.key).join(Case, Case.id == Wait.case_id).where(
            Wait.municipality == municipality, Wait.kind == "message", Wait.name == name, keys, Case.runs)
        .order_by(Wait.since, Wait.id)).all()
    for wait in waiting:
        if wait.key in served:
            continue
        standing = lock_case(work, wait.case_id)
        if standing.case.runs and standing.case.waiting.get(wait.token) == "wait":
            served.add(wait.key)
            found.append((standing, _deliver(standing, wait.token, name, variables, sender)))
    return found


def _deliver(standing: Standing, token: str, name: str, variables: Mapping[str, Any], sender: Standing | None) -> Taken:
    if sender is not None:
        standing.veil.known.update(sender.veil.known)
    taken = take(standing, Action("message", token, name, dict(variables)))
    if taken.moved:
        record(standing.work, standing.case, "MessageReceived", None, name=name, variables=standing.veil.lay(dict(variables)))
    return taken


def started_by(work: Work, kind: str, name: str) -> list[tuple[Definition, str]]:
    """The newest definitions that a message or signal of this name starts, each with its start event."""
    rows = work.session.execute(select(Resource.bundle_id, Resource.path).where(Resource.kind == f"{kind}_start", Resource.key == name).order_by(Resource.id))
    found = []
    for bundle, path in rows.all():
        process, _, element = path.partition("#")
        newest = work.session.scalar(select(Definition).where(Definition.key == process).order_by(Definition.version.desc()).limit(1))
        if newest is not None and newest.bundle_id == bundle:
            found.append((newest, element))
    return found


def buffer(work: Work, municipality: str, name: str, key: str | None, message_id: str | None, variables: Mapping[str, Any],
           kept: timedelta, delivered: Iterable[str]) -> Message:
    """Keep a message for a case that does not wait yet, and remember its id. `variables` hold references where a value is personal."""
    stays = kept > timedelta(0)
    message = Message(municipality=municipality, name=name, key=key, message_id=message_id, variables=dict(variables), delivered=sorted(delivered),
                      state="buffered" if stays else "over", sent_at=work.now, expires_at=work.now + kept)
    work.session.add(message)
    work.session.flush()
    if stays:
        clock.expires(work, message)
    return message


def _from_buffer(standing: Standing, wait: Wait) -> Iterable[tuple[Standing, Taken]]:
    """A case begins to wait for a message that may have come before it, or comes this very moment."""
    work, case = standing.work, standing.case
    _cross(work, case.municipality, wait.name or "")
    keys = () if wait.key is None else (Message.key == wait.key,)
    came = work.session.scalars(
        select(Message).where(Message.municipality == case.municipality, Message.state == "buffered", Message.name == wait.name,
                              Message.expires_at > work.now, *keys).order_by(Message.id).with_for_update()).all()
    for message in came:
        if case.key not in message.delivered and case.runs and case.waiting.get(wait.token) == "wait":
            message.delivered = [*message.delivered, case.key]
            standing.veil.load(message.variables)
            return [(standing, _deliver(standing, wait.token, message.name, standing.veil.lift(message.variables), None))]
    return []


def _thrown(standing: Standing, thrown: MessageThrown) -> list[tuple[Standing, Taken]]:
    work, case, veil = standing.work, standing.case, standing.veil
    record(work, case, "MessageSent", thrown.element, name=thrown.name)
    reached = receive(work, case.municipality, thrown.name, thrown.key, thrown.variables, standing)
    buffer(work, case.municipality, thrown.name, veil.mark(thrown.key), None, veil.lay(dict(thrown.variables)), KEPT,
           {at.case.key for at, _ in reached})
    veil.store()
    return reached


def receive(work: Work, municipality: str, name: str, key: str | None, variables: Mapping[str, Any],
            sender: Standing | None = None) -> list[tuple[Standing, Taken]]:
    """Deliver a message now: to cases that wait for it, and to processes that begin with it."""
    _cross(work, municipality, name)
    reached = correlate(work, municipality, name, key, variables, (), sender)
    served = {at.case.key for at, _ in reached}
    for definition, element in started_by(work, "message", name):
        if definition.key not in served:
            place = sender.case.neighbourhood if sender else None
            reached.append(_begin(work, definition, element, municipality, place, variables, sender))
    return reached


def _cross(work: Work, municipality: str, name: str) -> None:
    """Who sends a message and who begins to wait for it do so one after the other: at once, the one is kept and the other waits, for ever."""
    by_turns(work.session, f"message {municipality} {name}")


def spread_signal(work: Work, municipality: str, name: str, variables: Mapping[str, Any],
                  sender: Standing | None = None) -> list[tuple[Standing, Taken]]:
    """A signal reaches every listening case of the municipality, and begins every process that starts with it."""
    listening = work.session.scalars(
        select(Wait.case_id).distinct().join(Case, Case.id == Wait.case_id).where(
            Wait.municipality == municipality, Wait.kind == "signal", Wait.name == name, Case.runs).order_by(Wait.case_id)).all()
    reached = []
    for case_id in listening:
        if sender is not None and case_id == sender.case.id:
            continue                        # its own listeners heard it within the step
        standing = lock_case(work, case_id)
        if standing.case.runs:
            if sender is not None:
                standing.veil.known.update(sender.veil.known)
            reached.append((standing, take(standing, Action("signal", name=name, variables=dict(variables)))))
    for definition, element in started_by(work, "signal", name):
        reached.append(_begin(work, definition, element, municipality, sender.case.neighbourhood if sender else None, variables, sender))
    return reached


def _begin(work: Work, definition: Definition, element: str, municipality: str, neighbourhood: str | None, variables: Mapping[str, Any],
           sender: Standing | None) -> tuple[Standing, Taken]:
    standing = open_standing(work, definition, municipality, neighbourhood, definition.name, sender)
    if sender is not None:
        standing.veil.known.update(sender.veil.known)
    return standing, take(standing, Action("start", name=element, variables=dict(variables)))


def expire(work: Work, message: Message) -> None:
    """Nobody came for it in time."""
    work.session.execute(update(Message).where(Message.id == message.id, Message.state == "buffered").values(state="over"))
