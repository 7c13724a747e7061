"""The clock and people at one moment: one effect, always."""
import os

from tests.workers.conftest import begin
from tests.workers.race import race

ROUNDS = int(os.environ.get("AANZET_RACE_ROUNDS", "12"))     # 200 when somebody wants to be sure


def test_six_processes_and_a_person_have_one_effect(postgres_url, clock):
    programme = begin(postgres_url, clock)
    rounds = race(programme, postgres_url, ROUNDS)
    assert [one for one in rounds if not one.one_effect] == []
    programme.office.sessions.kw["bind"].dispose()
