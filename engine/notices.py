"""Notices on their way to people: claimed, put in words, and sent or dropped; each at most once per person."""
from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy import select

from engine.access import meets, sees_case
from engine.actors import find_actor
from engine.audience import LIVE_CASE, LIVE_TASK, WAITING_HANDOFF
from engine.choices import AT_ONCE, DAILY, NEVER, Choice, choice_of
from engine.dates import moment_in_words
from engine.iso import local
from engine.language import text
from engine.leases import Leased, Pile
from engine.queries.naming import step_name
from engine.queries.speech import speech
from engine.tables import Case, Definition, Handoff, Notice, Person, Task, Wait
from engine.unsubscribing import stop_said
from engine.work import Work

IN_HAND = timedelta(minutes=10)             # longer than any door takes: nobody else begins on what is being sent
# A mail server may be away for a weekend; what is over by then never leaves.
BACK_OFF = (timedelta(seconds=30), timedelta(minutes=5), timedelta(minutes=30), timedelta(hours=2), timedelta(hours=6), timedelta(hours=12),
            timedelta(days=1), timedelta(days=1))
ABOUT_AN_OFFER = frozenset({"handoff", "question"})
ABOUT_A_WAIT = frozenset({"reminder", "escalation"})
ABOUT_A_DATE = frozenset({"question", "accepted", "returned"})


LEASE = timedelta(minutes=2)
UNSENT = Pile(Notice, Notice.state == "waiting", LEASE)


@dataclass(frozen=True)
class Passage:
    """A sentence of a letter, and what it is about: the door knows the address of a task or a case."""

    words: str
    task: int | None = None
    case: int | None = None


@dataclass(frozen=True)
class Letter:
    """What somebody is told, in their language. `mark` is the same each time it is tried; `thread` joins what is about one case.

    `stop`: what stands at the end of the address that stops letters of this kind.
    """

    mark: str
    kind: str
    name: str
    address: str | None
    language: str
    subject: str
    passages: tuple[Passage, ...]
    at: datetime
    thread: int | None = None
    stop: str = ""

    @property
    def greeting(self) -> str:
        return text("notice.greeting", self.language, name=self.name)


def letter_of(work: Work, leased: Leased) -> Letter | None:
    """What to send; None when it went to somebody else, waits as its reader wants, or is about what is over: then it is dropped."""
    notice = UNSENT.held(work, leased)
    if notice is None:
        return None
    person = work.session.get(Person, notice.person_id)
    if is_over(work, notice) or not person.active:
        notice.state, notice.lease_until = "dropped", None
        return None
    if not person.email:                    # it stands in the app, and nowhere is said that it left
        notice.state, notice.lease_until = "kept", None
        return None
    if _waits(notice, choice_of(work, person.id), work.now):
        return None
    notice.lease_until = work.now + IN_HAND
    subject, body = words_of(work, notice, person.language)
    return Letter(f"notice-{notice.id}", notice.kind, person.name, person.email, person.language, subject,
                  (Passage(body, *leads_to(work, notice)),), local(work.now), notice.case_id, stop_said(work, person.id, notice.kind))


def _waits(notice: Notice, choice: Choice, now: datetime) -> bool:
    """Whether its reader wants it by mail later, or not at all. In the app it stands from the beginning."""
    way, later = choice.way(notice.kind), choice.quiet_ends(notice.kind, now)
    if way == NEVER:
        notice.state, notice.lease_until = "kept", None
    elif way == DAILY:
        notice.state, notice.lease_until, notice.attempts = "gathered", choice.overview_after(now), 0
    elif later is not None:
        notice.lease_until, notice.attempts = later, notice.attempts - 1
    return way != AT_ONCE or later is not None


def notice_sent(work: Work, leased: Leased) -> None:
    notice = UNSENT.held(work, leased)
    if notice is not None:
        notice.state, notice.sent_at, notice.lease_until = "sent", work.now, None


def notice_failed(work: Work, leased: Leased, refused: bool = False) -> None:
    """The door was shut. Tried again later; after the last attempt, or when it was refused for good, it stays in the app alone."""
    notice = UNSENT.held(work, leased)
    if notice is not None:
        try_later(notice, work.now, refused)


def try_later(notice: Notice, now: datetime, refused: bool) -> None:
    if refused or notice.attempts > len(BACK_OFF):
        notice.state, notice.lease_until = "kept", None
    else:
        notice.lease_until = now + BACK_OFF[notice.attempts - 1]


