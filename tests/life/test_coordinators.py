"""A coordinator at work on PostgreSQL, Redis, two webs and two workers: what is published here reaches the next case, and no open one."""
import pytest
from playwright.sync_api import expect
from sqlalchemy import func, select

from engine.actors import SYSTEM, find_actor
from engine.calendar import WorkingCalendar
from engine.cases import open_case
from engine.iso import local
from engine.tables import Definition, Task
from tests.life.town import DESK, PHONE
from tests.web.test_studio_browser import change_the_deadline, play_and_publish

STEVENSHOF, KEY = "BU05460901", "intervention-cycle"


def opened(here, title):
    with here.office.writing(SYSTEM) as work:
        noor = find_actor(work.session, "facilitator@GM0546", work.now)
    with here.office.writing(noor) as work:
        return open_case(work, KEY, "GM0546", STEVENSHOF, title=title).id


def term_of(here, case):
    """Working days that the first task of a case was given."""
    with here.office.reading(SYSTEM) as work:
        task = work.session.scalar(select(Task).where(Task.case_id == case, Task.element == "choose-activity"))
        return WorkingCalendar().working_days_between(local(task.opened_at).date(), local(task.due_at).date())


def newest(here):
    with here.office.reading(SYSTEM) as work:
        return work.session.scalar(select(func.max(Definition.version)).where(Definition.key == KEY))


@pytest.mark.parametrize("screen, began, means, days", [(DESK, "5 werkdagen", "8 werkdagen", 8), (PHONE, "8 werkdagen", "6 werkdagen", 6)], ids=["at a desk", "on a phone"])
def test_what_a_coordinator_publishes_counts_for_the_next_case(here, screen, began, means, days):
    version, open_one = newest(here), opened(here, "Koffie op de stoep")
    before = term_of(here, open_one)
    romy = here.enters("Romy Waterbrug", screen)
    page = romy.go(f"/studio/{KEY}")
    change_the_deadline(page, began, means)
    romy.go(f"/studio/{KEY}")
    play_and_publish(page, version + 1, f"termijn {means}, was {began}", "scenarios/choosing-until-it-fits.yaml")
    expect(romy.again().get_by_role("row").filter(has_text="Romy Waterbrug").first).to_contain_text(str(version + 1))
    assert (term_of(here, opened(here, "Soep op donderdag")), term_of(here, open_one)) == (days, before)
