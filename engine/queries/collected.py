"""What was gathered about a neighbourhood: its buurt-DNA question by question, key figures by consent, hospitable places and small successes.

A part of the buurt-DNA is a form in the free order of the phase verkennen, whose questions stand in one group under a path of its own.
"""
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import CTE, BigInteger, Select, Text, and_, case, cast, false, func, literal, null, or_, select, type_coerce, union_all

from engine import feel
from engine.access import reads_as, sees_case, works_in
from engine.bpmn.model import Process
from engine.bpmn.moment import Moment
from engine.calendar import WorkingCalendar
from engine.forms import Form
from engine.forms.model import DynamicList, Field, Group, Personal
from engine.iso import add
from engine.privacy import NAMES, Veil
from engine.queries.speech import Speech, speech
from engine.roles import MANAGER
from engine.tables import Case, Definition, Person, Promise, SmallSuccess, Task
from engine.tables.base import UtcMoment
from engine.withheld import list_of
from engine.work import Work

EXPLORING = "exploring"
PLACE_FORM, PLACE_NAME, PLACE_FOR = "gastvrije-plek", "place_name", "place_for"
ROUNDS, SUCCESSES = 200, 10                 # answers looked at, the newest first; successes shown


@dataclass(frozen=True)
class Source:
    """Who answered a question last, when and in which case; and how often it was answered."""

    by: str | None
    at: datetime
    case_id: int
    times: int = 1


@dataclass(frozen=True)
class Part:
    """`answers` holds per question the newest answer that says something; `sources` tells per path whose it is. `element`: where it is asked."""

    element: str
    name: str
    form: Form
    answers: Mapping[str, Any]
    sources: Mapping[str, Source]
    locked: frozenset[str]
    rounds: int                             # how often the part was done


@dataclass(frozen=True)
class KeyFigure:
    """Somebody named in the exploration. `name` is None for who wants no name here, `hidden` when whoever asks may not read it or its time is over."""

    name: str | None
    hidden: bool
    row: Mapping[str, Any]
    part: str
    list_path: str
    source: Source
    terms: Personal
    until: datetime | None


@dataclass(frozen=True)
class HospitablePlace:
    name: str
    good_for: str
    source: Source


@dataclass(frozen=True)
class Celebrated:
    """`case_id` is None where whoever asks may not open the case."""

    text: str
    by: str | None
    at: datetime
    only_team: bool
    case_id: int | None
    case_title: str


@dataclass(frozen=True)
class Collected:
    parts: tuple[Part, ...]
    figures: tuple[KeyFigure, ...]
    places: tuple[HospitablePlace, ...]
    successes: tuple[Celebrated, ...]
    open_promises: int
    world: feel.World


def collected(work: Work, municipality: str, neighbourhood: str, language: str = "nl") -> Collected:
    """Of the cases that whoever asks may see. Two statements; a third where nothing was explored yet."""
    here = and_(Case.municipality == municipality, Case.neighbourhood == neighbourhood)
    open_to_me = select(Case.id).where(here, sees_case(work.actor, work.now)).cte("open_to_me")
    rows = list(work.session.execute(union_all(*(select(part.subquery()) for part in (
        _answers(open_to_me), _successes(work, municipality, neighbourhood, open_to_me), _promises(municipality, neighbourhood))))))
    veil, seen = Veil(work, 0, municipality), reads_as(work.actor, municipality)
    words = {row.id: json.loads(row.x) for row in rows if row.part == "answer"}
    veil.load(*words.values(), *(json.loads(row.x) for row in rows if row.part == "success"))
    given = sorted((row for row in rows if row.part == "answer"), key=lambda row: (row.at, row.id), reverse=True)
    told = _Told(work, language, veil, seen if works_in(work.actor, municipality) else frozenset())
    parts, figures = told.parts(given, words)
    return Collected(parts, figures, tuple(told.places(given, words)), tuple(told.successes([row for row in rows if row.part == "success"])),
                     next((row.id for row in rows if row.part == "promises"), 0), Moment(work.now, WorkingCalendar()).world)


