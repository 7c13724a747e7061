"""What people type becomes what the case keeps, or a sentence that says what to do."""
import pytest

from tests.forms.drawing import checked, field, form, options, sentences

MEETING = form(
    field("number", "visitors", "Hoeveel mensen waren er?", validate={"required": True, "min": 0, "max": 500}, decimalDigits=0),
    field("datetime", "held_on", "Wanneer was het?", subtype="date", validate={"required": True}),
    field("textarea", "mood", "Hoe was de sfeer?", validate={"maxLength": 20}),
    field("radio", "again", "Doen we het nog eens?", values=options("ja", "nee", "anders")),
    field("textfield", "otherwise", "Wat dan?", conditional={"hide": '=again != "anders"'}, validate={"required": True}),
    field("checklist", "partners", "Wie deden er mee?", values=options("buurtkamer", "school")),
    field("checkbox", "celebrated", "Is er iets gevierd?"),
)


def test_what_a_browser_posts_becomes_what_the_case_keeps():
    result = checked(MEETING, {"visitors": "12", "held_on": "3-3-2031", "mood": " Fijn.\r\n", "again": "ja",
                               "partners": ["school"], "celebrated": "on"})
    assert result.problems == []
    assert result.values == {"visitors": 12, "held_on": "2031-03-03", "mood": "Fijn.", "again": "ja", "partners": ["school"],
                             "celebrated": True}


def test_what_is_missing_is_asked_for_and_what_is_optional_is_left_empty():
    result = checked(MEETING, {})
    assert [(name, key) for name, key, _ in result.problems] == [("visitors", "form.required.number"), ("held_on", "form.required.date")]
    assert sentences(result) == ['Vul een getal in bij "Hoeveel mensen waren er?"', 'Vul een datum in bij "Wanneer was het?"']
    assert result.values["mood"] is None and result.values["partners"] == [] and result.values["celebrated"] is False


@pytest.mark.parametrize("written, kept", [
    ("2031-04-30", "2031-04-30"), ("30-4-2031", "2031-04-30"), ("30/04/2031", "2031-04-30"), ("30.4.2031", "2031-04-30"),
    ("30 april 2031", "2031-04-30"), ("30 apr 2031", "2031-04-30"), ("1 mrt 2032", "2032-03-01"), ("1 May 2031", "2031-05-01"),
    ("29-2-2032", "2032-02-29"), ({"day": "30", "month": "4", "year": "2031"}, "2031-04-30"),
])
def test_a_date_is_read_as_people_write_it(written, kept):
    assert checked(MEETING, {"visitors": 1, "held_on": written}).values["held_on"] == kept


@pytest.mark.parametrize("written, nl, en", [
    ("31-4-2031", "31 april bestaat niet. Kies een dag tot en met 30 april", "There is no 31 April. Choose a day up to 30 April"),
    ("29 februari 2031", "29 februari bestaat niet in 2031. Kies een dag tot en met 28 februari",
     "There is no 29 February in 2031. Choose a day up to 28 February"),
    ("1-13-2031", "Maand 13 bestaat niet. Kies een maand van 1 tot en met 12", "There is no month 13. Choose a month from 1 to 12"),
    ("1-4-31", "Schrijf het jaar met vier cijfers, zoals 2031", "Write the year in four digits, such as 2031"),
    ("morgen", "Dit is geen datum. Schrijf hem zo: 30-4-2031", "This is not a date. Write it like this: 30-4-2031"),
])
def test_a_date_that_does_not_exist_says_what_would(written, nl, en):
    result = checked(MEETING, {"visitors": 1, "held_on": written})
    assert sentences(result, "nl") == [nl] and sentences(result, "en") == [en]


@pytest.mark.parametrize("written, kept", [
    ("1.500", 1500), ("1.500,5", 1500.5), ("1,500.5", 1500.5), ("2,5", 2.5), ("2.5", 2.5), ("€ 250,-", 250), ("-3", -3), ("0,125", 0.125),
    (7, 7), (7.5, 7.5), ("0", 0),
])
def test_a_number_is_read_the_dutch_way(written, kept):
    assert checked(form(field("number", "amount")), {"amount": written}).values == {"amount": kept}


@pytest.mark.parametrize("written", ["veel", "1e9", "NaN", "1.2.3", True, [1], float("inf"), "9" * 400, 10 ** 50])
def test_what_is_no_number_is_refused(written):
    assert checked(form(field("number", "amount")), {"amount": written}).problems


