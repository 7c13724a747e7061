"""Why a decision came out as it did, for whoever asks: which rules fitted, on what, and what came of it."""
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from sqlalchemy import select

from engine.access import reads_as
from engine.language import text
from engine.privacy import reference, references
from engine.standing import Standing
from engine.tables import Case, Definition, Municipality
from engine.work import Work

_MOST_TABLES = 12           # a decision on a long list looks at one table many times: nobody reads all of that
Said = Callable[[Any], str]


def standing_of(work: Work, case_id: int) -> Standing:
    """A case to read in, not to write in: nothing is locked."""
    row = work.session.execute(
        select(Case, Municipality, Definition.bundle_id).join(Municipality, Municipality.code == Case.municipality)
        .join(Definition, Definition.id == Case.definition_id).where(Case.id == case_id)).one()
    return Standing(work, row.Case, row.Municipality, work.library.shelf(work.session, row.bundle_id))


def reasons(standing: Standing, payload: Mapping[str, Any], language: str) -> str:
    """Sentences about one DecisionTaken. What the reader may not see is said to be personal, not left out."""
    veil, seen = standing.veil, reads_as(standing.work.actor, standing.case.municipality)
    trace = payload.get("trace") or []
    veil.load(trace)

    def said(value: Any) -> str:
        if any(veil.lift(reference(one), seen) is None for one in references(value)):
            return text("dmn.why.personal", language)
        return written(veil.lift(value, seen), language)
    return " ".join(sentence for taken in trace for sentence in _of_decision(taken, said, language))


def _of_decision(taken: Mapping[str, Any], said: Said, language: str) -> Iterator[str]:
    for table in taken["tables"][:_MOST_TABLES]:
        inputs = ", ".join(f"{one['label'] or one['expression']}: {said(one['value'])}" for one in table["inputs"])
        numbers = ", ".join(str(rule["number"]) for rule in table["rules"])
        key = "dmn.why.rules" if len(table["rules"]) > 1 else "dmn.why.rule" if numbers else "dmn.why.no_rule"
        yield text(key, language, decision=taken["name"], rules=numbers, inputs=inputs)
        yield from (note if note.endswith((".", "?", "!")) else f"{note}." for rule in table["rules"] for note in rule["annotations"] if note)
    yield text("dmn.why.outcome", language, decision=taken["name"], value=said(taken["value"]).removesuffix("."))


def written(value: Any, language: str) -> str:
    """A value of case data as a reader writes it."""
    if value is None or isinstance(value, bool):
        return text({None: "dmn.why.nothing", True: "dmn.why.yes", False: "dmn.why.no"}[value], language)
    if isinstance(value, dict):
        return ", ".join(f"{name}: {written(inner, language)}" for name, inner in _in_one_language(value, language).items())
    return ", ".join(written(inner, language) for inner in value) if isinstance(value, list) else str(value)


def _in_one_language(value: Mapping[str, Any], language: str) -> dict[str, Any]:
    """Outputs that a decision gives twice, `why` and `why_en`, once: in the reader's language."""
    twice = {name: f"{name}_en" for name in value if f"{name}_en" in value}
    return {name: value[twice[name]] if name in twice and language == "en" else inner
            for name, inner in value.items() if name not in twice.values()}
