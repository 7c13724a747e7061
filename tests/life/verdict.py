"""What became of everything, read from the cases, their events, and the letters that arrived: what was lost, and what came twice."""
import json
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from sqlalchemy import func, select

from engine.actors import CLOCK
from engine.tables import Case, CaseEvent, Deadline, Notice, Person, Task
from tests.life.machines import Machines
from tests.life.work_in_hand import Assignment

EXPECTED = {"ReminderFell": 1, "TaskBecameDue": 1, "TaskEscalated": 2}
ONE_EFFECT = {(1, 0): ("cancelled", ("let-go",)), (0, 1): ("completed", ("end",))}      # of the clock, or of a person
READERS = ("pien", "wout")                  # one letter each for every mandate


@dataclass
class Verdict:
    """Sentences; the test is passed when there are none. `again`: letters that came once more, known by their Message-ID."""

    lost: list[str] = field(default_factory=list)
    twice: list[str] = field(default_factory=list)
    again: int = 0

    def count(self, what: str, found: int, expected: int = 1) -> None:
        if found < expected:
            self.lost.append(f"{what}: {found} of {expected}")
        elif found > expected:
            self.twice.append(f"{what}: {found}, not {expected}")


def unfinished(here: Machines) -> tuple[int, int, int]:
    """Deadlines that are due and not fired, events not told, notices not sent: what there still is to do."""
    with here.office.reading(CLOCK) as work:
        return tuple(work.session.execute(select(
            select(func.count()).select_from(Deadline).where(Deadline.state == "waiting", Deadline.due_at <= work.now).scalar_subquery(),
            select(func.count()).select_from(CaseEvent).where(CaseEvent.pending).scalar_subquery(),
            select(func.count()).select_from(Notice).where(Notice.state == "waiting").scalar_subquery())).one())


def judge(here: Machines, assignment: Assignment, answered: Iterable[int] = (), post: bool = True) -> Verdict:
    """`answered`: calls whose task somebody completed and was told so. `post`: there was a mail server."""
    verdict = Verdict()
    with here.office.reading(CLOCK) as work:
        events = Counter({(case, kind): count for case, kind, count in work.session.execute(
            select(CaseEvent.case_id, CaseEvent.kind, func.count()).group_by(CaseEvent.case_id, CaseEvent.kind))})
        tasks = dict(work.session.execute(select(Task.case_id, Task.status).where(Task.element == "ring")).all())
        ends = {case: tuple(reached or ()) for case, reached in work.session.execute(select(Case.id, Case.ends))}
        numbers = {case: (said, found, top) for case, said, found, top in work.session.execute(
            select(Case.id, Case.events, func.count(), func.max(CaseEvent.number)).join(CaseEvent, CaseEvent.case_id == Case.id).group_by(Case.id))}
        told = work.session.execute(select(Notice.event_id, Notice.person_id, Notice.kind, func.count())
                                    .group_by(Notice.event_id, Notice.person_id, Notice.kind).having(func.count() > 1)).all()
    for case in assignment.calls:
        fired, completed = events[case, "TimerFired"], events[case, "TaskCompleted"]
        verdict.count(f"the end of call {case}", fired + completed)
        verdict.count(f"the closing of call {case}", events[case, "CaseEnded"])
        effect = (tasks[case], ends[case])
        if (fired, completed) in ONE_EFFECT and effect != ONE_EFFECT[fired, completed]:
            verdict.lost.append(f"the effect on call {case}: {effect}")
    for case in answered:
        verdict.count(f"the completion of call {case}, which somebody was told", events[case, "TaskCompleted"])
    for case in assignment.mandates:
        for kind, expected in EXPECTED.items():
            verdict.count(f"{kind} of mandate {case}", events[case, kind], expected)
    for case in assignment.calls + assignment.mandates:
        verdict.count(f"the numbered events of case {case}", numbers[case][1], numbers[case][0])
        verdict.count(f"the last event of case {case}", numbers[case][2], numbers[case][0])
    verdict.twice += [f"notice {kind} of event {event} for person {person}" for event, person, kind, _ in told]
    if post:
        _letters(here, assignment, verdict)
    return verdict


def _letters(here: Machines, assignment: Assignment, verdict: Verdict) -> None:
    """Each escalation once at the mail server; the same letter again only under the same Message-ID."""
    came = [json.loads(line) for line in here.letters.read_text().splitlines()]
    marks: dict[tuple[str, str], set[str]] = {}
    for mark, reader, thread, _ in came:
        marks.setdefault((reader, thread), set()).add(mark)
    verdict.again = len(came) - len({(mark, reader) for mark, reader, _, _ in came})
    with here.office.reading(CLOCK) as work:
        addresses = dict(work.session.execute(select(Person.login, Person.email).where(Person.login.in_(READERS))).all())
    for case in assignment.mandates:
        for login in READERS:
            verdict.count(f"the letter to {login} about mandate {case}", len(marks.get((addresses[login], f"<case-{case}@aanzet.example.org>"), ())))
