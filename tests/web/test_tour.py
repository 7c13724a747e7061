"""Who comes for the first time is shown around, once; every page leads to the help about itself."""
import re


def test_a_newcomer_is_shown_around_once(visitor, case):
    assert "Welkom, Fenna" in visitor.log_in("fenna")
    for step, title in enumerate(("Wie is er aan zet?", "Twee borden, één spel", "Een taak doen", "Warm overdragen", "Hulp is dichtbij"), 1):
        page = visitor.get(f"/help/tour?step={step}")
        assert f"<h1>{title}</h1>" in page and f"Stap {step} van 5" in page
        assert ("/help/tour?step=" + str(step + 1) in page) == (step < 5)
    assert "Welkom, Fenna" not in visitor.post("/help/tour/done")
    assert "Welkom, Fenna" not in visitor.get("/")


def test_who_does_not_need_it_says_so_once(visitor, case):
    visitor.log_in("floor")
    assert "Welkom" not in visitor.post("/help/tour/done")
    for asked in ("0", "9", "-1", "x", "²", "0011", "1" * 5000):
        assert "Stap 1 van 5" in visitor.get(f"/help/tour?step={asked}")


def test_every_page_leads_to_the_help_about_it(visitor, case):
    visitor.log_in("cas")
    whole = visitor.get("/help")
    for address, topic in (("/", "turn"), ("/tasks/1", "task"), (f"/cases/{case.id}", "case"), ("/handoffs", "handoff"), ("/me", "cover"),
                           ("/people", "people"), ("/settings", "people"), ("/progress", "progress"), ("/studio", "studio"), ("/search", "case")):
        [found] = re.findall(r'href="/help#(h-[a-z]+)">Hulp bij deze pagina', visitor.get(address))
        assert found == f"h-{topic}" and f'id="{found}"' in whole, address


def test_a_stranger_may_look_around(visitor):
    page = visitor.get("/help/tour?step=5")
    assert "/login" in page and "/help/tour/done" not in page
