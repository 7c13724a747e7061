"""Who was there: the people whom an activity expects, and who of them is missed.

A user task asks for it with `aanzet:attendance`, which names the decision about who is missed. Its form then sees `participants`
and `were_present`, and may ask `present`, `signed_off`, `worried_about` and `regular_name`. What the decision says goes to the
diagram as rows of `missed_regulars`; what is done about them is drawn there.
"""
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import and_, func, select

from engine import dmn, feel
from engine.bpmn.model import Element, Process
from engine.errors import InvalidAnswers
from engine.following import carry_on, receive
from engine.forms import Form, Personal
from engine.language import quoted, text
from engine.ledger import attendance as ledger
from engine.ledger.events import record
from engine.privacy import Veil
from engine.standing import Standing
from engine.tables import Attendance, Occurrence, Participant, Task
from engine.tables.dialects import fold
from engine.work import Work

PARTICIPANTS, WERE_PRESENT = "participants", "were_present"
PRESENT, SIGNED_OFF, WORRIED, NEW_NAME = "present", "signed_off", "worried_about", "regular_name"
MISSED, MISSED_NAME = "missed_regulars", "missed_name"
ASKED_ANEW = (PRESENT, SIGNED_OFF, WORRIED, NEW_NAME, MISSED)      # what was said of the last time says nothing of this one
LOOKED_AT = 8               # so many times back tell whether somebody always comes
ASK = "vragen"
# Settings of the step: the decision, the message that begins a case beside one guest, and the message that somebody was seen again.
ASKING, MESSAGE, SEEN = "attendance", "newcomer", "seen_again"
LONGEST = 60                # characters of a first name


@dataclass(frozen=True)
class Past:
    """How somebody came before this time: of `held` times they could be expected they `came`, and then they `missed` so many in a row.

    `asked`: in that row somebody went to ask how things are.
    """

    came: int
    held: int
    missed: int
    asked: bool


def decision_of(standing: Standing, task: Task) -> str | None:
    """The decision about who is missed; None for a task that does not ask who was there."""
    element = standing.process_of(task.process).elements.get(task.element) if task.token is not None or task.process else None
    return element.own(ASKING) if element else None


def attendance_step(process: Process) -> Element | None:
    """The step of a process that asks who was there."""
    return next((one for one in process.elements.values() if one.own(ASKING)), None)


def expected(standing: Standing, task: Task, seen: frozenset[str] | None = None, language: str = "nl") -> dict[str, Any]:
    """What the form of such a task knows besides the case: who is expected, and who was there last time. By name, a label each."""
    rows = around_list(standing, task)
    if rows is None:
        return {}
    veil = Veil(standing.work, standing.case.id, standing.case.municipality)
    veil.load(*(one.name for one, _ in rows))
    return listed(rows, veil, seen, language)


def around_list(standing: Standing, task: Task) -> list[tuple[Participant, str | None]] | None:
    """Everybody who is expected, with how they came the last time before this task; None for a task that does not ask. One statement."""
    if decision_of(standing, task) is None:
        return None
    last = select(func.max(Occurrence.id)).where(Occurrence.case_id == standing.case.id, Occurrence.task_id != task.id).scalar_subquery()
    rows = standing.work.session.execute(
        select(Participant, Attendance.how).outerjoin(Attendance, and_(Attendance.participant_id == Participant.id, Attendance.occurrence_id == last))
        .where(Participant.case_id == standing.case.id, Participant.left_at.is_(None)).order_by(Participant.id))
    return [tuple(row) for row in rows]


def listed(rows: list[tuple[Participant, str | None]], veil: Veil, seen: frozenset[str] | None, language: str = "nl") -> dict[str, Any]:
    """The same for a form, with the names that these roles may read; the veil has loaded them."""
    options = [{"value": one.ref, "label": veil.lift(one.name, seen) or text("attendance.nameless", language, n=n)} for n, (one, _) in enumerate(rows, 1)]
    return {**dict.fromkeys(ASKED_ANEW), PARTICIPANTS: sorted(options, key=lambda option: fold(option["label"])),
            WERE_PRESENT: [one.ref for one, how in rows if how in (None, "present")]}


