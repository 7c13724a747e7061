"""One case as its page shows it: both boards, the story, the dates, the people and the steps of its process."""
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Select, bindparam, select

from engine.access import leads, on_team, oversees, reads_as, sees_case
from engine.actors import Actor
from engine.blanks import ask
from engine.bpmn.model import Process
from engine.calendar import WorkingCalendar
from engine.errors import NotFound
from engine.ledger.events import TOLD
from engine.municipalities import calendar_of
from engine.queries.beside import Beside, in_clear, rows_beside
from engine.queries.case_story import Done, Way, events_of
from engine.queries.heard import Heard, heard
from engine.queries.paging import MOST
from engine.queries.people_beside import Member, Team, people_of_case
from engine.queries.reasons import reasons
from engine.queries.speech import Speech, speech
from engine.standing import Standing
from engine.tables import BundleFile, Case, Definition, Municipality, Neighbourhood
from engine.turns import Turns, turns_of
from engine.work import Work


@dataclass(frozen=True)
class Fact:
    """One event of the story, and who did it: in whose place, when that was somebody else's work."""

    number: int
    at: datetime
    kind: str
    actor: str
    person: str | None
    element: str | None
    element_name: str
    task: str | None
    board: str
    payload: Mapping[str, Any]
    in_place_of: str | None = None
    heard: tuple[Heard, ...] = ()                           # who was told of it


@dataclass(frozen=True)
class FreeOrder:
    """An ad-hoc part that stands open: its activities (id, name) may be started, again and again, or it is closed."""

    element: str
    name: str
    activities: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class CaseView:
    id: int
    number: str
    title: str
    status: str
    municipality: str
    neighbourhood: str | None
    process_name: str
    process: Process
    opened_at: datetime
    closed_at: datetime | None
    calendar: WorkingCalendar
    stuck: tuple[str, str, Mapping[str, Any]] | None        # element, key of the sentence, params
    ends: tuple[str, ...]
    turns: Turns
    facts: tuple[Fact, ...]
    earlier: str | None
    done: Mapping[str, Done]
    way: Way
    called: tuple[Process, ...]                             # processes it is in now besides its own, in the reader's words
    beside: Beside
    members: tuple[Member, ...]
    team: Team
    free: tuple[FreeOrder, ...]
    may_retry: bool
    may_cancel: bool
    may_work: bool
    may_pause: bool
    place: str | None                                       # code of its neighbourhood, for who finds it there


def case_view(work: Work, case_id: int, cursor: str = "", language: str = "nl", limit: int = 30, notes: str = "", notes_limit: int = 10) -> CaseView:
    """NotFound when there is no such case, or not for whoever asks. `cursor` and `notes`: where the story and the notes go on."""
    row = _found(work, case_id)
    case: Case = row.Case
    standing = Standing(work, case, row.Municipality, work.library.shelf(work.session, row.bundle_id))
    said = speech(work, row.bundle_id, language)
    process = in_words(standing.process, said)
    events = events_of(work, case_id, cursor, min(limit, MOST))
    mine, works = oversees(work.actor, case.municipality), bool(row.takes_part)
    members, team = people_of_case(work, case, frozenset(lane.role for lane in process.lanes if lane.role), works)
    aside = rows_beside(work, case_id, team, notes, min(notes_limit, MOST))
    standing.veil.load(*aside.pieces, *(_to_lift(row.payload) for row in events.rows), case.stuck_params)
    told = heard(work, case_id, [one.number for one in events.rows if one.kind in TOLD])
    turns = _turns(work, case, row.bundle_id, language)
    others = _drawn_beside(work, standing, [*(one.process for one in events.rows), *(one.process for one in turns.turns)], language)
    return CaseView(
        case.id, case.number, said.title(case.title), case.status, row.Municipality.name, row.neighbourhood, process.name or row.process_name, process, case.opened_at,
        case.closed_at, calendar_of(row.Municipality.settings), _stuck(case, standing), tuple(case.ends or ()), turns,
        tuple(replace(_fact(standing, (process, *others), said, one, language), heard=told.get(one.number, ())) for one in events.rows), events.earlier, events.done, events.way,
        _called(work, standing, turns, language), in_clear(work, aside, standing.veil, team, said, min(notes_limit, MOST)), members, team,
        _free(case, turns, process), mine and case.status == "stuck", mine and case.closed_at is None, works, works and leads(work.actor, case.municipality),
        case.neighbourhood if work.actor.municipalities is None or case.municipality in work.actor.municipalities else None)


def diagram(work: Work, case_id: int, language: str = "nl") -> bytes:
    """The BPMN file that the case runs, byte for byte; in another language with the names that were published in it."""
    row = _found(work, case_id)
    path = work.library.contents(work.session, row.bundle_id).places[("process", row.Case.key)]
    content = work.session.scalar(select(BundleFile.content).where(BundleFile.bundle_id == row.bundle_id, BundleFile.path == path))
    return speech(work, row.bundle_id, language).drawing(content)


def _found(work: Work, case_id: int):
    row = ask(work, _with_its_place, of_case=case_id).first()
    if row is None:
        raise NotFound()
    return row


def _with_its_place(actor: Actor, now: datetime) -> Select:
    return (select(Case, Municipality, Definition.bundle_id, Definition.name.label("process_name"), Neighbourhood.name.label("neighbourhood"),
                   on_team(actor, now).label("takes_part"))
            .join(Municipality, Municipality.code == Case.municipality).join(Definition, Definition.id == Case.definition_id)
            .outerjoin(Neighbourhood, Neighbourhood.code == Case.neighbourhood).where(Case.id == bindparam("of_case"), sees_case(actor, now)))


