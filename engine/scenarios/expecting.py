"""What a scenario expects of its case, compared with what is there."""
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from engine.scenarios.family import LIVE_TASK, family
from engine.standing import lock_case
from engine.tables import Case, Deadline, Handoff, Membership, Notice, Person, Task, Wait
from engine.turns import turns_of
from engine.work import Work

Difference = tuple[str, dict[str, Any]]


@dataclass
class Seen:
    """How far earlier expectations have looked: each asks for what occurred since the last."""

    handoff: int = 0
    notice: int = 0


def differences(work: Work, case: Case, expected: Mapping[str, Any], seen: Seen) -> list[Difference]:
    """Each expectation that does not hold: the key of a sentence, and what fills it in."""
    found: list[Difference] = []
    cases = family(work, case)
    if "open" in expected:
        found += _open(work, case, cases, expected["open"])
    if "turn" in expected:
        found += _turns(work, case, cases, expected["turn"])
    handoffs, notices = _handoffs(work, cases, seen), _notices(work, cases, seen)
    found += _among("handoffs", expected.get("handoffs", []), handoffs)
    found += _among("notices", expected.get("notices", []), notices)
    found += _data(work, case, expected.get("data", {}))
    if "ended" in expected:
        found += _ended(case, expected["ended"])
    if "stuck" in expected:
        found += _stuck(work, cases, expected["stuck"])
    elif found:                             # why it came out otherwise, perhaps
        found += _stuck(work, cases, False)
    return found


def stuck(case: Case) -> Difference:
    return "scenario.is_stuck", {"element": case.stuck_element or "", "why": case.stuck_key or "", "why_params": case.stuck_params or {}}


def _stuck(work: Work, cases: list[int], expected: bool) -> Iterator[Difference]:
    """Of the case, or of one it called."""
    standing_still = [case for case in (work.session.get_one(Case, one) for one in cases) if case.status == "stuck"]
    if expected and not standing_still:
        yield "scenario.not_stuck", {}
    elif not expected:
        yield from map(stuck, standing_still)


def _open(work: Work, case: Case, cases: list[int], expected: list[str]) -> Iterator[Difference]:
    """Open tasks must all be named. What else waits - messages, timers, cases of their own - may be."""
    live = select(Task.element, Task.name, Task.case_id, Task.token).where(Task.case_id.in_(cases), Task.status.in_(LIVE_TASK))
    own: Counter[str] = Counter()
    may: Counter[str] = Counter()
    for element, name, case_id, token in work.session.execute(live):
        (own if case_id == case.id else may)[element if token else name] += 1
    may += own
    may += Counter(work.session.scalars(select(Wait.element).where(Wait.case_id.in_(cases))))
    may += Counter(work.session.scalars(select(Deadline.element).where(
        Deadline.case_id.in_(cases), Deadline.kind == "timer", Deadline.state == "waiting")))
    named = Counter(expected)
    if own - named or named - may:
        yield "scenario.other_open", {"expected": _listed(named.elements()), "found": _listed(own.elements())}


def _turns(work: Work, case: Case, cases: list[int], expected: list[str]) -> Iterator[Difference]:
    """Each role named has a turn, and no turn is with somebody else. A turn of several roles is each of theirs."""
    own = list(turns_of(work, case).turns)
    others = [turn for other in cases if other != case.id for turn in turns_of(work, work.session.get(Case, other)).turns]
    having = {role for turn in [*own, *others] for role in turn.roles}
    if set(expected) - having or any(set(turn.roles).isdisjoint(expected) for turn in own):
        yield "scenario.other_turn", {"expected": _listed(expected), "found": _listed(turn.holder for turn in own)}


def _handoffs(work: Work, cases: list[int], seen: Seen) -> list[dict[str, Any]]:
    rows = list(work.session.scalars(select(Handoff).where(Handoff.case_id.in_(cases), Handoff.id > seen.handoff).order_by(Handoff.id)))
    seen.handoff = max([seen.handoff, *(row.id for row in rows)])
    logins = _logins(work, {row.from_person for row in rows} | {row.to_person for row in rows})
    return [{"from": {row.from_role, *logins.get(row.from_person, ())}, "to": {row.to_role, *logins.get(row.to_person, ())},
             "kind": {row.kind}, "state": {row.state}, "reason": {row.reason}} for row in rows]


def _notices(work: Work, cases: list[int], seen: Seen) -> list[dict[str, Any]]:
    rows = list(work.session.scalars(select(Notice).where(Notice.case_id.in_(cases), Notice.id > seen.notice).order_by(Notice.id)))
    seen.notice = max([seen.notice, *(row.id for row in rows)])
    logins = _logins(work, {row.person_id for row in rows})
    elements = dict(work.session.execute(select(Task.id, Task.element).where(Task.id.in_([row.task_id for row in rows if row.task_id]))).all())
    return [{"to": {row.role, *logins.get(row.person_id, ())}, "kind": {row.kind}, "task": {elements.get(row.task_id)}} for row in rows]


def _logins(work: Work, people: set[int | None]) -> Mapping[int, set[str]]:
    """By which words a scenario may mean a person: the login, and the roles they have."""
    found: dict[int, set[str]] = {}
    if wanted := sorted(people - {None}):
        for person, login in work.session.execute(select(Person.id, Person.login).where(Person.id.in_(wanted))):
            found.setdefault(person, set()).add(login)
        for person, role in work.session.execute(select(Membership.person_id, Membership.role).where(Membership.person_id.in_(wanted))):
            found.setdefault(person, set()).add(role)
    return found


def _among(what: str, expected: list[Mapping[str, Any]], found: list[dict[str, Any]]) -> Iterator[Difference]:
    """Each of the expected is among what occurred, each its own; others may have occurred too."""
    left = list(found)
    for wanted in expected:
        fits = next((one for one in left if all(value in one.get(key, ()) for key, value in wanted.items())), None)
        if fits is None:
            yield f"scenario.no_{what}", {"expected": _pairs(wanted), "found": "; ".join(map(_sets, found)) or "-"}
        else:
            left.remove(fits)


def _data(work: Work, case: Case, expected: Mapping[str, Any]) -> Iterator[Difference]:
    if not expected:
        return
    scopes = lock_case(work, case.id).snapshot().data
    for name, value in expected.items():
        found = next((variables[name] for variables in [scopes.get("", {}), *scopes.values()] if name in variables), None)
        if found != value or isinstance(found, bool) != isinstance(value, bool):
            yield "scenario.other_data", {"name": name, "expected": value, "found": found}


def _ended(case: Case, expected: bool | str) -> Iterator[Difference]:
    if expected is False:
        if case.status == "ended":
            yield "scenario.has_ended", {"ends": _listed(case.ends or [])}
    elif case.status == "stuck":
        yield stuck(case)
    elif case.status != "ended":
        yield "scenario.not_ended", {}
    elif expected is not True and expected not in (case.ends or []):
        yield "scenario.other_end", {"expected": expected, "found": _listed(case.ends or [])}


def _listed(words: Iterable[str]) -> str:
    return ", ".join(sorted(map(str, words))) or "-"


def _pairs(wanted: Mapping[str, Any]) -> str:
    return ", ".join(f"{key}: {value}" for key, value in wanted.items())


def _sets(one: Mapping[str, set]) -> str:
    return ", ".join(f"{key}: {'/'.join(sorted(map(str, values - {None})))}" for key, values in one.items() if values - {None})