def words_of(work: Work, notice: Notice, language: str) -> tuple[str, str]:
    """Subject and sentence of a notice, for a page or a letter."""
    case = work.session.get(Case, notice.case_id) if notice.case_id else None
    task = work.session.get(Task, notice.task_id) if notice.task_id else None
    due = task.due_at if task is not None else None
    when = text("notice.due", language, due=moment_in_words(due, language, local(work.now).year)) if due else text("notice.no_due", language)
    words = {"task": _task_name(work, task, case, language) or _waited_for(work, notice, case, language), "number": case.number if case else "", "case": case_title(work, case, language), "when": when}
    kind = _kind(work, notice)
    return text(f"notice.{kind}", language, **words), _in_place(work, notice, language) + text(f"notice.{kind}.body", language, **words)


def leads_to(work: Work, notice: Notice, seen: Collection[int] | None = None) -> tuple[int | None, int | None]:
    """The task and the case that its reader may look at. `seen`: of the cases that `asks_for_sight` named, those they see; None: look now."""
    if asks_for_sight(notice) and not (_sees(work, notice) if seen is None else notice.case_id in seen):
        return None, None
    return notice.task_id, notice.case_id


def asks_for_sight(notice: Notice) -> bool:
    """A turn that was given away in somebody's place is looked at by a right of one's own alone."""
    return notice.kind == "accepted" and notice.handoff_id is not None and "away" in notice.params


def _sees(work: Work, notice: Notice) -> bool:
    reader = replace(work, actor=find_actor(work.session, notice.person_id, work.now))
    return meets(reader, sees_case, Case, notice.case_id)


def _in_place(work: Work, notice: Notice, language: str) -> str:
    """Said first to whoever hears of it in the place of somebody who is away."""
    away = notice.params.get("away")
    return text("notice.in_place", language, name=work.session.get_one(Person, away).name) if away else ""


def _kind(work: Work, notice: Notice) -> str:
    """An offer moves no turn yet; a question, a yes or a no without an offer is about a date; what has no task is about a wait."""
    if notice.kind in ABOUT_A_WAIT and notice.task_id is None:
        return f"{notice.kind}_wait"
    if notice.handoff_id is None:
        return f"{notice.kind}_date" if notice.kind in ABOUT_A_DATE else notice.kind
    return _offer_kind(work, notice) if notice.kind == "handoff" else notice.kind


def _offer_kind(work: Work, notice: Notice) -> str:
    """An offer, or the answer of its giver: then the same people hear of it again."""
    said = work.session.get_one(Handoff, notice.handoff_id).said or ()
    answers = [datetime.fromisoformat(part["at"]) for part in said if part["what"] == "answer"]
    return "answer" if answers and answers[0] <= notice.created_at else "offer"


def _task_name(work: Work, task: Task | None, case: Case | None, language: str) -> str:
    if task is None or case is None:
        return task.name if task else ""
    return speech(work, work.session.get_one(Definition, case.definition_id).bundle_id, language, task.process).name(task.element, task.name)


def _waited_for(work: Work, notice: Notice, case: Case | None, language: str) -> str:
    element = notice.params.get("element")
    if case is None or not element:
        return case_title(work, case, language)
    return step_name(work, work.session.get_one(Definition, case.definition_id).bundle_id, element, language)


def case_title(work: Work, case: Case | None, language: str) -> str:
    """What a case is called in a notice; "" for what is about none."""
    return speech(work, work.session.get_one(Definition, case.definition_id).bundle_id, language).title(case.title) if case else ""


def is_over(work: Work, notice: Notice) -> bool:
    """A task that closed, a wait or an offer that was answered, a case that ended or goes on again."""
    case = work.session.get(Case, notice.case_id) if notice.case_id else None
    task = work.session.get(Task, notice.task_id) if notice.task_id else None
    handoff = work.session.get(Handoff, notice.handoff_id) if notice.handoff_id else None
    return (case is not None and case.status not in LIVE_CASE
            or task is not None and task.status not in LIVE_TASK
            or notice.kind in ABOUT_A_WAIT and notice.task_id is None and not _still_waits(work, notice)
            or notice.kind in ABOUT_AN_OFFER and handoff is not None and handoff.state not in WAITING_HANDOFF
            or notice.kind == "stuck" and case is not None and case.status != "stuck")


def _still_waits(work: Work, notice: Notice) -> bool:
    """A notice of an older version does not say at which step, and is sent."""
    element = notice.params.get("element")
    return element is None or work.session.scalar(select(Wait.id).where(Wait.case_id == notice.case_id, Wait.element == element).limit(1)) is not None