def _stuck(case: Case, standing: Standing) -> tuple[str, str, Mapping[str, Any]] | None:
    if case.status != "stuck":
        return None
    standing.veil.load(case.stuck_params)
    return case.stuck_element or "", case.stuck_key, standing.veil.lift(case.stuck_params, frozenset()) or {}


def _fact(standing: Standing, drawn: tuple[Process, ...], said: Speech, row: Any, language: str) -> Fact:
    """`drawn`: its own process, and those it called."""
    known = drawn[0].elements.get(row.element or "")
    if row.process:
        said, known = speech(standing.work, standing.shelf.bundle, language, row.process), None
    payload = _with_reason(_readable(standing, row.payload), row.element, said)
    if row.kind == "DecisionTaken":
        because = reasons(standing, row.payload, language)
        payload = {**payload, "why": " ".join(because), "because": because}
    named = _decided(row.payload, said) if row.kind == "DecisionTaken" and not known else _told_as(drawn, row.element)
    return Fact(row.number, row.at, row.kind, row.actor, row.person, row.element, named, known.name if row.task and known else said.name(row.element or "", row.task) if row.task else None,
                row.board or _board(drawn, row.element), payload, row.in_place_of)


def _decided(payload: Mapping[str, Any], said: Speech) -> str:
    """The name of a decision that a called process asked for: the step itself is not drawn in this one."""
    names = {one["decision"]: one["name"] for one in payload.get("trace") or []}
    return said.name(payload["decision"], names.get(payload["decision"], "")) or payload["decision"]


def _to_lift(payload: Mapping[str, Any]) -> list[Any]:
    """What somebody wrote as a reason, and why a decision came out as it did: read in one go for the whole story."""
    return [payload.get(name) for name in ("why", "reason", "trace")]


def _readable(standing: Standing, payload: Mapping[str, Any]) -> Mapping[str, Any]:
    """What somebody wrote as a reason may name somebody; then it follows what may be read of them."""
    kept = {name: payload[name] for name in ("why", "reason") if isinstance(payload.get(name), dict)}
    return {**payload, **standing.veil.lift(kept, reads_as(standing.work.actor, standing.case.municipality))} if kept else payload


def _with_reason(payload: Mapping[str, Any], element: str | None, said: Speech) -> Mapping[str, Any]:
    reason = payload.get("reason")
    return {**payload, "reason": said.part(element, "handoff_reason", reason)} if element and isinstance(reason, str) else payload


def in_words(process: Process, said: Speech) -> Process:
    """The same process with its names and descriptions as the reader reads them."""
    if not said.texts:
        return process
    elements = {key: replace(one, name=said.name(key, one.name), documentation=said.part(key, "documentation", one.documentation))
                for key, one in process.elements.items()}
    return replace(process, elements=elements, name=said.name(process.id, process.name),
                   documentation=said.part(process.id, "documentation", process.documentation))


def _turns(work: Work, case: Case, bundle: int, language: str) -> Turns:
    found = turns_of(work, case, bundle)
    if language != "en":
        return found
    turns = ((one, speech(work, bundle, language, one.process)) for one in found.turns)
    pauses = ((one, speech(work, bundle, language, one.process)) for one in found.pauses)
    return Turns(tuple(replace(one, what=said.name(one.element, one.what), next=said.next(one.next)) for one, said in turns),
                 tuple(replace(one, what=said.name(one.element, one.what)) for one, said in pauses), found.free)


def _name(process: Process, element: str | None) -> str:
    found = process.elements.get(element or "")
    return (found.name or found.id) if found else element or ""


def _told_as(drawn: tuple[Process, ...], element: str | None) -> str:
    """What a step of its own process or of a called one is called, or what stands under it; "" when it has no name that people know."""
    for process in drawn:
        if (found := process.elements.get(element or "")) is not None:
            under = process.elements.get(found.attached_to or "")
            return found.name or (under.name if under else "")
    return ""


def _board(drawn: tuple[Process, ...], element: str | None) -> str:
    found = next((process.elements[element] for process in drawn if element in process.elements), None)
    return (found.lane.board if found and found.lane else None) or "wijk"


def _called(work: Work, standing: Standing, turns: Turns, language: str) -> tuple[Process, ...]:
    """What runs inside this case besides its own process: the processes it calls, as far as they have open work."""
    return _drawn_beside(work, standing, [one.process for one in (*turns.turns, *turns.pauses)], language)


def _drawn_beside(work: Work, standing: Standing, refs: Iterable[str | None], language: str) -> tuple[Process, ...]:
    """The called processes that these references name, each once."""
    return tuple(in_words(standing.shelf.pinned(ref), speech(work, standing.shelf.beside(ref).bundle, language)) for ref in dict.fromkeys(refs) if ref)


def _free(case: Case, turns: Turns, process: Process) -> tuple[FreeOrder, ...]:
    if not case.runs:
        return ()
    return tuple(FreeOrder(element, _name(process, element), tuple((one, _name(process, one)) for one in activities))
                 for element, activities in turns.free if element in process.elements)


def steps_in_order(process: Process) -> Sequence[str]:
    """The steps people know, as they are met from the start: tasks, waits and ends, each once."""
    seen: dict[str, None] = {}
    ahead = [element for element in process.roots if process.elements[element].kind == "startEvent"] or list(process.roots[:1])
    while ahead:
        here = ahead.pop(0)
        if here in seen:
            continue
        seen[here] = None
        element = process.elements[here]
        inside = [child for child in element.children if process.elements[child].kind == "startEvent"] or list(element.children)
        attached = [other.id for other in process.elements.values() if other.attached_to == here]
        ahead = inside + [process.flows[flow].target for flow in element.outgoing] + ahead + attached
    rest = [element for element in process.elements if element not in seen]
    return [element for element in [*seen, *rest] if process.elements[element].name]
