"""Why a decision came out as it did, for whoever asks: which rules fitted, on what, and what came of it."""
import re
from collections.abc import Iterable, Iterator, Mapping
from itertools import zip_longest
from typing import Any

from sqlalchemy import select

from engine.access import reads_as
from engine.dmn.definitions import Table
from engine.explanation import term_in_words
from engine.forms import Words
from engine.iso import BadTime
from engine.language import text
from engine.library import Contents
from engine.privacy import reference, references
from engine.queries.speech import Speech, speech
from engine.roles import BOARD_OF
from engine.standing import Standing
from engine.tables import Case, Definition, Municipality
from engine.work import Work

_AS_THEY_ARE: Words = {}
_ENGLISH = "_en"
_MOST_TABLES = 12           # a decision on a long list looks at one table many times: nobody reads all of that
_NAMES = re.compile(r"(?:[^\W\d]\w*\.)*([^\W\d]\w*)")


def standing_of(work: Work, case_id: int) -> Standing:
    """A case to read in, not to write in: nothing is locked. Looked up once, however many parts of a page ask."""
    if case_id in work.read:
        return work.read[case_id]
    row = work.session.execute(
        select(Case, Municipality, Definition.bundle_id).join(Municipality, Municipality.code == Case.municipality)
        .join(Definition, Definition.id == Case.definition_id).where(Case.id == case_id)).one()
    return work.read.setdefault(case_id, Standing(work, row.Case, row.Municipality, work.library.shelf(work.session, row.bundle_id)))


def reasons(standing: Standing, payload: Mapping[str, Any], language: str) -> tuple[str, ...]:
    """Short sentences about one DecisionTaken, to be read one by one. What the reader may not see is said to be personal, not left out."""
    trace = payload.get("trace") or []
    standing.veil.load(trace)
    told = ((taken, _held(standing, taken["decision"])) for taken in trace)
    return tuple(sentence for taken, contents in told for sentence in _of_decision(
        taken, _drawn(contents, taken["decision"]), speech(standing.work, contents.id, language), _Reader(standing, contents, language)))


class _Reader:
    """What may be read of values by whoever asks, in their language."""

    def __init__(self, standing: Standing, contents: Contents, language: str):
        self.veil, self.seen, self.language = standing.veil, reads_as(standing.work.actor, standing.case.municipality), language
        self.words = contents.called_in_english if language == "en" else contents.called

    def text(self, key: str, **params: Any) -> str:
        return text(f"dmn.why.{key}", self.language, **params)

    def hides(self, value: Any) -> bool:
        return any(self.veil.lift(reference(one), self.seen) is None for one in references(value))

    def clear(self, value: Any) -> Any:
        return self.veil.lift(value, self.seen)

    def said(self, value: Any, names: Iterable[str] = (), columns: Mapping[str, str] | None = None) -> str:
        return self.text("personal") if self.hides(value) else written(self.clear(value), self.language, columns, self.words, names)


def _held(standing: Standing, decision: str) -> Contents:
    """The files of a decision: those of the case, or of a process that it called."""
    own = standing.work.library.contents(standing.work.session, standing.shelf.bundle)
    return standing.shelf.holding("decision", decision) or own


def _drawn(contents: Contents, decision: str) -> Table | None:
    """The table that a decision is; None where it is something else."""
    found = contents.decisions.get(decision)
    drawn = found.definitions.decisions[decision].expression if found else None
    return drawn if isinstance(drawn, Table) else None


