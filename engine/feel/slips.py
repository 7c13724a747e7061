"""Signs and words that people write in FEEL out of habit, and what they mean."""
import re

# What other languages and word processors make of a sign, longest first.
_SIGNS = {
    "===": "=", "!==": "!=", "==": "=", "=>": ">=", "=<": "<=", "<>": "!=", "≥": ">=", "≤": "<=", "≠": "!=", "&&": "and", "||": "or",
    "!": "not(…)", "“": '"', "”": '"', "„": '"', "«": '"', "»": '"', "‘": '"', "’": '"', "'": '"', "–": "-", "—": "-", "−": "-",
    "×": "*", "÷": "/", "^": "**", ";": ",",
}
_SIGN = re.compile("|".join(re.escape(sign) for sign in sorted(_SIGNS, key=len, reverse=True)))
_DOUBLED = re.compile(r"===|!==|=>|=<|<>")
_WORDS = {"en": "and", "of": "or", "and": "and", "or": "or", "is": "=", "dan": "then", "anders": "else", "tussen": "between"}
_WORD = re.compile(r"[A-Za-z]+(?!\w)")
_COMMA = re.compile(r"[\d.]+,\d+", re.A)
_DIGITS_BEFORE = re.compile(r"(?<![\w.,])[\d.]*\d\Z", re.A)
_NOT_BEFORE = re.compile(r"\bnot\s+\Z", re.I)


def slip(source: str, at: int, after_operand: bool) -> tuple[str, dict] | None:
    """The key of the sentence for what went wrong here, with what was written and what was meant; None where nobody knows."""
    found = _SIGN.match(source, at)
    if found:
        return "feel.syntax.meant", {"sign": found[0], "meant": _SIGNS[found[0]]}
    if not after_operand:
        return None
    if source.startswith(",", at):
        return _decimal_comma(source, at)
    if _NOT_BEFORE.search(source[:at]):
        return "feel.syntax.not_brackets", {}
    word = _WORD.match(source, at)
    meant = _WORDS.get(word[0].lower()) if word else None
    return ("feel.syntax.meant", {"sign": word[0], "meant": meant}) if meant and meant != word[0] else None


def doubled(source: str, at: int) -> dict | None:
    """A comparison of two signs that FEEL would read as two comparisons, and what was meant."""
    found = _DOUBLED.match(source, at)
    return {"sign": found[0], "meant": _SIGNS[found[0]]} if found else None


def _decimal_comma(source: str, at: int) -> tuple[str, dict] | None:
    before = _DIGITS_BEFORE.search(source, max(0, at - 40), at)
    written = before and _COMMA.match(source, before.start())
    if not written:
        return None
    return "feel.syntax.decimal_comma", {"number": written[0], "meant": written[0].replace(".", "").replace(",", ".")}
