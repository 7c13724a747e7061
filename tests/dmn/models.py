"""Writes small DMN models for the stories, as a modeller would save them."""
from collections.abc import Sequence
from datetime import datetime
from xml.sax.saxutils import escape, quoteattr
from zoneinfo import ZoneInfo

from engine import dmn, feel

MORNING = feel.World(now=datetime(2031, 3, 3, 9, 0, tzinfo=ZoneInfo("Europe/Amsterdam")))
DMN_13 = "https://www.omg.org/spec/DMN/20191111/MODEL/"


def definitions(*elements: str, namespace: str = "http://buurt.example/beslissingen", model: str = DMN_13, more: str = "") -> bytes:
    return (f'<?xml version="1.0" encoding="UTF-8"?>\n<definitions xmlns="{model}" id="beslissingen" name="Beslissingen" '
            f'namespace="{namespace}" {more}>{"".join(elements)}</definitions>').encode()


def decision(key: str, logic: str, *, name: str | None = None, type_ref: str = "", needs: Sequence[str] = ()) -> str:
    """`needs`: references with their kind in front, as `input:#weer`, `decision:#plek` or `knowledge:#omrekenen`."""
    return (f'<decision id="{key}" name={quoteattr(name or key)}>{variable(name or key, type_ref)}'
            f'{"".join(requirement(need) for need in needs)}{logic}</decision>')


def variable(name: str, type_ref: str = "") -> str:
    return f'<variable name={quoteattr(name)}{_type(type_ref)}/>'


def requirement(need: str) -> str:
    kind, _, reference = need.partition(":")
    around = "knowledgeRequirement" if kind == "knowledge" else "informationRequirement"
    return f'<{around}><required{kind.capitalize()} href="{reference}"/></{around}>'


def input_data(key: str, type_ref: str = "", name: str | None = None) -> str:
    return f'<inputData id="{key}" name={quoteattr(name or key)}>{variable(name or key, type_ref)}</inputData>'


def literal(text: str, type_ref: str = "") -> str:
    return f"<literalExpression{_type(type_ref)}><text>{escape(text)}</text></literalExpression>"


def table(inputs: Sequence[str], outputs: Sequence[str], rules: Sequence[str], *, hit: str = "", aggregation: str = "") -> str:
    """`inputs`: FEEL, with allowed values after `|`. `outputs`: a name, with values after `|` and a default after `||`.
    `rules`: cells split by `;`, with an annotation after `#`."""
    policy = (f' hitPolicy="{hit}"' if hit else "") + (f' aggregation="{aggregation}"' if aggregation else "")
    rows = "".join(_rule(number, rule, len(inputs)) for number, rule in enumerate(rules, 1))
    return f'<decisionTable id="tabel"{policy}>{"".join(map(_input, inputs))}{"".join(map(_output, outputs))}{rows}</decisionTable>'


def box(tag: str, *inside: str, attributes: str = "") -> str:
    return f"<{tag} {attributes}>{''.join(inside)}</{tag}>"


def entry(name: str, logic: str, type_ref: str = "") -> str:
    """One line of a boxed context; without a name it is the result."""
    return f"<contextEntry>{variable(name, type_ref) if name else ''}{logic}</contextEntry>"


def decide(model: bytes, key: str, **inputs: object) -> object:
    """The value alone, as JSON."""
    return feel.to_json(verdict(model, key, **inputs).value)


def verdict(model: bytes, key: str, **inputs: object) -> dmn.Verdict:
    return dmn.read(model, name="beslissingen.dmn").decide(key, inputs, MORNING)


def _input(written: str) -> str:
    text, _, values = written.partition("|")
    allowed = f"<inputValues><text>{escape(values)}</text></inputValues>" if values else ""
    return f"<input label={quoteattr(text.strip())}><inputExpression><text>{escape(text)}</text></inputExpression>{allowed}</input>"


def _output(written: str) -> str:
    written, _, default = written.partition("||")
    name, _, values = written.partition("|")
    return (f"<output name={quoteattr(name.strip())}>"
            + (f"<outputValues><text>{escape(values)}</text></outputValues>" if values else "")
            + (f"<defaultOutputEntry><text>{escape(default)}</text></defaultOutputEntry>" if default else "") + "</output>")


def _rule(number: int, written: str, tests: int) -> str:
    written, _, note = written.partition("#")
    cells = [escape(cell.strip()) for cell in written.split(";")]
    tags = ["inputEntry"] * tests + ["outputEntry"] * (len(cells) - tests)
    body = "".join(f"<{tag}><text>{cell}</text></{tag}>" for tag, cell in zip(tags, cells))
    return f'<rule id="regel-{number}">{f"<description>{escape(note.strip())}</description>" if note else ""}{body}</rule>'


def _type(type_ref: str) -> str:
    return f' typeRef="{type_ref}"' if type_ref else ""
