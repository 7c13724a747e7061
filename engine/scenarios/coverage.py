"""Which flows, ends and rules a case went through, read from its events."""
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from sqlalchemy import select

from engine.bpmn.model import Process
from engine.tables import Case, CaseEvent
from engine.work import Work


@dataclass(frozen=True)
class Covered:
    """Pairs of a process (or decision) and what of it was reached."""

    flows: frozenset[tuple[str, str]] = field(default_factory=frozenset)
    ends: frozenset[tuple[str, str]] = field(default_factory=frozenset)
    rules: frozenset[tuple[str, str]] = field(default_factory=frozenset)

    def __or__(self, other: "Covered") -> "Covered":
        return Covered(self.flows | other.flows, self.ends | other.ends, self.rules | other.rules)


def covered(work: Work, cases: Iterable[int], processes: Mapping[str, Process]) -> Covered:
    """What these cases reached of these processes. A called process is known by the elements only it has."""
    flows, ends, rules = set(), set(), set()
    for case_id in cases if processes else ():
        own = work.session.get_one(Case, case_id).key
        at_home = sorted(processes.values(), key=lambda process: process.id != own)
        events = work.session.scalars(select(CaseEvent).where(
            CaseEvent.case_id == case_id, CaseEvent.kind.in_(("TokensMoved", "DecisionTaken", "AttendanceNoted"))).order_by(CaseEvent.number))
        for event in events:
            if event.kind == "DecisionTaken":
                rules |= _rules(event.payload)
                continue
            if event.kind == "AttendanceNoted":
                rules |= {(table, rule) for table, rule in event.payload.get("rules") or ()}
                continue
            for element, what, _ in event.payload["passed"]:
                home = next((process for process in at_home if element in (process.flows if what == "taken" else process.elements)), None)
                if home is None:
                    continue
                if what == "taken":
                    flows.add((home.id, element))
                elif what == "completed" and home.elements[element].kind == "endEvent":
                    ends.add((home.id, element))
    return Covered(frozenset(flows), frozenset(ends), frozenset(rules))


def _rules(payload: Mapping) -> set[tuple[str, str]]:
    """Table owner and rule of everything the record says matched."""
    return {(table["in"], rule["id"] or str(rule["number"]))
            for taken in payload["trace"] or () for table in taken["tables"] for rule in table["rules"]}
