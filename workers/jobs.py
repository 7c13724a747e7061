"""What a worker does: each function opens work, calls one engine function, and may be repeated without harm."""
import logging
from collections.abc import Iterable
from typing import Protocol

from engine.actors import CLOCK
from engine.claims import ATTEMPTS, BATCH, Claimed, anything_due, claim_due
from engine.deadlines import deadline_failed, fire_deadline
from engine.heartbeat import beat
from engine.notices import ClaimedNotice, Letter, anything_waits, claim_notices, letter_of, notice_failed, notice_sent
from engine.outbox import anything_untold, claim_events, spread_event
from engine.work import Office

log = logging.getLogger(__name__)


class Door(Protocol):
    """Where notices leave the building. Sending the same `Letter.id` twice must be recognisable on the other side."""

    def send(self, letter: Letter) -> None: ...


def fire_due(office: Office, limit: int = BATCH) -> int:
    """Fire what is due, each in its own transaction. Gives how many were claimed."""
    with office.reading(CLOCK) as work:
        if not anything_due(work):
            return 0
    with office.writing(CLOCK) as work:
        claimed = claim_due(work, limit)
    for one in claimed:
        fire_one(office, one)
    return len(claimed)


def fire_one(office: Office, claimed: Claimed) -> None:
    """Nobody else's case waits for one that fails: the failure is counted and the next deadline fires."""
    if claimed.attempts > ATTEMPTS:         # whoever tried before never came back to say what went wrong
        _count_failure(office, claimed, "WorkerLost")
        return
    try:
        with office.writing(CLOCK, {claimed.municipality}) as work:
            fire_deadline(work, claimed)
    except Exception as error:              # whatever went wrong belongs to this case alone
        _count_failure(office, claimed, type(error).__name__)


def _count_failure(office: Office, claimed: Claimed, why: str) -> None:
    log.error("deadline %s failed: %s", claimed.deadline_id, why)
    with office.writing(CLOCK, {claimed.municipality}) as work:
        deadline_failed(work, claimed, why)


def tell(office: Office, limit: int = BATCH) -> int:
    """Turn what happened into notices for people. Gives how many events were taken up."""
    with office.reading(CLOCK) as work:
        if not anything_untold(work):
            return 0
    with office.writing(CLOCK) as work:
        claimed = claim_events(work, limit)
    for event in claimed:
        try:
            with office.writing(CLOCK, {event.municipality}) as work:
                spread_event(work, event)
        except Exception as error:          # taken up again when the lease ends; the others are told now
            log.error("event %s was not told: %s", event.event_id, type(error).__name__)
    return len(claimed)


def deliver(office: Office, doors: Iterable[Door] = (), limit: int = BATCH) -> int:
    """Send the notices that wait. No transaction is open while a door is busy."""
    with office.reading(CLOCK) as work:
        if not anything_waits(work):
            return 0
    with office.writing(CLOCK) as work:
        claimed = claim_notices(work, limit)
    for notice in claimed:
        try:
            _send(office, doors, notice)
        except Exception as error:          # the door's trouble, not the notice's: it is tried again
            log.error("notice %s was not sent: %s", notice.notice_id, type(error).__name__)
            with office.writing(CLOCK, {notice.municipality}) as work:
                notice_failed(work, notice)
    return len(claimed)


def _send(office: Office, doors: Iterable[Door], notice: ClaimedNotice) -> None:
    with office.writing(CLOCK, {notice.municipality}) as work:
        letter = letter_of(work, notice)
    if letter is None:                      # what it was about is over
        return
    for door in doors:
        door.send(letter)
    with office.writing(CLOCK, {notice.municipality}) as work:
        notice_sent(work, notice)


def show_life(office: Office) -> None:
    """For whoever wonders whether anybody watches: see `aanzet doctor`."""
    with office.writing(CLOCK) as work:
        beat(work)


def look(office: Office, doors: Iterable[Door] = (), rounds: int = 40) -> int:
    """Do all there is to do now, up to a number of rounds. Gives how much was done."""
    done = 0
    for _ in range(rounds):
        found = fire_due(office) + tell(office) + deliver(office, doors)
        done += found
        if not found:
            break
    return done
