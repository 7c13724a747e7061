"""Coffee on the pavement: a small process with a form that holds every kind of question."""
from tests.core.processes import END, START, flows, own, process, user_task

COFFEE = process(
    "coffee", START, user_task("plan", "facilitator", "Spreek plek en ritme af", own(deadline="P7D", reminders="P2D"), form="plan-coffee"),
    user_task("permit", "policy_officer", "Regel de vergunning", own(deadline="P3D", handoff_reason="De banken staan op de stoep")), END,
    flows(("start", "plan"), ("plan", "permit"), ("permit", "end")), name="Koffie op de stoep")


def field(kind: str, key: str, label: str, **more: object) -> dict:
    return {"type": kind, "key": key, "id": f"Field_{key}", "label": label, **more}


def options(**labels: str) -> list[dict]:
    return [{"value": value, "label": label} for value, label in labels.items()]


FORM = {"type": "default", "id": "plan-coffee", "schemaVersion": 18, "components": [
    {"type": "text", "id": "Text_intro", "text": "## Samen kiezen\n\nKies een plek waar **iedereen** zich welkom voelt."},
    field("radio", "place", "Waar is de activiteit?", description="Denk ook aan een rolstoel.", validate={"required": True},
          values=options(hall="In de buurtkamer", street="Op de stoep", other="Ergens anders")),
    field("textfield", "other_place", "Waar dan?", validate={"required": True}, conditional={"hide": '=place != "other"'}),
    {"type": "datetime", "id": "Field_first", "key": "first", "dateLabel": "Wanneer is de eerste keer?", "subtype": "date", "validate": {"required": True}},
    field("select", "rhythm", "Hoe vaak?", values=options(week="Elke week", month="Elke maand"), validate={"required": True}),
    field("number", "tables", "Hoeveel tafels?", decimalDigits=0, validate={"min": 1, "max": 20}),
    field("textfield", "host", "Wie is gastheer of gastvrouw?", validate={"required": True}),
    field("checklist", "partners", "Wie doen er mee?", values=options(school="Basisschool", housing="Woningcorporatie", doctor="Huisarts")),
    field("checkbox", "ramp", "Er is een drempelhulp"),
    field("textarea", "expect", "Wat verwacht je?"),
    {"type": "group", "id": "Group_contact", "label": "Bereikbaar", "path": "contact", "components": [
        field("textfield", "phone", "Telefoon van de buurtkamer")]},
    {"type": "dynamiclist", "id": "List_guests", "label": "Wie nodig je uit?", "path": "guests", "defaultRepetitions": 1, "allowAddRemove": True,
     "components": [field("textfield", "street", "Straat")]},
]}
GOOD = {"place": "street", "first.day": "1", "first.month": "5", "first.year": "2031", "rhythm": "week", "host": "De buurtkamer"}
ENGLISH = b"""plan: Agree on place and rhythm
permit: Arrange the permit
permit/handoff_reason: The benches are on the pavement
coffee: Coffee on the pavement
plan-coffee/host/label: Who is the host?
"""
