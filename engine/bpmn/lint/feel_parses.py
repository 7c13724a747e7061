"""FEEL parses wherever it stands, a condition says that it is FEEL, and Python is called by its name."""
import re
from collections.abc import Iterator

from engine import feel
from engine.bpmn.lint.context import Context, Part
from engine.bpmn.lint.expressions import Place, expressions, is_feel, short
from engine.bpmn.lint.graph import Graph
from engine.bpmn.model import Process
from engine.findings import Finding

_TEXTS = re.compile(r'"(?:[^"\\]|\\.)*"')
_OTHERS = (
    ("JUEL", re.compile(r"[$#]\{")),
    ("XPath", re.compile(r"\bbpmn:\w+\(|\$\w+/")),
    ("JavaScript", re.compile(r"===|!==|&&|\|\||\b(?:typeof|undefined|const|let)\b")),
    ("Python", re.compile(r"==|__\w+|\b(?:lambda|import|elif|def|is\s+not|not\s+in|True|False|None)\b"
                          r"|\b(?:len|str|int|float|bool|dict|isinstance|getattr|print|eval|exec|open)\s*\("
                          r"|\.(?:get|append|keys|items|lower|upper|strip|format|split)\s*\(")),
)
_CONDITIONS = ("condition", "completion")     # worked out with "=" or without; Camunda 8 takes no file that has them without
_NAMES = re.compile(r"let|const|import|def|undefined|typeof|lambda|elif")       # that a variable may be called too


def check(process: Process, graph: Graph, context: Context) -> Iterator[Finding]:
    for place in expressions(process):
        yield from _check(place, context)


def _check(place: Place, context: Context) -> Iterator[Finding]:
    where = {"name": place.name, "part": Part(place.part), "source": short(place.source)}
    bare = _TEXTS.sub('""', place.source)
    language, sign = _other_language(bare)
    try:
        feel.compile(place.source)
    except feel.FeelError as wrong:
        if language:
            yield context.error(place.element, "lint.other_language", language=language, sign=sign, **where)
        elif "'" in bare:
            yield context.error(place.element, "lint.single_quotes", **where)
        else:
            yield context.error(place.element, "lint.feel_wrong", why=wrong, **where)
    else:
        # What parses as FEEL but was meant otherwise would quietly give null.
        if language and not _NAMES.fullmatch(sign):
            yield context.error(place.element, "lint.other_language", language=language, sign=sign, **where)
        elif place.part in _CONDITIONS and not is_feel(place.text):
            yield context.warning(place.element, "lint.condition_unmarked", **where)
        for doubt in feel.doubts(place.source):
            yield context.warning(place.element, "lint.feel_doubt", why=doubt, **where)


def _other_language(source: str) -> tuple[str, str]:
    found = ((language, pattern.search(source)) for language, pattern in _OTHERS)
    return next(((language, sign[0].strip()) for language, sign in found if sign), ("", ""))