def expected_people(work: Work, case_id: int) -> Iterable[Participant]:
    return work.session.scalars(select(Participant).where(Participant.case_id == case_id, Participant.left_at.is_(None)).order_by(Participant.id)).all()


def names_of(work: Work, municipality: str, people: Sequence[Participant], seen: frozenset[str] | None) -> dict[int, str | None]:
    """Their names by id; None for who was forgotten, or whose name may not be read by these roles."""
    veil = Veil(work, people[0].case_id if people else 0, municipality)
    veil.load(*(one.name for one in people))
    return {one.id: veil.lift(one.name, seen) for one in people}


def attended(standing: Standing, task: Task, form: Form, values: dict[str, Any]) -> dict[str, Any]:
    """Write down who was there, and give the answers as the diagram gets them: with a row for everybody about whom somebody must ask.

    Nothing is written down where the form did not ask who of them was present, as when the activity did not take place.
    """
    decision = decision_of(standing, task)
    people = expected_people(standing.work, standing.case.id) if decision else ()
    if decision is None or people and PRESENT not in values:
        return values
    past, how, fitted = how_they_came(standing.work, standing.case.id, task.id), _said(people, values), set()
    rows = [row for one, name in _named(standing, people) if how[one.id] != "present"
            for row in _asked(standing, task, decision, one, name, how[one.id], past.get(one.id, ()), values, fitted)]
    new, asked = _joined(standing, people, form, values.get(NEW_NAME)), {row[ledger.WHO] for row in rows}
    ledger.held(standing, task, how | {one.id: "asked" for one in people if one.ref in asked} | {one.id: "present" for one in new})
    terms = form.personal.get(f"{MISSED}.{MISSED_NAME}") or terms_in(form)
    for row in rows:
        standing.veil.learn({MISSED_NAME: replace(terms, subject=ledger.WHO)}, row, {})
    record(standing.work, standing.case, "AttendanceNoted", task.element, task, present=len(new) + sum(said == "present" for said in how.values()),
           missed=sum(said == "missed" for said in how.values()), asked=len(rows), rules=sorted(fitted))
    _tell_seen(standing, task, [one for one in people if how[one.id] == "present" and past_of(past.get(one.id, ())).asked])
    return as_said(values) | {MISSED: [*(values.get(MISSED) or ()), *rows]}


def put_right(standing: Standing, task: Task, answers: Mapping[str, Any]) -> None:
    """Who was there after all. Nobody is asked about again: what began runs on, and says so itself."""
    if decision_of(standing, task) is not None and PRESENT in answers:
        asked = {row.get(ledger.WHO) for row in answers.get(MISSED) or ()}
        people = expected_people(standing.work, standing.case.id)
        how = _said(people, answers)
        ledger.held(standing, task, how | {one.id: "asked" for one in people if one.ref in asked and how[one.id] == "missed"})


def as_said(values: Mapping[str, Any]) -> dict[str, Any]:
    """The answers without what was made of them: a name of somebody new is kept apart from the task."""
    return {name: value for name, value in values.items() if name != NEW_NAME}


def asked_about(task: Task) -> int:
    """About how many people somebody is going to ask, now that this task is done."""
    return len((task.answers or {}).get(MISSED) or ())


def terms_in(form: Form | None) -> Personal:
    """For what the name of somebody new is kept, on which ground, how long, and who may read it: as the form says."""
    return (form.personal.get(NEW_NAME) if form else None) or Personal(purpose="attendance")


def named_once(standing: Standing, people: Iterable[Participant], name: str) -> str:
    """A name that tells people apart here. InvalidAnswers when it is empty, too long, or somebody's already."""
    name = " ".join(name.split())
    if not name or len(name) > LONGEST:
        raise InvalidAnswers([(NEW_NAME, "attendance.name_needed", {"most": LONGEST})])
    if any(fold(other or "") == fold(name) for _, other in _named(standing, people)):
        raise InvalidAnswers([(NEW_NAME, "attendance.name_known", {})])
    return name


