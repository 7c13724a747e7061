"""Turns the HTML of a form-js html component into markdown; tags that do more than mark up text are refused."""
from html.parser import HTMLParser

_IGNORED = {"div", "span", "section", "article", "header", "footer", "u", "small", "sub", "sup", "html", "body"}
_BREAKS = {"p": "\n\n", "div": "\n\n", "section": "\n\n", "ul": "\n\n", "ol": "\n\n", "br": "\n", "hr": "\n\n---\n\n", "blockquote": "\n\n> "}
_AROUND = {"b": "**", "strong": "**", "i": "*", "em": "*", "code": "`"}
_HEADINGS = {f"h{n}": "#" * n + " " for n in range(1, 7)}
_SAFE_LINKS = ("https://", "http://", "mailto:", "tel:")


class HtmlRefused(Exception):
    def __init__(self, tag: str):
        self.tag = tag
        super().__init__(tag)


def markdown(source: str) -> str:
    """Markdown with the same words; `{{ }}` stays as it was. Raises HtmlRefused with the tag that is no text."""
    reader = _Reader()
    reader.feed(source)
    reader.close()
    lines = [line.strip() for line in "".join(reader.pieces).splitlines()]
    return "\n".join(line for n, line in enumerate(lines) if line or (n and lines[n - 1])).strip()


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.pieces: list[str] = []
        self.links: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _HEADINGS:
            self.pieces.append("\n\n" + _HEADINGS[tag])
        elif tag == "li":
            self.pieces.append("\n- ")
        elif tag == "a":
            href = dict(attrs).get("href") or ""
            self.links.append(href if href.startswith(_SAFE_LINKS) else "")
            self.pieces.append("[" if self.links[-1] else "")
        elif tag in _BREAKS:
            self.pieces.append(_BREAKS[tag])
        elif tag in _AROUND:
            self.pieces.append(_AROUND[tag])
        elif tag not in _IGNORED:
            raise HtmlRefused(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag == "a" and self.links:
            href = self.links.pop()
            self.pieces.append(f"]({href})" if href else "")
        elif tag in _AROUND:
            self.pieces.append(_AROUND[tag])
        elif tag in _HEADINGS or tag in ("p", "ul", "ol", "blockquote"):
            self.pieces.append("\n\n")

    def handle_data(self, data: str) -> None:
        self.pieces.append(data)