def test_a_number_keeps_within_its_limits():
    assert sentences(checked(MEETING, {"visitors": "501", "held_on": "3-3-2031"})) == ["Vul een getal in van 0 tot en met 500"]
    assert sentences(checked(MEETING, {"visitors": "1,5", "held_on": "3-3-2031"})) == ["Vul een heel getal in, zonder komma"]
    assert checked(MEETING, {"visitors": "0", "held_on": "3-3-2031"}).problems == []


def test_a_limit_can_depend_on_another_answer():
    drawn = form(field("number", "places"), field("number", "visitors", validate={"max": "=places"}))
    assert sentences(checked(drawn, {"places": 5, "visitors": 6})) == ["Vul een getal in van 5 of minder"]
    assert checked(drawn, {"places": 5, "visitors": 5}).problems == []


def test_a_hidden_question_is_neither_asked_nor_kept():
    fine = {"visitors": 1, "held_on": "3-3-2031"}
    assert "otherwise" not in checked(MEETING, {**fine, "again": "ja", "otherwise": "stiekem"}).values
    result = checked(MEETING, {**fine, "again": "anders"})
    assert [name for name, _, _ in result.problems] == ["otherwise"]


def test_what_hides_may_itself_be_hidden():
    drawn = form(field("checkbox", "a"), field("checkbox", "b", conditional={"hide": "=not(a)"}),
                 field("textfield", "c", conditional={"hide": "=b != true"}))
    assert checked(drawn, {"a": False, "b": True, "c": "x"}).values == {"a": False}
    assert checked(drawn, {"a": True, "b": True, "c": "x"}).values == {"a": True, "b": True, "c": "x"}


def test_only_what_is_on_offer_can_be_chosen():
    result = checked(MEETING, {"visitors": 1, "held_on": "3-3-2031", "again": "misschien", "partners": ["school", "kroeg"]})
    assert [(name, key) for name, key, _ in result.problems] == [("again", "form.not_offered"), ("partners", "form.not_offered")]


def test_answers_can_come_from_the_case_with_their_own_type():
    drawn = form(field("select", "activity", valuesKey="ideas"), field("taglist", "extra", valuesExpression="=for i in ideas return i.value"))
    ideas = {"ideas": [{"value": 1, "label": "Soep"}, {"value": 2, "label": "Schaken"}]}
    assert checked(drawn, {"activity": "2", "extra": ["2", "1"]}, ideas).values == {"activity": 2, "extra": [1, 2]}
    assert sentences(checked(drawn, {"activity": "3"}, ideas)) == ["Dit antwoord staat er niet bij. Kies een van de antwoorden die er staan"]


def test_an_answer_nobody_asked_for_is_refused():
    result = checked(MEETING, {"visitors": 1, "held_on": "3-3-2031", "mandate": True})
    assert sentences(result) == ['Dit formulier heeft geen veld "mandate". Haal dit antwoord weg.']


def test_a_question_left_alone_does_not_write_over_the_case():
    drawn = form(field("textfield", "place", validate={"required": True}), field("textfield", "rhythm", defaultValue="week"))
    result = checked(drawn, {}, {"place": "Buurtkamer"})
    assert result.problems == [] and result.values == {"rhythm": "week"}


def test_a_read_only_answer_can_be_sent_back_but_not_changed():
    drawn = form(field("textfield", "place", readonly=True), field("number", "budget", disabled="=fixed"))
    data = {"place": "Buurtkamer", "budget": 100, "fixed": True}
    assert checked(drawn, {"place": "Buurtkamer", "budget": "100"}, data).problems == []
    assert [name for name, _, _ in checked(drawn, {"place": "Kroeg", "budget": "999"}, data).problems] == ["place", "budget"]
    assert checked(drawn, {"budget": "999"}, {**data, "fixed": False}).values == {"budget": 999}


def test_a_list_is_answered_row_by_row():
    drawn = form({"type": "dynamiclist", "path": "people", "label": "Wie?", "components": [
        field("textfield", "called", "Hoe heet diegene?", validate={"required": True}),
        field("checkbox", "calls"), field("textfield", "number", conditional={"hide": "=calls != true"})]})
    result = checked(drawn, {"people": [{"called": "Fee Regenboog", "calls": "on", "number": "12"}, {"called": "", "number": "13"}]})
    assert [(name, key) for name, key, _ in result.problems] == [("people[1].called", "form.required.text")]
    assert result.values["people"][0] == {"called": "Fee Regenboog", "calls": True, "number": "12"}
    assert "number" not in result.values["people"][1]
    assert checked(drawn, {"people": []}).values == {"people": []}
    assert checked(drawn, {"people": "Fee"}).problems[0][1] == "form.not_a_list"


