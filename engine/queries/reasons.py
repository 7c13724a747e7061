"""Why a decision came out as it did, for whoever asks: which rules fitted, on what, and what came of it."""
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
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
_MOST_TABLES = 12           # a decision on a long list looks at one table many times: nobody reads all of that
Said = Callable[..., str]     # (value, names of what may hold it, what each output is called)
_NAMES = re.compile(r"(?:[^\W\d]\w*\.)*([^\W\d]\w*)")


def standing_of(work: Work, case_id: int) -> Standing:
    """A case to read in, not to write in: nothing is locked. Looked up once, however many parts of a page ask."""
    if case_id in work.read:
        return work.read[case_id]
    row = work.session.execute(
        select(Case, Municipality, Definition.bundle_id).join(Municipality, Municipality.code == Case.municipality)
        .join(Definition, Definition.id == Case.definition_id).where(Case.id == case_id)).one()
    return work.read.setdefault(case_id, Standing(work, row.Case, row.Municipality, work.library.shelf(work.session, row.bundle_id)))


def reasons(standing: Standing, payload: Mapping[str, Any], language: str) -> str:
    """Sentences about one DecisionTaken. What the reader may not see is said to be personal, not left out."""
    veil, seen = standing.veil, reads_as(standing.work.actor, standing.case.municipality)
    trace = payload.get("trace") or []
    veil.load(trace)

    def saying(contents: Contents) -> Said:
        words = contents.called_in_english if language == "en" else contents.called

        def said(value: Any, names: Iterable[str] = (), columns: Mapping[str, str] | None = None) -> str:
            if any(veil.lift(reference(one), seen) is None for one in references(value)):
                return text("dmn.why.personal", language)
            return written(veil.lift(value, seen), language, columns, words, names)
        return said
    told = ((taken, _held(standing, taken["decision"])) for taken in trace)
    return " ".join(sentence for taken, contents in told for sentence in _of_decision(
        taken, _drawn(contents, taken["decision"]), speech(standing.work, contents.id, language), saying(contents), language))


def _held(standing: Standing, decision: str) -> Contents:
    """The files of a decision: those of the case, or of a process that it called."""
    own = standing.work.library.contents(standing.work.session, standing.shelf.bundle)
    return standing.shelf.holding("decision", decision) or own


def _drawn(contents: Contents, decision: str) -> Table | None:
    """The table that a decision is; None where it is something else."""
    found = contents.decisions.get(decision)
    drawn = found.definitions.decisions[decision].expression if found else None
    return drawn if isinstance(drawn, Table) else None


def _of_decision(taken: Mapping[str, Any], drawn: Table | None, spoken: Speech, said: Said, language: str) -> Iterator[str]:
    decision = spoken.name(taken["decision"], taken["name"])

    def own(column: str) -> str:
        return "" if column == taken["decision"] else column        # a column without an id carries its decision's

    for table in taken["tables"][:_MOST_TABLES]:
        columns = [own(column.id) for column in drawn.inputs] if drawn and drawn.id == table["id"] and len(drawn.inputs) == len(table["inputs"]) else []
        inputs = "; ".join(f"{spoken.name(column, one['label'] or one['expression'])}: {said(one['value'], _NAMES.findall(one['expression'])).removesuffix('.')}"
                           for column, one in zip_longest(columns, table["inputs"], fillvalue=""))
        numbers = ", ".join(str(rule["number"]) for rule in table["rules"])
        key = "dmn.why.rules" if len(table["rules"]) > 1 else "dmn.why.rule" if numbers else "dmn.why.no_rule"
        yield text(key, language, decision=decision, rules=numbers, inputs=inputs)
        yield from (note if note.endswith((".", "?", "!")) else f"{note}." for rule in table["rules"] for note in _notes(rule, spoken) if note)
    outputs = {column.name: spoken.name(own(column.id), column.label) for column in drawn.outputs if column.name} if drawn else {}
    yield text("dmn.why.outcome", language, decision=decision, value=said(taken["value"], _unnamed(drawn), outputs).removesuffix("."))


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
                         for key, inner in value.items())
    if isinstance(value, list):
        between = "; " if any(isinstance(inner, dict) for inner in value) else ", "
        return between.join(written(inner, language, columns, words, names) for inner in value)
    called = (words[name][str(value)] for name in names if str(value) in words.get(name, {}))
    return next(called, None) or _word(str(value), language)


def _word(word: str, language: str) -> str:
    """Roles and terms are the same words everywhere; the rest is what somebody wrote."""
    if word in BOARD_OF:
        return text(f"compare.role.{word}", language)
    try:
        return term_in_words(word, language)
    except BadTime:
        return word
