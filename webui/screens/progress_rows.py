"""The rows of the progress page: which neighbourhoods, in which order, and the same as a file for a spreadsheet."""
import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flask import g

from engine.iso import local
from engine.queries.progress import PHASES, Place, Progress, Turns
from webui.presenting import role_name, t

ORDERS = ("name", "phase", "wait", "late", "waiting", "done")
ONLY = ("late", "waiting", "wijk", "bestuur")
BOARDS = ("wijk", "bestuur")
MAYBE_A_FORMULA = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True)
class Wish:
    """What somebody asked to see; anything unknown counts as not asked."""

    municipality: str = ""
    phase: str = ""
    only: str = ""
    order: str = "name"

    @classmethod
    def of(cls, asked: Mapping[str, str]) -> "Wish":
        phase, only, order = asked.get("phase", ""), asked.get("only", ""), asked.get("order", "")
        return cls(asked.get("municipality", "")[:12], phase if phase in (*PHASES, "none") else "", only if only in ONLY else "",
                   order if order in ORDERS else "name")

    @property
    def asked(self) -> dict[str, str]:
        """For an address that asks the same again."""
        said = {"municipality": self.municipality, "phase": self.phase, "only": self.only, "order": self.order if self.order != "name" else ""}
        return {name: value for name, value in said.items() if value}


def chosen_places(found: Progress, wish: Wish) -> list[Place]:
    """Municipality by municipality, within each in the order that was asked for."""
    shown = [place for place in found.places if _fits(place, wish)]
    codes = list(dict.fromkeys(place.municipality for place in shown))
    return sorted(shown, key=lambda place: (codes.index(place.municipality), _rank(place, wish.order), place.name))


def oldest(place: Place, board: str) -> Turns | None:
    return next((turns for turns in place.turns if turns.board == board), None)


def late_in(place: Place) -> int:
    return sum(turns.late for turns in place.turns)


def sheet(found: Progress, wish: Wish) -> bytes:
    """The rows as CSV, as spreadsheets of the reader's language open it."""
    names, written = dict(found.municipalities), io.StringIO()
    rows = csv.writer(written, delimiter=";" if g.language == "nl" else ",", lineterminator="\r\n")
    columns = ("municipality", "code", "place", "cases", "phase", "also", *(f"{board}.{part}" for board in BOARDS for part in ("number", "role", "since")),
               "late", "waiting", "done")
    rows.writerow([t(f"web.progress.csv.{column}") for column in columns])
    for place in chosen_places(found, wish):
        rows.writerow([_plain(cell) for cell in _cells(place, names[place.municipality])])
    return b"\xef\xbb\xbf" + written.getvalue().encode()


def _cells(place: Place, municipality: str) -> Sequence[object]:
    turns = []
    for board in BOARDS:
        first, mine = oldest(place, board), [one for one in place.turns if one.board == board]
        turns += [sum(one.number for one in mine), role_name(first.role) if first else "", local(first.since).date().isoformat() if first else ""]
    also = ", ".join(t(f"web.phase.{phase}") for phase in place.also)
    return (municipality, place.code or "", place.name if place.code else t("web.progress.whole", name=place.name), place.cases,
            t(f"web.phase.{place.phase}") if place.phase else "", also, *turns, late_in(place), place.waiting, place.done)


def _plain(cell: object) -> object:
    """No cell is ever worked out by a spreadsheet."""
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(MAYBE_A_FORMULA) else cell


def _fits(place: Place, wish: Wish) -> bool:
    if wish.phase and (place.phase or "none") != wish.phase and wish.phase not in place.also:
        return False
    if wish.only in BOARDS:
        return oldest(place, wish.only) is not None
    return {"late": late_in(place), "waiting": place.waiting}.get(wish.only, 1) > 0


def _rank(place: Place, order: str) -> tuple:
    if order == "phase":
        return (-PHASES.index(place.phase) if place.phase else 1,)
    if order == "wait":
        return (not place.turns, min((turns.since for turns in place.turns), default=g.now))
    return ({"late": -late_in(place), "waiting": -place.waiting, "done": -place.done}.get(order, 0),)
