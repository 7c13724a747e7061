"""What a worker does: each function opens work, calls one engine function, and may be repeated without harm."""
import logging
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Protocol, TypeVar

from engine.actors import CLOCK
from engine.claims import ATTEMPTS, Claimed, anything_due, claim_due
from engine.deadlines import deadline_failed, fire_deadline
from engine.heartbeat import beat
from engine.lateness import tally
from engine.leases import BATCH, Leased, Pile
from engine.notices import UNSENT, Letter, letter_of, notice_failed, notice_sent
from engine.outbox import UNTOLD, spread_event
from engine.overviews import GATHERED, ClaimedOverview, claim_overviews, overview_failed, overview_of, overview_sent
from engine.tracing import traced
from engine.upkeep import drop_draft, is_time, outlived_drafts, put_away, take_turn
from engine.webhooks import BATCH as CALLS
from engine.webhooks import BACK_OFF, UNCALLED, Call, call_answered, call_of
from engine.work import Office, Work

log = logging.getLogger(__name__)
T = TypeVar("T")
Leaving = Callable[[], bool]                # whether we were told to go


def never() -> bool:
    return False


class Refused(Exception):
    """The other side does not take this letter, and will not take it later."""


class Door(Protocol):
    """Where notices leave the building. Sending the same `Letter.mark` twice must be recognisable on the other side.

    Raises Refused when trying again makes no sense; whatever else is raised is tried again later.
    """

    def send(self, letter: Letter) -> None: ...


def fire_due(office: Office, limit: int = BATCH) -> int:
    """Fire what is due, each in its own transaction, and count how late that was. Gives how many were claimed."""
    claimed = _taken(office, anything_due, claim_due, limit)
    late = [seconds for one in claimed if (seconds := fire_one(office, one)) is not None]
    if late:
        with office.writing(CLOCK) as work:
            tally(work, late)
    return len(claimed)


def _taken(office: Office, ready: Callable[[Work], bool], take: Callable[[Work, int], list], limit: int) -> list:
    """Look before taking: whoever writes keeps others waiting on SQLite, and most looks find nothing."""
    with office.reading(CLOCK) as work:
        if not ready(work):
            return []
    with office.writing(CLOCK) as work:
        return take(work, limit)


def fire_one(office: Office, claimed: Claimed) -> float | None:
    """How many seconds late it fired; None when it did not.

    Nobody else's case waits for one that fails: the failure is counted and the next deadline fires.
    """
    if claimed.attempts > ATTEMPTS:         # whoever tried before never came back to say what went wrong
        _count_failure(office, claimed, "WorkerLost")
        return None
    try:
        with office.writing(CLOCK, {claimed.municipality}) as work:
            fired, now = fire_deadline(work, claimed), work.now
    except Exception as error:              # whatever went wrong belongs to this case alone
        _count_failure(office, claimed, type(error).__name__)
        return None
    return (now - claimed.due_at).total_seconds() if fired and claimed.due_at is not None else None


def _count_failure(office: Office, claimed: Claimed, why: str) -> None:
    log.error("deadline %s failed: %s", claimed.deadline_id, why)
    try:
        with office.writing(CLOCK, {claimed.municipality}) as work:
            deadline_failed(work, claimed, why)
    except Exception as error:              # somebody keeps its case in hand: the attempt counts already, and the others fire now
        log.error("that deadline %s failed was not written down: %s", claimed.deadline_id, type(error).__name__)


def tell(office: Office, limit: int = BATCH) -> int:
    """Turn what happened into notices for people. Gives how many events were taken up."""
    taken = _taken(office, UNTOLD.any_ready, UNTOLD.take, limit)
    for event in taken:
        try:
            with office.writing(CLOCK, {event.municipality}) as work:
                spread_event(work, event)
        except Exception as error:          # taken up again when the lease ends; the others are told now
            log.error("event %s was not told: %s", event.id, type(error).__name__)
    return len(taken)


def _in_hand(office: Office, pile: Pile, taken: Sequence[T], leaving: Leaving, rows: Callable[[T], list[Leased]] = lambda one: [one]) -> Iterator[T]:
    """One after another. What is left when we are told to go, or when a slow door took our time, is given back before its lease ends."""
    until = office.clock() + pile.lease / 2
    for number, one in enumerate(taken):
        if leaving() or office.clock() > until:
            with office.writing(CLOCK) as work:
                pile.give_back(work, [row for left in taken[number:] for row in rows(left)])
            return
        yield one


def deliver(office: Office, doors: Iterable[Door] = (), limit: int = BATCH, leaving: Leaving = never) -> int:
    """Send the notices that wait. No transaction is open while a door is busy."""
    taken = _taken(office, UNSENT.any_ready, UNSENT.take, limit)
    for notice in _in_hand(office, UNSENT, taken, leaving):
        _carry(office, doors, Parcel(f"notice {notice.id}", {notice.municipality}, notice, letter_of, notice_sent, notice_failed))
    return len(taken)


class Calls(Protocol):
    """What posts to other systems, and gives the status of the answer."""

    def post(self, call: Call) -> int: ...


