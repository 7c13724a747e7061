"""A case as it stands: locked, with all that a step needs around it."""
from dataclasses import dataclass, field
from functools import cache, cached_property
from typing import Any

from sqlalchemy import Select, bindparam, select

from engine.bpmn.model import Element, Process
from engine.bpmn.moment import Moment
from engine.bpmn.step import Snapshot
from engine.calendar import WorkingCalendar
from engine.errors import NotFound
from engine.library import Shelf
from engine.municipalities import calendar_of, terms_of
from engine.privacy import Veil
from engine.schedule import Terms
from engine.tables import Case, Definition, Municipality
from engine.work import Work


# Statements that every click runs are built once: building one costs as much as running it.
LOCKING = (select(Case, Municipality, Definition.bundle_id).join(Municipality, Municipality.code == Case.municipality)
           .join(Definition, Definition.id == Case.definition_id).with_for_update(of=Case))
BY_ID = LOCKING.where(Case.id == bindparam("row"))


@cache
def _holding(rows: type) -> Select:
    return LOCKING.where(Case.id == select(rows.case_id).where(rows.id == bindparam("row")).scalar_subquery())


@dataclass
class Standing:
    """Lives as long as the unit of work that locked the case."""

    work: Work
    case: Case
    municipality: Municipality
    shelf: Shelf
    called: dict[str, int] = field(default_factory=dict)    # token of a call -> the definition it will open a case of

    def __post_init__(self) -> None:
        self.holders: dict[str, int | None] = dict(self.case.holders or {})     # with what the step being taken settles

    @cached_property
    def process(self) -> Process:
        return self.shelf.main(self.case.key)

    @cached_property
    def calendar(self) -> WorkingCalendar:
        return calendar_of(self.municipality.settings)

    @cached_property
    def terms(self) -> Terms:
        return terms_of(self.municipality.settings)

    @cached_property
    def veil(self) -> Veil:
        return Veil(self.work, self.case.id, self.case.municipality)

    @cached_property
    def moment(self) -> Moment:
        case = self.case
        return Moment(self.work.now, self.calendar, {
            "id": case.number, "title": case.title, "municipality": case.municipality, "neighbourhood": case.neighbourhood,
            "opened": case.opened_at}, self.shelf)

    def element(self, process: str, element: str) -> Element:
        """An element of the case's own process, or of a called one."""
        return self.process_of(process).elements[element]

    def process_of(self, ref: str) -> Process:
        return self.shelf.pinned(ref) if ref else self.process

    def snapshot(self, *also: Any) -> Snapshot:
        """What the runner works on, in clear. `also`: JSON that will be lifted with it."""
        case = self.case
        self.veil.load(case.state, case.data, *also)
        if not self.veil.known:
            return Snapshot(case.state, case.data)
        return Snapshot(self.veil.lift(case.state), self.veil.lift(case.data))

    def covered(self, text: str) -> Any:
        """What somebody wrote as a reason: kept as a personal value when it names somebody this case knows."""
        self.snapshot()
        laid = self.veil.lay(text)
        self.veil.store()
        return laid


def lock_case(work: Work, case: int) -> Standing:
    """Lock first, then read. NotFound when there is no such case within reach."""
    return work.locked[case] if case in work.locked else _locked(work, BY_ID, case)


def lock_case_of(work: Work, holding: type, row: int) -> Standing:
    """Lock the case that holds this task, deadline, handoff or wait."""
    return _locked(work, _holding(holding), row)


def _locked(work: Work, wanted: Select, row: int) -> Standing:
    row = work.session.execute(wanted, {"row": row}, execution_options={"populate_existing": True}).first()
    if row is None:
        raise NotFound()
    if row.Case.id not in work.locked:
        work.locked[row.Case.id] = Standing(work, row.Case, row.Municipality, work.library.shelf(work.session, row.bundle_id))
    return work.locked[row.Case.id]


def new_standing(work: Work, case: Case, bundle: int) -> Standing:
    """A case that this work has just opened; nobody else knows it yet."""
    municipality = work.session.get_one(Municipality, case.municipality)
    work.locked[case.id] = Standing(work, case, municipality, work.library.shelf(work.session, bundle))
    return work.locked[case.id]
