"""Texts that people read are plain (B1): sentences of at most some twenty words, and no word that has a plainer one."""
import re
from collections.abc import Iterator

from engine.bpmn.lint.context import Context, called
from engine.bpmn.lint.graph import Graph
from engine.bpmn.model import Process
from engine.findings import Finding

MOST_WORDS = 20
PLAINER = {
    "aangaande": "over", "alsmede": "en ook", "alvorens": "voordat", "betreffende": "over", "conform": "volgens", "derhalve": "dus",
    "dienen": "moeten", "dient": "moet", "echter": "maar", "evenals": "net als", "faciliteren": "helpen", "geschieden": "gebeuren", "heden": "nu",
    "implementeren": "invoeren", "indien": "als", "inzake": "over", "jegens": "tegen", "middels": "met", "nochtans": "toch",
    "omtrent": "over", "reeds": "al", "teneinde": "om", "tevens": "ook", "thans": "nu", "tijdig": "op tijd",
    "trachten": "proberen", "verstrekken": "geven", "wederom": "weer", "zodanig": "zo", "zulks": "dat"}
_SENTENCE = re.compile(r"[.!?:;]+(?=\s|$)|\n+|\s[-*]\s")
_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")


def check(process: Process, graph: Graph, context: Context) -> Iterator[Finding]:
    yield from about(process.id, process.name or process.id, process.documentation, context)
    for element in process.elements.values():
        for text in (element.name, element.documentation, element.own("handoff_reason") or ""):
            yield from about(element.id, called(element), text, context)


def about(place: str, name: str, text: str, context: Context) -> Iterator[Finding]:
    """What makes this text hard to read, once for each kind."""
    words = longest_sentence(text)
    if words > MOST_WORDS:
        yield context.warning(place, "lint.long_sentence", name=_short(name), words=words, most=MOST_WORDS)
    hard = hard_word(text)
    if hard:
        yield context.warning(place, "lint.hard_word", name=_short(name), word=hard, plain=PLAINER[hard])


def longest_sentence(text: str) -> int:
    """Words in the longest sentence; FEEL and what stands between braces counts for one word."""
    plain = re.sub(r"\{\{.*?\}\}", "x", text)
    return 0 if text.lstrip().startswith("=") else max((len(_WORD.findall(one)) for one in _SENTENCE.split(plain)), default=0)


def hard_word(text: str) -> str | None:
    if text.lstrip().startswith("="):
        return None
    return next((word for word in (found.casefold() for found in _WORD.findall(text)) if word in PLAINER), None)


def _short(name: str) -> str:
    return name if len(name) <= 60 else f"{name[:60]}…"