def _answers(open_to_me: CTE) -> Select:
    return (select(literal("answer").label("part"), Task.id, type_coerce(Task.closed_at, UtcMoment).label("at"), Person.name.label("by"), Task.form, Task.element,
                   Task.process, Definition.bundle_id, Case.id.label("case_id"), Case.key, Case.title, literal(1).label("sees"), type_coerce(Task.answers, Text).label("x"))
            .join(Case, Case.id == Task.case_id).join(Definition, Definition.id == Case.definition_id).outerjoin(Person, Person.id == Task.claimant_id)
            .where(Case.id.in_(select(open_to_me.c.id)), Task.status == "completed", Task.answers.is_not(None),
                   or_(and_(Task.phase == EXPLORING, Task.form.is_not(None)), Task.form == PLACE_FORM))
            .order_by(Task.id.desc()).limit(ROUNDS))


def _successes(work: Work, municipality: str, neighbourhood: str, open_to_me: CTE) -> Select:
    """What the team keeps to itself is not for who (also) only follows how things go here."""
    nothing, sees = cast(null(), Text), Case.id.in_(select(open_to_me.c.id))
    follows = work.actor.kind == "person" and work.actor.has(MANAGER, municipality)
    return (select(literal("success").label("part"), SmallSuccess.id, SmallSuccess.at, Person.name.label("by"), SmallSuccess.visibility.label("form"),
                   nothing.label("element"), nothing.label("process"), Definition.bundle_id, Case.id.label("case_id"), Case.key, Case.title,
                   case((sees, 1), else_=0).label("sees"), type_coerce(SmallSuccess.body, Text).label("x"))
            .join(Case, Case.id == SmallSuccess.case_id).join(Definition, Definition.id == Case.definition_id).outerjoin(Person, Person.id == SmallSuccess.author_id)
            .where(SmallSuccess.municipality == municipality, SmallSuccess.neighbourhood == neighbourhood,
                   or_(SmallSuccess.visibility == "place", false() if follows else sees)).order_by(SmallSuccess.id.desc()).limit(SUCCESSES))


def _promises(municipality: str, neighbourhood: str) -> Select:
    nothing = cast(null(), Text)
    return select(literal("promises").label("part"), func.count().label("id"), cast(null(), UtcMoment).label("at"), nothing.label("by"), nothing.label("form"),
                  nothing.label("element"), nothing.label("process"), cast(null(), BigInteger).label("bundle_id"), cast(null(), BigInteger).label("case_id"),
                  nothing.label("key"), nothing.label("title"), literal(0).label("sees"), nothing.label("x")).select_from(Promise).where(
        Promise.municipality == municipality, Promise.neighbourhood == neighbourhood, Promise.told_at.is_(None))


