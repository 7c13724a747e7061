"""The little markdown that forms and descriptions use, as HTML that can hold nothing but it."""
import re

from markupsafe import Markup, escape

ASIDE = 0xE000          # a private character stands in for a sign that a backslash made plain
_ESCAPED = re.compile(r"\\([!-/:-@\[-`{-~])")
_SET_ASIDE = re.compile("[\ue021-\ue07e]")
_HEADING = re.compile(r"(#{1,4})\s+(.+)")
_ITEM = re.compile(r"\s*([-*+]|\d+[.)])\s+(.+)")
_MARKS = (
    (re.compile(r"`([^`]+)`"), r"<code>\1</code>"),
    (re.compile(r"\*\*(\S(?:.*?\S)?)\*\*"), r"<strong>\1</strong>"),
    (re.compile(r"(?<![\w*])[*_](\S(?:.*?\S)?)[*_](?![\w*])"), r"<em>\1</em>"),
    (re.compile(r"\[([^\]]+)\]\((https://[^\s()<>]+|/[^\s()<>]*)\)"), r'<a href="\2" rel="noreferrer">\1</a>'),
)


def html_of(source: str, top: int = 2) -> Markup:
    """Headings (the highest becomes an h`top`), paragraphs, lists, quotes, lines, bold, italic, code and https links. All else is text."""
    blocks = re.split(r"\n\s*\n", source.replace("\r\n", "\n").strip())
    top -= min((len(found[1]) for line in source.splitlines() if (found := _HEADING.fullmatch(line))), default=1) - 1
    return Markup("\n").join(_block(line_group, top) for block in blocks if block.strip() for line_group in _groups(block.split("\n")))


def _groups(lines: list[str]) -> list[list[str]]:
    """Lines of one kind together: a heading alone, items of one list, the rest."""
    groups: list[list[str]] = []
    for line in lines:
        if groups and _kind(line) == _kind(groups[-1][0]) and _kind(line) != "heading":
            groups[-1].append(line)
        else:
            groups.append([line])
    return groups


def _kind(line: str) -> str:
    if _HEADING.fullmatch(line):
        return "heading"
    if re.fullmatch(r"\s*([-*_])(\s*\1){2,}\s*", line):
        return "rule"
    item = _ITEM.fullmatch(line)
    if item:
        return "ol" if item[1][0].isdigit() else "ul"
    return "quote" if line.lstrip().startswith(">") else "words"


def _block(lines: list[str], top: int) -> Markup:
    kind = _kind(lines[0])
    if kind == "heading":
        signs, words = _HEADING.fullmatch(lines[0]).groups()
        level = min(6, top + len(signs) - 1)
        return Markup(f"<h{level}>") + _inline(words) + Markup(f"</h{level}>")
    if kind == "rule":
        return Markup("<hr>")
    if kind in ("ul", "ol"):
        items = Markup("").join(Markup("<li>") + _inline(_ITEM.fullmatch(line)[2]) + Markup("</li>") for line in lines)
        return Markup(f"<{kind}>") + items + Markup(f"</{kind}>")
    if kind == "quote":
        words = " ".join(line.lstrip().removeprefix(">").strip() for line in lines)
        return Markup("<blockquote><p>") + _inline(words) + Markup("</p></blockquote>")
    return Markup("<p>") + Markup("<br>").join(_inline(line.strip()) for line in lines) + Markup("</p>")


def _inline(words: str) -> Markup:
    text = str(escape(_ESCAPED.sub(lambda sign: chr(ASIDE + ord(sign[1])), words)))
    for mark, html in _MARKS:
        text = mark.sub(html, text)
    return Markup(_SET_ASIDE.sub(lambda sign: str(escape(chr(ord(sign[0]) - ASIDE))), text))
