"""What a worker does: each function opens work, calls one engine function, and may be repeated without harm."""
import logging
from collections.abc import Iterable
from typing import Protocol

from engine.actors import CLOCK
from engine.claims import BATCH, Claimed, claim_due
from engine.deadlines import deadline_failed, fire_deadline
from engine.notices import Letter, claim_notices, letter_of, notice_failed, notice_sent
from engine.outbox import claim_events, spread_event
from engine.work import Office

log = logging.getLogger(__name__)


class Door(Protocol):
    """Where notices leave the building. Sending the same `Letter.id` twice must be recognisable on the other side."""

    def send(self, letter: Letter) -> None: ...


def fire_due(office: Office, limit: int = BATCH) -> int:
    """Fire what is due, each in its own transaction. Gives how many were claimed."""
    with office.writing(CLOCK) as work:
        claimed = claim_due(work, limit)
    for one in claimed:
        fire_one(office, one)
    return len(claimed)


def fire_one(office: Office, claimed: Claimed) -> None:
    """Nobody else's case waits for one that fails: the failure is counted and the next deadline fires."""
    try:
        with office.writing(CLOCK, {claimed.municipality}) as work:
            fire_deadline(work, claimed)
    except Exception as error:      # whatever went wrong belongs to this case alone
        log.error("deadline %s failed: %s", claimed.deadline_id, type(error).__name__)
        with office.writing(CLOCK, {claimed.municipality}) as work:
            deadline_failed(work, claimed, type(error).__name__)


def tell(office: Office, limit: int = BATCH) -> int:
    """Turn what happened into notices for people. Gives how many events were taken up."""
    with office.writing(CLOCK) as work:
        claimed = claim_events(work, limit)
    for event in claimed:
        with office.writing(CLOCK, {event.municipality}) as work:
            spread_event(work, event)
    return len(claimed)


def deliver(office: Office, doors: Iterable[Door] = (), limit: int = BATCH) -> int:
    """Send the notices that wait. No transaction is open while a door is busy."""
    with office.writing(CLOCK) as work:
        claimed = claim_notices(work, limit)
    for notice in claimed:
        with office.writing(CLOCK, {notice.municipality}) as work:
            letter = letter_of(work, notice)
        if letter is None:          # what it was about is over
            continue
        try:
            for door in doors:
                door.send(letter)
        except Exception as error:  # the door's trouble, not the notice's: it is tried again
            log.error("notice %s was not sent: %s", notice.notice_id, type(error).__name__)
            with office.writing(CLOCK, {notice.municipality}) as work:
                notice_failed(work, notice)
            continue
        with office.writing(CLOCK, {notice.municipality}) as work:
            notice_sent(work, notice)
    return len(claimed)


def look(office: Office, doors: Iterable[Door] = (), rounds: int = 40) -> int:
    """Do all there is to do now, up to a number of rounds. Gives how much was done."""
    done = 0
    for _ in range(rounds):
        found = fire_due(office) + tell(office) + deliver(office, doors)
        done += found
        if not found:
            break
    return done
