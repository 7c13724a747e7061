"""Six hundred expressions, to our FEEL and to feelin: where they differ, a clause of the standard decides."""
from pathlib import Path

import pytest
import yaml

from tests.feel.agreement.comparing import agree, ours, said, theirs
from tests.feel.agreement.grammar import expressions

COUNT, SEED = 600, 2031
DIFFERENCES = Path(__file__).with_name("differences.yaml")

pytestmark = pytest.mark.long       # it starts Node, which the quick tests do without


def listed() -> dict[str, tuple[str, str]]:
    kinds = yaml.safe_load(DIFFERENCES.read_text("utf-8"))
    assert all(kind["clause"].startswith("DMN 10.3.") and kind["decides"] for kind in kinds)
    return {source: (own, other) for kind in kinds for source, own, other in kind["cases"]}


def test_every_difference_with_feelin_is_one_that_the_standard_decides():
    sources = expressions(COUNT, SEED)
    found = {}
    for source, other in zip(sources, theirs(sources), strict=True):
        own = ours(source)
        if not agree(own, other):
            found[source] = said(own), said(other)
    assert found == listed()


def test_the_expressions_are_many_and_both_give_values():
    """Agreeing that nothing is known would be a poor agreement."""
    sources = expressions(COUNT, SEED)
    values = [ours(source) for source in sources]
    assert len(set(sources)) == COUNT
    assert sum(value is not None and value != "not read" for value in values) > COUNT * 0.85
