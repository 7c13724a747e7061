"""Every group of people at work on PostgreSQL, Redis, two webs and two workers, at a desk and on a phone."""
import re

import pytest
from playwright.sync_api import expect
from sqlalchemy import func, select

from engine.actors import SYSTEM, find_actor
from engine.calendar import WorkingCalendar
from engine.cases import open_case
from engine.iso import local
from engine.tables import Definition, Task
from tests.life.town import DESK, PHONE, Resident, Town
from tests.web.test_studio_browser import change_the_deadline, play_and_publish

STEVENSHOF, KEY = "BU05460901", "intervention-cycle"


def started(noor: Resident, title: str) -> str:
    """The address of a case of Noor's with its first turn done: the parts stand open, in any order."""
    page = noor.go("/cases/new")
    page.get_by_role("radio", name="De buurt verkennen").check()
    page.get_by_label("Waar?").select_option(f"GM0546/{STEVENSHOF}")
    page.locator("#title").fill(title)
    page.locator("form", has=page.locator("#title")).get_by_role("button").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(title)
    case = "/cases/" + page.url.rpartition("/")[2]
    page.get_by_role("link", name="Verkenning starten").first.click()
    page.get_by_label("Vanuit welke plek of groep werk je?").fill("De buurtkamer")
    page.get_by_label("Met wie begin je?").fill("De moestuin")
    completed(noor)
    return case


def completed(person: Resident) -> None:
    person.page.locator("button.btn--main[value=complete]").click()
    expect(person.page.get_by_role("status").first).to_contain_text("Klaar.")


def begun(person: Resident, case: str, name: str) -> str:
    """A part that suits now, started from the page of the case. The address of its task, where the person is now."""
    page = person.go(case)
    page.get_by_role("button", name=name).click()
    expect(page.get_by_role("status").first).to_contain_text("Gestart")
    page = person.again()
    page.locator(".boards").get_by_role("link", name=name).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(name)
    return "/tasks/" + page.url.rpartition("/")[2]


def waiting_handoffs(hanna: Resident) -> int:
    """What a manager reads on the page of progress: the phase, the turn and what waits, and no person."""
    page = hanna.go("/progress")
    stevenshof = page.locator("tr", has=page.get_by_role("link", name="Stevenshof"))
    expect(stevenshof).to_contain_text("verkennen", ignore_case=True)
    expect(stevenshof).to_contain_text("procesbegeleider", ignore_case=True)
    expect(page.get_by_text("Noor Zandloper")).to_have_count(0)
    return int(page.locator(".fig", has_text=re.compile("overdracht")).locator("strong").inner_text())


def offered(noor: Resident, task: str) -> None:
    page = noor.go(f"{task}/handoff")
    page.get_by_label("Aan wie?").select_option(label="Yusuf Regenton (procesbegeleider)")
    page.get_by_label("Wat is afgesproken?").fill("Jij kent de galerij")
    page.get_by_role("button", name="Bied deze beurt aan").click()
    expect(page.get_by_role("heading", name="Je bood deze beurt aan Yusuf Regenton aan")).to_be_visible()


def returned(yusuf: Resident) -> None:
    """Not for him yet: he gives it back with a question."""
    page = yusuf.go("/handoffs")
    page.get_by_text("Bekijk eerst").click()
    expect(page.get_by_text("Afgesproken: Jij kent de galerij")).to_be_visible()
    page.get_by_label("Waarom geef je de beurt terug?").fill("Mag ik eerst met je meelopen?")
    page.get_by_role("button", name="Teruggeven aan Noor Zandloper").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Er wacht geen overdracht op jou")


@pytest.mark.parametrize("screen, other", [(DESK, PHONE), (PHONE, DESK)], ids=["at a desk", "on a phone"])
def test_two_explore_in_free_order_and_a_manager_sees_it_change(here: Town, screen, other):
    noor, yusuf, hanna = here.enters("Noor Zandloper", screen), here.enters("Yusuf Regenton", other), here.enters("Hanna Kompas", screen)
    case = started(noor, "Verkenning aan de singel")
    before = waiting_handoffs(hanna)

    begun(yusuf, case, "Spreek aan en waardeer")                        # the last of the parts is the first one done
    yusuf.page.get_by_label("Waarvoor heb je iemand gewaardeerd?").fill("De stoep vegen")
    completed(yusuf)
    street = begun(noor, case, "Vraag het op straat")
    offered(noor, street)
    assert waiting_handoffs(hanna) == before + 1
    returned(yusuf)
    assert waiting_handoffs(hanna) == before

    page = noor.go("/handoffs?view=past")
    page.get_by_text("Wat erbij gezegd is").first.click()
    expect(page.get_by_text("Mag ik eerst met je meelopen?").first).to_be_visible()
    page = noor.go(street)
    page.get_by_label("Hoeveel mensen heb je gevraagd?").fill("12")
    completed(noor)
    begun(yusuf, case, "Spreek aan en waardeer")                        # and again, as often as it suits
    page = noor.go(case)
    expect(page.get_by_text("Yusuf Regenton gaf de beurt terug")).to_be_visible()
    expect(page.locator(".boards").get_by_role("link", name="Vraag het op straat")).to_have_count(0)


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