def call_others(office: Office, caller: Calls, limit: int = CALLS, leaving: Leaving = never) -> int:
    """Tell other systems what they want to hear. No transaction is open while one is busy."""
    taken = _taken(office, UNCALLED.any_ready, UNCALLED.take, limit)
    silent: set[str] = set()
    for one in _in_hand(office, UNCALLED, taken, leaving):
        try:
            _call(office, caller, one, silent)
        except Exception as error:          # whatever is wrong with it, the others are made
            log.error("call %s was not made: %s", one.id, type(error).__name__)
            with office.writing(CLOCK, {one.municipality}) as work:
                call_answered(work, one, None)
    return len(taken)


def _call(office: Office, caller: Calls, one: Leased, silent: set[str]) -> None:
    """`silent`: who did not answer in this round, so that the rest for them waits and nobody else does."""
    with office.writing(CLOCK, {one.municipality}) as work:
        call = call_of(work, one)
        if call is not None and call.address in silent:
            UNCALLED.give_back(work, [one], work.now + BACK_OFF[0])
    if call is None or call.address in silent:
        return
    status = _posted(caller, call)
    if status is None:
        silent.add(call.address)
    with office.writing(CLOCK, {one.municipality}) as work:
        call_answered(work, one, status)


def _posted(caller: Calls, call: Call) -> int | None:
    try:
        status = caller.post(call)
        if not 200 <= status < 300:
            log.warning("%s was answered with %s", call.mark, status)
        return status
    except Exception as error:              # it did not answer, or may not be called: tried again, and given up in the end
        log.error("%s was not called: %s", call.mark, type(error).__name__)
        return None


def gather(office: Office, doors: Iterable[Door] = (), limit: int = BATCH, leaving: Leaving = never) -> int:
    """Send the overviews whose hour has come. Gives how many."""
    claimed = _taken(office, GATHERED.any_ready, claim_overviews, limit)
    for overview in _in_hand(office, GATHERED, claimed, leaving, ClaimedOverview.rows):
        _carry(office, doors, Parcel(f"overview {overview.through}", None, overview, overview_of, overview_sent, overview_failed))
    return len(claimed)


@dataclass(frozen=True)
class Parcel:
    """Something claimed for a letter, and what the engine wants to hear of it."""

    name: str
    scope: set[str] | None                  # municipalities
    claimed: Any
    letter: Callable[[Work, Any], Letter | None]
    sent: Callable[[Work, Any], None]
    failed: Callable[[Work, Any, bool], None]


@traced("letter", lambda office, doors, parcel: {"kind": parcel.name.partition(" ")[0]})
def _carry(office: Office, doors: Iterable[Door], parcel: Parcel) -> None:
    try:
        with office.writing(CLOCK, parcel.scope) as work:
            letter = parcel.letter(work, parcel.claimed)
        if letter is None:                  # what it was about is over, or its reader wants it otherwise
            return
        for door in doors:
            door.send(letter)
        with office.writing(CLOCK, parcel.scope) as work:
            parcel.sent(work, parcel.claimed)
    except Exception as error:              # the door's trouble, not the notice's
        log.error("%s was not sent: %s", parcel.name, type(error).__name__)
        with office.writing(CLOCK, parcel.scope) as work:
            parcel.failed(work, parcel.claimed, isinstance(error, Refused))


def show_life(office: Office) -> None:
    """For whoever wonders whether anybody watches: see `aanzet doctor`."""
    with office.writing(CLOCK) as work:
        beat(work)


def keep_house(office: Office) -> int:
    """What piled up goes: once an hour, by one of all who ask. Gives how much went. Broken off halfway, the next hour takes the rest."""
    with office.reading(CLOCK) as work:
        if not is_time(work):
            return 0
    with office.writing(CLOCK) as work:
        if not take_turn(work):
            return 0
    with office.writing(CLOCK) as work:
        done = put_away(work)
    with office.reading(CLOCK) as work:
        old = outlived_drafts(work)
    for draft in old:
        try:
            with office.writing(CLOCK, {draft.municipality}) as work:
                done += drop_draft(work, draft)
        except Exception as error:          # its case is the trouble of somebody else; the other drafts go
            log.error("draft %s did not go: %s", draft.id, type(error).__name__)
    return done


def keep_time(office: Office) -> int:
    """What the clock is for: fire what is due, and turn what happened into notices. Waits for nobody outside."""
    return fire_due(office) + tell(office)


def send(office: Office, doors: Iterable[Door] = (), leaving: Leaving = never) -> int:
    """The letters that leave the building. Whoever is slow out there holds up the post, never the clock."""
    return deliver(office, doors, leaving=leaving) + gather(office, doors, leaving=leaving)


def look(office: Office, doors: Iterable[Door] = (), caller: Calls | None = None, rounds: int = 40) -> int:
    """Do all there is to do now, up to a number of rounds. Gives how much was done."""
    done = 0
    for _ in range(rounds):
        found = keep_time(office) + send(office, doors) + (call_others(office, caller) if caller is not None else 0)
        done += found
        if not found:
            break
    return done
