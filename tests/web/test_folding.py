"""A long form on a phone: groups that fold, say how much stands in them, and open on what cannot wait."""
import json

import pytest
from sqlalchemy import select

from engine.tables import Task
from tests.core.processes import END, START, flows, process, user_task

LOOKING = process("looking", START, user_task("look", "facilitator", "Omgeving bekijken", form="kijken"), END,
                  flows(("start", "look"), ("look", "end")), name="Kijken")
PEOPLE, PLACE = '<details class="fold" data-question="/mensen"', '<details class="fold" data-question="/plek"'


def field(key, label, **more):
    return {"type": "textfield", "id": key, "key": key, "label": label, **more}


def group(ident, label, fold, *fields):
    return {"type": "group", "id": ident, "label": label, "properties": {"aanzet:fold": fold}, "components": list(fields)}


FORM = {"id": "kijken", "type": "default", "schemaVersion": 19, "components": [
    group("mensen", "Mensen", "open", field("kunnen", "Wat kunnen jullie goed?")),
    group("plek", "De plek", "closed", field("waar", "Waar is het?", validate={"maxLength": 10}), field("wie", "Voor wie?"),
          {"type": "dynamiclist", "id": "wensen", "path": "wensen", "label": "Wensen", "defaultRepetitions": 1, "components": [field("wens", "Wens")]})]}


@pytest.fixture
def number(programme, visitor):
    programme.publish(LOOKING, kijken__form=json.dumps(FORM).encode())
    programme.open("looking", "fenna", title="Verkennen")
    visitor.log_in("fenna")
    return programme.all(select(Task).where(Task.element == "look"))[0].id


def test_a_fold_stands_as_the_form_says_and_tells_what_is_in_it(visitor, number):
    page = visitor.get(f"/tasks/{number}")
    assert f"{PEOPLE} open><summary>" in page and f"{PLACE}><summary>De plek</summary>" in page
    page = visitor.post(f"/tasks/{number}", do="draft", waar="De Linde")
    assert f"{PLACE}><summary>De plek <span" in page and "(1 ingevuld)" in page and 'value="De Linde"' in page


def test_a_fold_opens_on_a_mistake_and_on_a_row_that_was_added_and_keeps_the_rest(visitor, number):
    page = visitor.post(f"/tasks/{number}", 422, do="complete", waar="Buurtkamer De Linde", wie="Iedereen", kunnen="Koken")
    assert f"{PLACE} open><summary>" in page and all(f'value="{said}"' in page for said in ("Buurtkamer De Linde", "Iedereen", "Koken"))
    page = visitor.post(f"/tasks/{number}", 200, do="add:wensen", waar="De Linde", **{"wensen[0].wens": "Een bank"})
    assert f"{PLACE} open><summary>" in page and 'value="Een bank"' in page
