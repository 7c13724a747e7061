"""The engine against an oracle that knows no graph, on models nobody drew; and SpiffWorkflow as shipped, to show it can fail."""
from itertools import islice

import pytest

from tests.bpmn.random_models.mistakes import unseen
from tests.bpmn.random_models.race import race
from tests.bpmn.random_models.shipped import race_shipped

EACH = 125
SEEDS = range(1, 2001, EACH)


@pytest.mark.parametrize("first", SEEDS)
def test_the_engine_does_what_bpmn_says(first):
    assert sum(race(seed) for seed in range(first, first + EACH)) > EACH


def test_the_same_race_against_spiffworkflow_as_shipped_is_lost():
    """Joins inside loops, without events or sub-processes: a test that cannot fail would prove nothing."""
    wrong = (seed for seed in range(1, 201) if race_shipped(seed) is not None)
    assert len(list(islice(wrong, 11))) == 11


def test_a_mistake_in_any_kind_of_block_is_seen():
    assert unseen(range(1, 400)) == set()
