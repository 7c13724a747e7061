"""The overview of the day: what somebody wants to hear once a day, in one letter; without what is over or read by then."""
from dataclasses import dataclass

from sqlalchemy import select, update

from engine.iso import local
from engine.language import text
from engine.notices import BACK_OFF, BATCH, IN_HAND, LEASE, Letter, Passage, is_over, words_of
from engine.tables import Notice, Person
from engine.work import Work


@dataclass(frozen=True)
class ClaimedOverview:
    """`through`: the last notice in it, which makes its mark the same each time it is tried."""

    person: int
    leases: tuple[tuple[int, int], ...]     # notice id, lease token

    @property
    def through(self) -> int:
        return max(notice for notice, _ in self.leases)


def overview_waits(work: Work) -> bool:
    """Whether claiming would give something: a look that locks nothing."""
    return work.session.scalar(select(Notice.id).where(*_ready(work)).limit(1)) is not None


def claim_overviews(work: Work, limit: int = BATCH) -> list[ClaimedOverview]:
    """Lease what is due for the overview, a person at a time, of every municipality."""
    people = work.session.scalars(select(Notice.person_id).where(*_ready(work)).distinct().order_by(Notice.person_id).limit(limit)).all()
    claimed = []
    for person in people:
        taken = work.session.execute(
            update(Notice).where(*_ready(work), Notice.person_id == person)
            .values(lease_until=work.now + LEASE, lease_token=Notice.lease_token + 1, attempts=Notice.attempts + 1)
            .returning(Notice.id, Notice.lease_token).execution_options(synchronize_session=False)).all()
        if taken:                           # else another worker was first
            claimed.append(ClaimedOverview(person, tuple((row.id, row.lease_token) for row in sorted(taken))))
    return claimed


def overview_of(work: Work, claimed: ClaimedOverview) -> Letter | None:
    """One letter about all of it; None when nothing is left to tell."""
    person = work.session.get_one(Person, claimed.person)
    kept = []
    for notice in _mine(work, claimed):
        if is_over(work, notice) or not person.active:
            notice.state, notice.lease_until = "dropped", None
        elif notice.read_at is not None or not person.email:
            notice.state, notice.lease_until = "kept", None
        else:
            kept.append(notice)
    if not kept:
        return None
    for notice in kept:
        notice.lease_until = work.now + IN_HAND
    told = dict.fromkeys(Passage(words_of(work, notice, person.language)[1], notice.task_id, notice.case_id) for notice in kept)
    return Letter(f"overview-{claimed.person}-{claimed.through}", "digest", person.name, person.email, person.language,
                  text("notice.digest", person.language), (Passage(text("notice.digest.body", person.language)), *told), local(work.now))


def overview_sent(work: Work, claimed: ClaimedOverview) -> None:
    for notice in _mine(work, claimed):
        notice.state, notice.sent_at, notice.lease_until = "sent", work.now, None


def overview_failed(work: Work, claimed: ClaimedOverview, refused: bool = False) -> None:
    """Tried again later; after the last attempt, or when it was refused for good, it stays in the app alone."""
    for notice in _mine(work, claimed):
        if refused or notice.attempts > len(BACK_OFF):
            notice.state, notice.lease_until = "kept", None
        else:
            notice.lease_until = work.now + BACK_OFF[notice.attempts - 1]


def _ready(work: Work) -> tuple:
    return Notice.state == "gathered", Notice.lease_until <= work.now


def _mine(work: Work, claimed: ClaimedOverview) -> list[Notice]:
    tokens = dict(claimed.leases)
    rows = work.session.scalars(select(Notice).where(
        Notice.person_id == claimed.person, Notice.state == "gathered", Notice.id.in_(tokens)).order_by(Notice.id).with_for_update())
    return [notice for notice in rows if notice.lease_token == tokens[notice.id]]