def _of_decision(taken: Mapping[str, Any], drawn: Table | None, spoken: Speech, reader: _Reader) -> Iterator[str]:
    def own(column: str) -> str:
        return "" if column == taken["decision"] else column        # a column without an id carries its decision's

    yield reader.text("looked" if taken["tables"] else "worked_out", decision=spoken.name(taken["decision"], taken["name"]))
    for table in taken["tables"][:_MOST_TABLES]:
        columns = [own(column.id) for column in drawn.inputs] if drawn and drawn.id == table["id"] and len(drawn.inputs) == len(table["inputs"]) else []
        for column, one in zip_longest(columns, table["inputs"], fillvalue=""):
            yield _sentence(f"{spoken.name(column, one['label'] or one['expression'])}: {reader.said(one['value'], _NAMES.findall(one['expression']))}")
        *numbers, last = [str(rule["number"]) for rule in table["rules"]] or [""]
        yield reader.text("rules" if numbers else "rule" if last else "no_rule", rules=", ".join(numbers), rule=last)
        yield from (_sentence(note) for rule in table["rules"] for note in _notes(rule, spoken) if note)
    outputs = {column.name: spoken.name(own(column.id), column.label) for column in drawn.outputs if column.name} if drawn else {}
    yield from _outcome(taken["value"], drawn, outputs, reader)


def _outcome(value: Any, drawn: Table | None, outputs: Mapping[str, str], reader: _Reader) -> Iterator[str]:
    """One value in one sentence; of more than one, each in its own."""
    found = None if reader.hides(value) else reader.clear(value)
    several = [{name: inner} for name, inner in in_language(found, reader.language).items()] if isinstance(found, dict) else found
    if isinstance(several, list) and several and all(isinstance(one, dict) for one in several):
        yield reader.text("outcomes")
        yield from (_sentence(reader.said(one, (), outputs)) for one in several)
    else:
        yield _sentence(reader.text("outcome", value=reader.said(value, _unnamed(drawn), outputs).removesuffix(".")))


def _sentence(words: str) -> str:
    return words if words.endswith((".", "?", "!")) else f"{words}."


def _notes(rule: Mapping[str, Any], spoken: Speech) -> list[str]:
    """What a rule says of itself. A translation goes by the rule's id, so it can only stand for one note."""
    notes = rule["annotations"]
    return [spoken.name(rule["id"], notes[0])] if len(notes) == 1 and notes[0] else notes


def _unnamed(drawn: Table | None) -> list[str]:
    """What comes of a table with one column is a value by itself."""
    return [drawn.outputs[0].name or ""] if drawn and len(drawn.outputs) == 1 else []


def written(value: Any, language: str, columns: Mapping[str, str] | None = None, words: Words = _AS_THEY_ARE, names: Iterable[str] = ()) -> str:
    """A value of case data as a reader writes it.

    `columns`: what the outputs of a table are called; `words`: what values are called, by the `names` they may be an answer of.
    """
    if value is None or value == [] or isinstance(value, bool):
        return text({True: "dmn.why.yes", False: "dmn.why.no"}[value] if isinstance(value, bool) else "dmn.why.nothing", language)
    if isinstance(value, dict):
        return ", ".join(f"{(columns or {}).get(key, key)}: {written(inner, language, None, words, (key,)).removesuffix('.')}"
                         for key, inner in in_language(value, language).items())
    if isinstance(value, list):
        between = "; " if any(isinstance(inner, dict) for inner in value) else ", "
        return between.join(written(inner, language, columns, words, names) for inner in value)
    called = (words[name][str(value)] for name in names if str(value) in words.get(name, {}))
    return next(called, None) or _word(str(value), language)


def in_language(value: Mapping[str, Any], language: str) -> dict[str, Any]:
    """What a table gave, without the English beside it: older ones said some values twice, as `why` and `why_en`."""
    return {name: value.get(f"{name}{_ENGLISH}", inner) if language == "en" else inner
            for name, inner in value.items() if not (name.endswith(_ENGLISH) and name.removesuffix(_ENGLISH) in value)}


def _word(word: str, language: str) -> str:
    """Roles and terms are the same words everywhere; the rest is what somebody wrote."""
    if word in BOARD_OF:
        return text(f"compare.role.{word}", language)
    try:
        return term_in_words(word, language)
    except BadTime:
        return word
