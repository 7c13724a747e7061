"""Photos and documents on a task and on a case: added, opened, refused in a sentence, and nothing typed is lost."""
import io
import re

import pytest
from playwright.sync_api import expect
from sqlalchemy import select

from engine.files import LARGEST
from engine.tables import Attachment, Draft, Task
from tests.core.test_attachments import PDF, photo
from tests.web.test_pages import answers, task_of


def sent(visitor, address, name="brief.pdf", content=PDF, status=302, **fields):
    token = re.search(r'name="_csrf" value="([^"]+)"', visitor.page.text)[1]
    data = {"_csrf": token, "file": (io.BytesIO(content), name), **fields}
    answer = visitor.client.post(address, data=data, content_type="multipart/form-data")
    assert answer.status_code == status, answer.text[:1500]
    visitor.page = answer
    return visitor.get(answer.location) if status == 302 else answer.text


@pytest.fixture
def number(programme, case):
    return task_of(programme).id


def test_a_photo_beside_a_task_comes_back_as_a_file_to_save(visitor, programme, case, number):
    visitor.log_in("fenna")
    visitor.get(f"/tasks/{number}")
    page = sent(visitor, f"/tasks/{number}/attachments", "Stoep <b>.jpg", photo(), host="Buurtkamer Linde")
    assert "Het bestand staat erbij." in page and "Stoep -b-.jpg" in page and 'value="Buurtkamer Linde"' in page, "and what was typed stands there"
    [one] = programme.all(select(Attachment))
    answer = visitor.client.get(f"/attachments/{one.id}")
    assert (answer.mimetype, answer.headers["X-Content-Type-Options"], answer.headers["Cache-Control"]) == ("image/jpeg", "nosniff", "no-store")
    assert answer.headers["Content-Disposition"].startswith("attachment;") and answer.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    page = visitor.get(f"/cases/{case.id}")
    assert "Documenten" in page and "Fenna Veldzicht" in page and "Stoep -b-.jpg" in page
    visitor.log_in("haag")
    visitor.get(f"/attachments/{one.id}", 404)


@pytest.mark.parametrize("content, why", [(b"MZ\x90\x00", "Dit soort bestand nemen we niet aan"), (b"x" * (LARGEST + 1), "groter dan 10 MB")],
                         ids=["program", "large"])
@pytest.mark.parametrize("button", ["attachments", ""])
def test_a_file_that_is_refused_costs_nothing_of_the_form(visitor, programme, case, number, content, why, button):
    visitor.log_in("fenna")
    visitor.get(f"/tasks/{number}")
    page = sent(visitor, f"/tasks/{number}/{button}".rstrip("/"), "plan.docx", content, 302 if button else 422, host="Buurtkamer Linde")
    assert why in page and 'value="Buurtkamer Linde"' in page
    assert len(programme.all(select(Draft))) == 1 and programme.all(select(Attachment)) == []
    assert 'value="Buurtkamer Linde"' in visitor.get(f"/tasks/{number}")


def test_who_is_done_at_once_leaves_the_file_too(visitor, programme, case, number):
    visitor.log_in("fenna")
    visitor.get(f"/tasks/{number}")
    sent(visitor, f"/tasks/{number}", do="complete", **{name.replace("__", "."): value for name, value in answers().items()})
    assert programme.all(select(Task.status).where(Task.id == number)) == ["completed"]
    assert "brief.pdf" in visitor.get(f"/cases/{case.id}") and "brief.pdf" in visitor.get(f"/tasks/{number}")


def test_a_document_of_a_case_for_one_person_and_its_removal(visitor, programme, case):
    visitor.log_in("fenna")
    visitor.get(f"/cases/{case.id}")
    assert "Kies eerst een bestand" in sent(visitor, f"/cases/{case.id}/attachments", "", b"")
    assert "Alleen met Cas Molenwijk" in sent(visitor, f"/cases/{case.id}/attachments", to="cas")
    [one] = programme.all(select(Attachment))
    visitor.log_in("floor")
    assert "brief.pdf" not in visitor.get(f"/cases/{case.id}")
    visitor.log_in("cas")
    visitor.get(f"/cases/{case.id}")
    assert "voorgoed verwijderd" in visitor.post(f"/attachments/{one.id}/remove", back="case")
    visitor.get(f"/attachments/{one.id}", 404)


def test_only_forms_that_take_a_file_may_be_large(visitor, programme, case, number):
    visitor.log_in("fenna")
    visitor.get(f"/cases/{case.id}")
    sent(visitor, f"/cases/{case.id}/notes", content=b"x" * 1_100_000, status=413)


@pytest.mark.parametrize("address", ["/cases/1", "/tasks/1"])
def test_with_files_a_page_still_costs_few_statements(visitor, case, number, statements, address):
    visitor.log_in("fenna")
    visitor.get("/tasks/1")
    for name in ("a.pdf", "b.pdf"):
        sent(visitor, "/tasks/1/attachments", name, host="Linde")
    visitor.get(address)
    statements.clear()
    visitor.get(address)
    assert len(statements) <= 12, statements


def test_in_a_browser_a_large_file_is_told_at_once_and_a_draft_is_only_words(browser, address, programme, number, tmp_path):
    (tmp_path / "groot.txt").write_bytes(b"x" * (LARGEST + 1))
    (tmp_path / "klein.txt").write_bytes(b"Tot donderdag")
    context = browser.new_context(viewport={"width": 390, "height": 844})
    page = context.new_page()
    page.goto(f"{address}/login?municipality=GM0546&next=/tasks/{number}")
    page.get_by_role("button", name="Fenna Veldzicht").click()
    page.get_by_text("Foto of document toevoegen").click()
    chosen = page.locator("input[type=file]")
    chosen.set_input_files(tmp_path / "groot.txt")
    expect(page.get_by_role("alert")).to_contain_text("groter dan 10 MB")
    chosen.set_input_files(tmp_path / "klein.txt")
    with page.expect_request("**/draft") as asked:
        page.get_by_label("Wie is gastheer of gastvrouw?").fill("Linde")
    assert "klein.txt" not in (asked.value.post_data or "") and "Linde" in (asked.value.post_data or "")
    assert page.evaluate("document.documentElement.scrollWidth") == 390
    page.get_by_role("button", name="Toevoegen", exact=True).click()
    expect(page.get_by_role("link", name="klein.txt")).to_be_visible()
    expect(page.get_by_label("Wie is gastheer of gastvrouw?")).to_have_value("Linde")
    context.close()