class _Told:
    def __init__(self, work: Work, language: str, veil: Veil, seen: frozenset[str] | None):
        self.work, self.language, self.veil, self.seen = work, language, veil, seen

    def parts(self, rows: list, words: Mapping[int, Any]) -> tuple[tuple[Part, ...], tuple[KeyFigure, ...]]:
        asked = self._asked(rows)
        found, figures = [], []
        for element, name, form in asked:
            mine = [(row, self.veil.lift(words[row.id], self.seen)) for row in rows if row.form == form.id]
            answers, sources = _newest(form, mine)
            found.append(Part(element, name, form, answers, sources, self._locked(form), len(mine)))
            for path, terms in form.personal.items():
                figures += self._figures(form, path, terms, mine, name)
        return tuple(found), tuple(figures)

    def places(self, rows: list, words: Mapping[int, Any]) -> Iterator[HospitablePlace]:
        """Each place once, as it was told last."""
        met = set()
        for row in rows:
            answers = self.veil.lift(words[row.id], self.seen) if row.form == PLACE_FORM else {}
            name = answers.get(PLACE_NAME)
            if isinstance(name, str) and name.casefold() not in met:
                met.add(name.casefold())
                yield HospitablePlace(name, str(answers.get(PLACE_FOR) or ""), Source(row.by, row.at, row.case_id))

    def successes(self, rows: list) -> Iterator[Celebrated]:
        for row in sorted(rows, key=lambda row: -row.id):
            words = self.veil.lift(json.loads(row.x), self.seen)
            if words:
                title = speech(self.work, row.bundle_id, self.language).title(row.title) if row.sees else ""
                yield Celebrated(words, row.by, row.at, row.form == "team", row.case_id if row.sees else None, title)

    def _asked(self, rows: list) -> list[tuple[str, str, Form]]:
        """The parts as the newest exploration here asks them; else as the newest published one would."""
        library, session = self.work.library, self.work.session
        for row in rows:
            shelf = library.shelf(session, row.bundle_id)
            process = shelf.pinned(row.process) if row.process else shelf.main(row.key)
            found = self._parts_of(process, shelf.beside(row.process).bundle)
            if found:
                return found
        newest = select(func.max(Definition.id)).group_by(Definition.key)
        for key, bundle, settings in session.execute(select(Definition.key, Definition.bundle_id, Definition.settings).where(Definition.id.in_(newest))):
            found = self._parts_of(library.contents(session, bundle).processes[key], bundle) if (settings or {}).get("phase") == EXPLORING else []
            if found:
                return found
        return []

    def _parts_of(self, process: Process, bundle: int) -> list[tuple[str, str, Form]]:
        forms, said = self.work.library.contents(self.work.session, bundle).forms, speech(self.work, bundle, self.language)
        return list(_dna(process, forms, said))

    def _locked(self, form: Form) -> frozenset[str]:
        return frozenset(list_of(form, path) or path for path, terms in form.personal.items() if self.seen is not None and terms.roles and self.seen.isdisjoint(terms.roles))

    def _figures(self, form: Form, path: str, terms: Personal, mine: list, part: str) -> Iterator[KeyFigure]:
        """The people of a list that asks for a name: each once, as they were told last; who goes without a name each time."""
        list_path, _, name_key = path.rpartition(".")
        if name_key.split("_")[-1] not in NAMES or not any(found == list_path and isinstance(one, DynamicList) for found, one in form.walk()):
            return
        met = set()
        for row, answers in mine:
            until = add(row.at, terms.retention) if terms.retention else None
            raw = _at(json.loads(row.x), list_path) or []
            for person, written in zip(_at(answers, list_path) or [], raw, strict=False):
                name, over = person.get(name_key), until is not None and until <= self.work.now
                if not any(value for key, value in person.items()) and not written.get(name_key) or name in met and name:
                    continue
                met.add(name)
                yield KeyFigure(None if over else name, bool(written.get(name_key)) and (over or name is None), {key: value for key, value in person.items() if key != name_key},
                                part, list_path, Source(row.by, row.at, row.case_id), terms, until)


def _dna(process: Process, forms: Mapping[str, Form], said: Speech) -> Iterator[tuple[str, str, Form]]:
    for one in process.elements.values():
        around = process.elements.get(one.parent or "")
        form = forms.get(one.zeebe.get("formDefinition", {}).get("formId", ""))
        if one.kind == "userTask" and around is not None and around.kind == "adHocSubProcess" and form is not None and process.phase(one.id) == EXPLORING:
            first = form.fields[0] if len(form.fields) == 1 else None
            if isinstance(first, Group) and not isinstance(first, DynamicList) and first.path:
                yield one.id, said.name(one.id, one.name or one.id), said.form(form)


def _newest(form: Form, mine: list) -> tuple[dict[str, Any], dict[str, Source]]:
    """Per question the newest answer that says something."""
    lists = {path for path, one in form.walk() if isinstance(one, DynamicList)}
    answers: dict[str, Any] = {}
    sources: dict[str, Source] = {}
    for path, one in form.walk():
        if not path or not isinstance(one, (Field, DynamicList)) or any(path.startswith(f"{around}.") for around in lists):
            continue
        found = [(row, value) for row, given in mine if not _empty(value := _at(given, path))]
        if found:
            row, value = found[0]
            _put(answers, path.split("."), value)
            sources[path] = Source(row.by, row.at, row.case_id, len(found))
    return answers, sources


def _empty(value: Any) -> bool:
    if isinstance(value, list):
        return all(_empty(one) for one in value)
    if isinstance(value, Mapping):
        return all(_empty(one) for one in value.values())
    return value is None or value == "" or value is False


def _at(answers: Any, path: str) -> Any:
    for key in path.split("."):
        answers = answers.get(key) if isinstance(answers, Mapping) else None
    return answers


def _put(answers: dict[str, Any], path: list[str], value: Any) -> None:
    for key in path[:-1]:
        answers = answers.setdefault(key, {})
    answers[path[-1]] = value
