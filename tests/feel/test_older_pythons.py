"""Python 3.11.0 to 3.11.4 match a possessive group wrongly (gh-106052), and a fresh machine may bring one of those."""
import re
from pathlib import Path

ENGINE = Path(__file__).parents[2] / "engine"
POSSESSIVE_GROUP = re.compile(r"(?<!\\)\)[*+?]\+")
RAW_TEXT = re.compile(r"""\br[fb]?["']""")


def test_no_pattern_repeats_a_group_possessively():
    found = [f"{path.relative_to(ENGINE)}:{number}" for path in sorted(ENGINE.rglob("*.py"))
             for number, line in enumerate(path.read_text("utf-8").splitlines(), 1)
             if POSSESSIVE_GROUP.search(line) and RAW_TEXT.search(line)]
    assert found == []
