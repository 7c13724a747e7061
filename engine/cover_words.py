"""What is said around standing in, beforehand and afterwards: sealed under a key of that cover alone, and forgotten a year after it is over."""
from dataclasses import dataclass
from datetime import timedelta
from typing import Literal

from sqlalchemy import func, or_, select, update

from engine import sealing
from engine.tables import Cover, PersonKey
from engine.work import Work

KEPT = timedelta(days=365)                  # after its end: long enough for whoever comes back late, and for a year's evaluation
GIVEN_BACK = or_(Cover.summary_sealed.is_not(None), Cover.summary.is_not(None))
IN_CLEAR = or_(Cover.asked.is_not(None), Cover.summary.is_not(None))
ENDED = func.coalesce(Cover.ended_at, Cover.until)


@dataclass(frozen=True)
class Said:
    """None: nothing was said, or it was forgotten."""

    asked: str | None
    summary: str | None


def say(work: Work, cover: Cover, what: Literal["asked", "summary"], words: str) -> None:
    """Keep words with a cover that has its number, and is not forgotten."""
    sealed = sealing.seal(_key(work, cover), words, _place(cover, what))
    setattr(cover, f"{what}_sealed", sealed)
    setattr(cover, what, None)


def said(work: Work, cover: Cover, key: PersonKey | None) -> Said:
    """`key`: the one `cover.key_id` names, read beside it. What stands in clear was written last, by an older version."""
    if is_forgotten(work, cover):
        return Said(None, None)             # the key goes within the hour
    clear = sealing.unwrap(work.settings.secret, key.wrapped, key.id) if key is not None and key.wrapped is not None else None
    asked, summary = (sealing.unseal(clear, sealed, _place(cover, what)) if clear is not None and sealed is not None else None
                      for what, sealed in (("asked", cover.asked_sealed), ("summary", cover.summary_sealed)))
    return Said(asked if cover.asked is None else cover.asked, summary if cover.summary is None else cover.summary)


def given_back(cover: Cover) -> bool:
    """Also when what was told then is forgotten."""
    return cover.summary_sealed is not None or cover.summary is not None


def is_forgotten(work: Work, cover: Cover) -> bool:
    """Whether it has been over for so long that nothing is said about it any more."""
    return (cover.ended_at or cover.until) <= work.now - KEPT


def seal_clear(work: Work) -> int:
    """Seal what an older version wrote in clear. How many covers; safe to repeat."""
    found = work.session.scalars(select(Cover).where(IN_CLEAR).order_by(Cover.id).with_for_update()).all()
    for cover in found:
        gone = cover.key_id is not None and is_forgotten(work, cover)
        for what in ("asked", "summary"):
            if gone:                        # told too late: the key is gone, or about to go
                setattr(cover, what, None)
            elif (words := getattr(cover, what)) is not None:
                say(work, cover, what, words)
    work.session.flush()
    return len(found)


def forget(work: Work) -> int:
    """Erase the keys of what was said around covers that are over for long. How many; safe to repeat."""
    old = select(Cover.key_id).where(Cover.key_id.is_not(None), ENDED <= work.now - KEPT)
    return work.session.execute(
        update(PersonKey).where(PersonKey.id.in_(old), PersonKey.wrapped.is_not(None)).values(wrapped=None, erased_at=work.now)
        .execution_options(synchronize_session=False)).rowcount


def _key(work: Work, cover: Cover) -> bytes:
    """The clear key of this cover: made with the first words."""
    secret = work.settings.secret
    if cover.key_id is None:
        clear, ident = sealing.new_key(), sealing.new_id()
        mark = sealing.blinded(secret, "subject", cover.municipality, f"cover {cover.id}")
        work.session.add(PersonKey(id=ident, municipality=cover.municipality, subject=mark, created_at=work.now,
                                   wrapped=sealing.wrap(secret, clear, ident)))
        work.session.flush()
        cover.key_id = ident
        return clear
    key = work.session.get_one(PersonKey, cover.key_id)
    return sealing.unwrap(secret, key.wrapped, key.id)


def _place(cover: Cover, what: str) -> str:
    return f"{cover.id} {what} {cover.municipality}"
