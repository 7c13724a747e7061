"""The overview of the day: what somebody wants to hear once a day, in one letter; without what is over or read by then."""
from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import and_, bindparam, select

from engine.choices import NEVER, choice_of
from engine.iso import local
from engine.language import text
from engine.leases import BATCH, Leased, Pile
from engine.notices import IN_HAND, LEASE, Letter, Passage, is_over, leads_to, try_later, words_of
from engine.tables import Notice, Person
from engine.unsubscribing import OVERVIEW, stop_said
from engine.work import Work


GATHERED = Pile(Notice, Notice.state == "gathered", LEASE)
READERS = (select(Notice.person_id).where(GATHERED.waits, GATHERED.free).distinct().order_by(Notice.person_id).limit(bindparam("most")))
# All of one reader at once, and waiting for who does the same: two letters with a half each would be one too many.
TAKING = GATHERED.leasing(and_(GATHERED.waits, GATHERED.free, Notice.person_id == bindparam("person")))


@dataclass(frozen=True)
class ClaimedOverview:
    """`through`: the last notice in it, which makes its mark the same each time it is tried."""

    person: int
    tokens: Mapping[int, int]               # notice -> lease token

    @property
    def through(self) -> int:
        return max(self.tokens)

    def rows(self) -> list[Leased]:
        return [Leased(notice, token, "") for notice, token in self.tokens.items()]


def claim_overviews(work: Work, limit: int = BATCH) -> list[ClaimedOverview]:
    """Lease what is due for the overview, a person at a time, of every municipality."""
    people = work.session.scalars(READERS, {"now": work.now, "most": limit}).all()
    taken = {person: work.session.execute(TAKING, {"now": work.now, "leased": work.now + LEASE, "person": person}).all() for person in people}
    return [ClaimedOverview(person, {row.id: row.lease_token for row in rows}) for person, rows in taken.items() if rows]     # else another was first


def overview_of(work: Work, claimed: ClaimedOverview) -> Letter | None:
    """One letter about all of it; None when nothing is left to tell."""
    person, choice = work.session.get_one(Person, claimed.person), choice_of(work, claimed.person)
    kept = []
    for notice in _mine(work, claimed):
        if is_over(work, notice) or not person.active:
            notice.state, notice.lease_until = "dropped", None
        elif notice.read_at is not None or not person.email or choice.way(notice.kind) == NEVER:     # said since it was gathered
            notice.state, notice.lease_until = "kept", None
        else:
            kept.append(notice)
    if not kept:
        return None
    for notice in kept:
        notice.lease_until = work.now + IN_HAND
    told = dict.fromkeys(Passage(words_of(work, notice, person.language)[1], *leads_to(work, notice)) for notice in kept)
    return Letter(f"overview-{claimed.person}-{claimed.through}", OVERVIEW, person.name, person.email, person.language,
                  text("notice.digest", person.language), (Passage(text("notice.digest.body", person.language)), *told), local(work.now), stop=stop_said(work, person.id, OVERVIEW))


def overview_sent(work: Work, claimed: ClaimedOverview) -> None:
    for notice in _mine(work, claimed):
        notice.state, notice.sent_at, notice.lease_until = "sent", work.now, None


def overview_failed(work: Work, claimed: ClaimedOverview, refused: bool = False) -> None:
    """Tried again later; after the last attempt, or when it was refused for good, it stays in the app alone."""
    for notice in _mine(work, claimed):
        try_later(notice, work.now, refused)


def _mine(work: Work, claimed: ClaimedOverview) -> list[Notice]:
    rows = work.session.scalars(select(Notice).where(
        Notice.person_id == claimed.person, Notice.state == "gathered", Notice.id.in_(claimed.tokens)).order_by(Notice.id).with_for_update())
    return [notice for notice in rows if notice.lease_token == claimed.tokens[notice.id]]