def test_a_list_left_alone_stays_as_the_case_has_it():
    drawn = form({"type": "dynamiclist", "path": "people", "components": [field("textfield", "called"), field("checkbox", "calls")]})
    assert checked(drawn, {}, {"people": [{"called": "Fee"}]}).values == {}


def test_a_group_with_a_path_keeps_its_answers_together():
    drawn = form({"type": "group", "path": "visit", "components": [field("textfield", "where"), field("number", "times")]})
    assert checked(drawn, {"visit": {"where": "thuis", "times": "2"}}).values == {"visit": {"where": "thuis", "times": 2}}
    assert checked(drawn, {"where": "thuis"}).problems[0][1] == "form.unknown_key"


def test_the_server_computes_what_a_form_computes():
    drawn = form(field("number", "price"), field("number", "people"), field("expression", "total", expression="=price * people"))
    assert checked(drawn, {"price": "2,5", "people": 4}).values == {"price": 2.5, "people": 4, "total": 10}


@pytest.mark.parametrize("subtype, written, zone, kept", [
    ("time", "9 uur", None, "09:00:00"), ("time", "14.30", None, "14:30:00"),
    ("datetime", "30-4-2031 14:30", None, "2031-04-30T14:30:00+02:00"), ("datetime", "2031-01-30T14:30", None, "2031-01-30T14:30:00+01:00"),
    ("datetime", "2031-04-30T12:30:00Z", "utc_normalized", "2031-04-30T12:30:00Z"),
    ("datetime", {"date": "30-4-2031", "time": "14:30"}, "no_timezone", "2031-04-30T14:30:00"),
    ("datetime", "30 maart 2031 om 2.30 uur", None, "2031-03-30T03:30:00+02:00"),
])
def test_a_time_is_read_on_the_clock_in_amsterdam(subtype, written, zone, kept):
    drawn = form(field("datetime", "at", subtype=subtype, timeSerializingFormat=zone))
    assert checked(drawn, {"at": written}).values == {"at": kept}


def test_a_day_that_has_passed_can_be_refused():
    drawn = form(field("datetime", "first_visit", subtype="date", disallowPassedDates=True))
    assert sentences(checked(drawn, {"first_visit": "2-3-2031"})) == ["Deze dag is al voorbij. Kies vandaag of later"]
    assert checked(drawn, {"first_visit": "3-3-2031"}).problems == []


@pytest.mark.parametrize("kind, answer", [("email", "fee.voorbeeld.nl"), ("email", "fee@voorbeeld"), ("phone", "geen")])
def test_an_address_or_number_has_its_shape(kind, answer):
    drawn = form(field("textfield", "reach", validate={"validationType": kind}))
    assert checked(drawn, {"reach": answer}).problems[0][1] == f"form.not_{kind}"
    assert checked(drawn, {"reach": "fee@voorbeeld.nl" if kind == "email" else "06 1234 5678"}).problems == []


def test_a_pattern_that_never_ends_does_not_hold_up_the_page():
    drawn = form(field("textfield", "code", validate={"pattern": "^(a+)+$"}))
    assert checked(drawn, {"code": "aaa"}).problems == []
    assert checked(drawn, {"code": "a" * 5_000 + "!"}).problems[0][1] == "form.pattern"


@pytest.mark.parametrize("answer", ["x\0y", "x" * 50_001, 5, {"a": 1}, "\ud800"])
def test_a_text_is_a_text(answer):
    assert checked(form(field("textfield", "note")), {"note": answer}).problems


def test_more_answers_than_anybody_can_give_are_refused():
    inner = {"type": "dynamiclist", "path": "inner", "components": [field("textfield", "a", conditional={"hide": "=a = \"x\""})]}
    drawn = form({"type": "dynamiclist", "path": "outer", "components": [inner]})
    result = checked(drawn, {"outer": [{"inner": [{"a": "y"}] * 200}] * 200})
    assert (result.values, result.problems[0][1]) == ({}, "form.too_many_answers")
