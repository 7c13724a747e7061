"""What whoever watches an installation reads about it, and who that is."""
import re
from datetime import timedelta

import pytest

from engine.actors import CLOCK
from engine.lateness import tally
from tests.core.programme import PEOPLE
from tests.web.door import door


def figures(page):
    return {name: float(value) for name, value in re.findall(r"^(aanzet_[^ ]+) ([0-9.e+]+)$", page, re.MULTILINE)}


def test_the_figures_tell_what_waits_and_how_long(visitor, programme, case, clock):
    before = figures(visitor.get("/metrics"))
    assert before["aanzet_tasks"] == 1 and before['aanzet_cases{status="open"}'] == 1 and before['aanzet_queue_ready{queue="deadlines"}'] == 0
    clock.now += timedelta(days=60)
    after = figures(visitor.get("/metrics"))
    assert after['aanzet_queue_ready{queue="events"}'] >= 1 and after['aanzet_queue_age_seconds{queue="events"}'] >= 59 * 86400
    assert after['aanzet_http_seconds_count{endpoint="metrics.show",method="GET",status="2xx"}'] >= 1
    assert after["aanzet_case_events_total"] >= 2


def test_how_late_deadlines_fired_is_told_alike_by_every_web_whoever_fired_them(programme, clock):
    for late in ((0.4, 7.0), (90_000.0,)):
        with programme.office.writing(CLOCK) as work:
            tally(work, late)
    name = "aanzet_deadline_lateness_seconds"
    for web in (door(programme), door(programme)):
        told = figures(web.test_client().get("/metrics").text)
        assert [told[f'{name}_bucket{{le="{bound}"}}'] for bound in ("1.0", "5.0", "10.0", "86400.0", "+Inf")] == [1, 1, 2, 2, 3]
        assert (told[f"{name}_count"], told[f"{name}_sum"]) == (3, 90_007.4)


def test_a_stranger_who_makes_up_methods_makes_no_figures(visitor):
    for number in range(3):
        assert visitor.client.open("/", method=f"MADE{number}").status_code < 500
    page = visitor.get("/metrics")
    assert 'method="other"' in page and "MADE" not in page


def test_nothing_in_them_is_about_anybody(visitor, programme, case):
    visitor.log_in("fenna")
    visitor.get(f"/cases/{case.id}")
    page = visitor.get("/metrics")
    assert 'endpoint="cases.show"' in page
    assert not any(word in page for word in ("Soep", "Fenna", "fenna", "Leiden", "GM0546", f"/cases/{case.id}"))


@pytest.mark.parametrize("behind", [dict(secure_cookies=True), dict(metrics_token="een lang geheim")])
def test_strangers_find_nothing_there(programme, behind):
    client = door(programme, players=frozenset(login for login, *_ in PEOPLE), **behind).test_client()
    assert client.get("/metrics").status_code == 404
    assert client.get("/metrics", headers={"Authorization": "Bearer iets anders"}).status_code == 404


def test_a_program_with_the_token_reads_them_from_afar(programme):
    client = door(programme, metrics_token="een lang geheim").test_client()
    answer = client.get("/metrics", headers={"Authorization": "Bearer een lang geheim"}, environ_base={"REMOTE_ADDR": "192.0.2.7"})
    assert answer.status_code == 200 and answer.content_type.startswith("text/plain")


def test_another_machine_without_a_token_finds_nothing(programme):
    assert door(programme).test_client().get("/metrics", environ_base={"REMOTE_ADDR": "192.0.2.7"}).status_code == 404
