"""A personal field that is not for whoever looks: not shown, and left as it is."""
from sqlalchemy import select

from engine.tables import Task
from tests.core.processes import END, START, flows, process, user_task

PLACE = {"aanzet:subject": "participant", "aanzet:purpose": "kennismaken", "aanzet:basis": "consent", "aanzet:retention": "P1Y",
         "aanzet:visibility": "facilitator"}
FORM = {"type": "default", "id": "meet", "schemaVersion": 18, "components": [
    {"type": "textfield", "key": "nickname", "id": "Field_nickname", "label": "Hoe wil je heten?", "properties": PLACE},
    {"type": "textfield", "key": "place", "id": "Field_place", "label": "Waar zien jullie elkaar?"}]}
ROWS = {"type": "default", "id": "meet", "schemaVersion": 18, "components": [
    {"type": "dynamiclist", "path": "circle", "id": "List_circle", "label": "Wie zijn er?", "components": [
        {"type": "textfield", "key": "who", "id": "Field_who", "label": "Wie?", "properties": PLACE},
        {"type": "textfield", "key": "does", "id": "Field_does", "label": "Wat doet diegene?"}]},
    {"type": "textfield", "key": "place", "id": "Field_place", "label": "Waar zien jullie elkaar?"}]}
MEETING = process("meeting", START, user_task("first", "facilitator", "Kennismaken", form="meet"),
                  user_task("second", "policy_officer", "Ruimte regelen", form="meet"), user_task("third", "facilitator", "Terugkijken", form="meet"), END,
                  flows(("start", "first"), ("first", "second"), ("second", "third"), ("third", "end")))


def open_task(programme):
    return programme.all(select(Task).where(Task.status.in_(("open", "claimed"))))[0].id


def test_others_neither_see_nor_wipe_it(visitor, programme):
    programme.publish(MEETING, meet__form=FORM)
    programme.open("meeting", "fenna", title="Kennismaken")
    visitor.log_in("fenna")
    visitor.get(f"/tasks/{open_task(programme)}")
    visitor.post(f"/tasks/{open_task(programme)}", nickname="Zonnehoed", place="Buurtkamer")
    visitor.log_in("bram")
    page = visitor.get(f"/tasks/{open_task(programme)}")
    assert "Zonnehoed" not in page and "Jij ziet het niet" in page and 'name="nickname"' not in page
    visitor.post(f"/tasks/{open_task(programme)}", place="Gemeentehuis")
    visitor.log_in("fenna")
    page = visitor.get(f"/tasks/{open_task(programme)}")
    assert 'value="Zonnehoed"' in page and 'value="Gemeentehuis"' in page


def test_what_is_still_empty_may_be_filled_in_and_own_words_read_back_by_whoever_has_the_task(visitor, programme):
    programme.publish(MEETING, meet__form=FORM)
    programme.open("meeting", "fenna", title="Kennismaken")
    visitor.log_in("fenna")
    visitor.get(f"/tasks/{open_task(programme)}")
    visitor.post(f"/tasks/{open_task(programme)}", place="Buurtkamer")
    visitor.log_in("bram")
    visitor.get(f"/tasks/{open_task(programme)}")
    page = visitor.post(f"/tasks/{open_task(programme)}", do="draft", nickname="Wolkje")
    assert 'value="Wolkje"' in page
    visitor.post(f"/tasks/{open_task(programme)}", nickname="Wolkje")
    visitor.log_in("fenna")
    assert 'value="Wolkje"' in visitor.get(f"/tasks/{open_task(programme)}")


def test_rows_with_a_name_that_is_not_for_you_stay_and_you_may_add_your_own(visitor, programme):
    programme.publish(MEETING, meet__form=ROWS)
    programme.open("meeting", "fenna", title="Kennismaken")
    visitor.log_in("fenna")
    visitor.get(f"/tasks/{open_task(programme)}")
    visitor.post(f"/tasks/{open_task(programme)}", **{"circle[0].who": "Zonnehoed", "circle[0].does": "koffie"})
    visitor.log_in("bram")
    page = visitor.get(f"/tasks/{open_task(programme)}")
    assert "Zonnehoed" not in page and "koffie" not in page and "Hier staat al meer" in page and 'name="circle[' not in page
    page = visitor.post(f"/tasks/{open_task(programme)}", 200, do="add:circle", circle="")
    assert 'name="circle[0].who"' in page and "Hier staat al meer" in page
    visitor.post(f"/tasks/{open_task(programme)}", **{"circle": "", "circle[0].who": "Wolkje", "circle[0].does": "thee", "place": "Gemeentehuis"})
    visitor.log_in("fenna")
    page = visitor.get(f"/tasks/{open_task(programme)}")
    assert all(f'value="{word}"' in page for word in ("Zonnehoed", "koffie", "thee", "Gemeentehuis")) and 'value="Wolkje"' in page
