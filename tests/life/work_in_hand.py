"""What a test town has to do: calls that the clock or a person ends, and mandates that escalate; all alike but for their moments."""
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import select

from engine.actors import SYSTEM, find_actor
from engine.cases import open_case
from engine.definitions import publish
from engine.municipalities import add_municipality
from engine.people import add_person, give_role
from engine.tables import Case, Deadline, Task
from tests.benchmarks.copies import Falling, copy_case
from tests.core.processes import END, START, flows, process, user_task
from tests.core.programme import HEAD
from tests.life.machines import Machines
from tests.workers.processes import MANDATE, waiting
from workers.jobs import tell

PLACE = "GM0546"
CALLER = "noor.zandloper"
PEOPLE = ((CALLER, "Noor Zandloper", "facilitator", False), ("bram", "Bram Dorpsgaard", "policy_officer", False),
          ("pien", "Pien Hofland", "programme_manager", True), ("wout", "Wout Raadhuis", "executive", True),
          ("romy.waterbrug", "Romy Waterbrug", "coordinator", False))    # the last: pick yourself to log in
OF_A_MANDATE = 4                            # reminder, due, and two escalations
SHARE = 5                                   # one of so many deadlines is of a mandate
CALL = process("call", START, user_task("ring", "facilitator", "Bellen"),
               f'<bpmn:boundaryEvent id="no-answer" attachedToRef="ring">{waiting("PT4H")}</bpmn:boundaryEvent>', END,
               '<bpmn:endEvent id="let-go" />', flows(("start", "ring"), ("ring", "end"), ("no-answer", "let-go")), name="Contact")
FAR = timedelta(days=3650)


@dataclass(frozen=True)
class Assignment:
    """What has to come of it: of each call one end, of each mandate four deadlines and two letters."""

    calls: tuple[int, ...]                  # case ids, in due order
    mandates: tuple[int, ...]

    @property
    def deadlines(self) -> int:
        return len(self.calls) + OF_A_MANDATE * len(self.mandates)


def prepare(here: Machines, *bodies: str) -> None:
    """People, and processes: the two of the assignment and whatever more a test asks for."""
    with here.office.writing(SYSTEM) as work:
        add_municipality(work, PLACE, "Leiden", "LEI")
        for login, name, role, mail in PEOPLE:
            person = add_person(work, login, name, email=f"{login}@example.org" if mail else None)
            give_role(work, person.id, role, PLACE)
        for body in (CALL, MANDATE, *bodies):
            publish(work, {"process.bpmn": f"{HEAD}{body}</bpmn:definitions>".encode()})


def opened(here: Machines, key: str) -> int:
    """A case with its notices told, so that copies bring no news of their own."""
    with here.office.writing(SYSTEM) as work:
        actor = find_actor(work.session, f"coordinator@{PLACE}", work.now)
    with here.office.writing(actor) as work:
        case = open_case(work, key, PLACE).id
    while tell(here.office):
        pass
    return case


def assign(here: Machines, calls: int, mandates: int, apart: float = 0.0) -> Assignment:
    """The first fall due at once, each next call `apart` seconds later on the town's clock; the mandates are spread over the same time."""
    now, spread = here.clock(), apart * calls / max(mandates, 1)
    return Assignment(tuple(copies(here, "call", calls, Falling(now, apart))), tuple(copies(here, "mandate", mandates, Falling(now, spread))))


def copies(here: Machines, key: str, how_many: int, falling: Falling) -> list[int]:
    """Case ids, in due order. The one that was copied has all the time of the world."""
    if not how_many:
        return []
    first = opened(here, key)
    made = copy_case(here.engine, first, how_many, falling)
    with here.office.writing(SYSTEM) as work:
        for deadline in work.session.scalars(select(Deadline).where(Deadline.case_id == first)):
            deadline.due_at = falling.first + FAR
    return made


def open_due(here: Machines) -> int:
    """One call more, which falls due at this moment."""
    case = opened(here, "call")
    with here.office.writing(SYSTEM) as work:
        work.session.scalar(select(Deadline).where(Deadline.case_id == case)).due_at = work.now
    return case


def shared_out(deadlines: int) -> tuple[int, int]:
    """How many calls and mandates together have so many deadlines."""
    mandates = deadlines // (SHARE * OF_A_MANDATE)
    return deadlines - mandates * OF_A_MANDATE, mandates


def tasks_of(here: Machines, cases: tuple[int, ...], element: str) -> dict[int, int]:
    """case -> task"""
    with here.office.reading(SYSTEM) as work:
        return dict(work.session.execute(select(Task.case_id, Task.id).join(Case, Case.id == Task.case_id)
                                         .where(Task.element == element, Case.id.in_(cases))).all())