def how_they_came(work: Work, case_id: int, before: int | None = None) -> dict[int, list[str]]:
    """Of each participant how they came the last times, newest first. `before`: but for what this task tells itself."""
    recent = select(Occurrence.id).where(Occurrence.case_id == case_id).order_by(Occurrence.id.desc()).limit(LOOKED_AT)
    recent = recent if before is None else recent.where(Occurrence.task_id != before)
    found: dict[int, list[str]] = {}
    for participant, how in work.session.execute(select(Attendance.participant_id, Attendance.how)
                                                 .where(Attendance.occurrence_id.in_(recent.scalar_subquery())).order_by(Attendance.occurrence_id.desc())):
        found.setdefault(participant, []).append(how)
    return found


def past_of(told: Sequence[str]) -> Past:
    """`told`: how somebody came, newest first. Who let know they would not come is neither counted nor missed."""
    counted = [said for said in told if said != "signed_off"]
    missed = next((n for n, said in enumerate(counted) if said == "present"), len(counted))
    return Past(counted.count("present"), len(counted), missed, "asked" in counted[:missed])


def _joined(standing: Standing, people: Iterable[Participant], form: Form, name: Any) -> list[Participant]:
    if not isinstance(name, str) or not name.strip():
        return []
    return [ledger.joined(standing, named_once(standing, people, name), terms_in(form))]


def _tell_seen(standing: Standing, task: Task, back: Iterable[Participant]) -> None:
    """Who was asked about is here again: whoever still looks for them hears it now, by the message that the step names."""
    message, case = standing.process_of(task.process).elements[task.element].own(SEEN), standing.case
    for one in back if message else ():
        for at, taken in receive(standing.work, case.municipality, message, one.ref, {}, standing):
            carry_on(at, taken)


def _named(standing: Standing, people: Iterable[Participant]) -> list[tuple[Participant, str | None]]:
    people = list(people)
    names = names_of(standing.work, standing.case.municipality, people, None)
    return [(one, names[one.id]) for one in people]


def _said(people: Iterable[Participant], values: Mapping[str, Any]) -> dict[int, str]:
    present, away = set(values.get(PRESENT) or ()), set(values.get(SIGNED_OFF) or ())
    return {one.id: "present" if one.ref in present else "signed_off" if one.ref in away else "missed" for one in people}


def _asked(standing: Standing, task: Task, decision: str, one: Participant, name: str | None, how: str, told: Sequence[str],
           values: Mapping[str, Any], fitted: set[tuple[str, str]]) -> list[dict[str, Any]]:
    """What the decision says about one who was not there: a row for the diagram, or none. Which rules fitted is told of all together, not of whom."""
    past = past_of(told)
    facts = {"came": past.came, "held": past.held, "missed": past.missed + (how == "missed"), "asked": past.asked, "signed_off": how == "signed_off",
             "worried": one.ref in (values.get(WORRIED) or ())}
    answer = _decided(standing, task, decision, facts, fitted)
    if answer.get("step") != ASK or name is None:
        return []
    return [{MISSED_NAME: name, "missed_worry": facts["worried"], ledger.WHO: one.ref, "missed": max(1, facts["missed"]), "rhythm": answer.get("rhythm")}]


def _decided(standing: Standing, task: Task, decision: str, facts: Mapping[str, Any], fitted: set[tuple[str, str]]) -> Mapping[str, Any]:
    """The decision on bare figures. One that fails keeps nobody from finishing the list: the case tells the coordinator."""
    found = standing.shelf.beside(task.process).decision(decision)
    if found is None:
        record(standing.work, standing.case, "ProblemNoted", task.element, key="bpmn.decision_missing", params={"decision": decision})
        return {}
    model, key = found
    try:
        verdict = model.decide(key, facts, standing.moment.world)
    except (feel.FeelError, dmn.DmnError) as error:
        record(standing.work, standing.case, "ProblemNoted", task.element, key="bpmn.decision_fails", params={"decision": decision, "why": quoted(error)})
        return {}
    output = feel.to_json(verdict.value)
    fitted.update((table["in"], rule["id"] or str(rule["number"])) for taken in verdict.trace or () for table in taken["tables"] for rule in table["rules"])
    if isinstance(output, dict) and output.get("step") == ASK:
        record(standing.work, standing.case, "DecisionTaken", task.element, decision=key, inputs=dict(facts), output=output, trace=verdict.trace)
    return output if isinstance(output, dict) else {}
