"""The command line explains itself and refuses in the language of whoever types, down to what click says by itself elsewhere."""
import re
import socket
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import click
import pytest

from engine.calendar import WorkingCalendar
from engine.deadlines import Upcoming
from engine.iso import at_wall
from engine.language import LANGUAGES
from engine.schedule import read_terms, schedule_of
from webui.cli.deadlines import why
from webui.cli.main import aanzet, run

CLICKS_OWN = re.compile(r"Usage:|Options:|Commands:|OPTIONS|COMMAND|Show this|\bError\b|Try '|Missing|Invalid|INTEGER|TEXT|required")


@pytest.fixture
def speak(monkeypatch, capsys, tmp_path):
    """What `aanzet` says in a language on both sides, and its code."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path / 'aanzet.db'}")
    monkeypatch.delenv("PORT", raising=False)

    def speak(language: str, *line: str) -> tuple[int, str]:
        monkeypatch.setenv("LANG", {"nl": "nl_NL.UTF-8", "en": "en_GB.UTF-8"}[language])
        code = run(list(line))
        said = capsys.readouterr()
        return code, said.out + said.err
    return speak


def every_command(command: click.Command = aanzet, path: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    yield path
    if isinstance(command, click.Group):
        for name in command.list_commands(None):
            yield from every_command(command.get_command(None, name), (*path, name))


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_command_explains_itself(speak, language):
    """A command or option without an explanation in the catalogue ends in a refusal here."""
    told = {path: speak(language, *path, "--help") for path in every_command()}
    assert [path for path, (code, _) in told.items() if code] == []
    heading = {"nl": "Gebruik: aanzet", "en": "Usage: aanzet"}[language]
    assert [path for path, (_, said) in told.items() if not said.startswith(" ".join([heading, *path]))] == []
    if language == "nl":
        assert [(path, found.group()) for path, (_, said) in told.items() if (found := CLICKS_OWN.search(said))] == []


@pytest.mark.parametrize(("line", "dutch", "english"), [
    (("zaak",), "Er is geen opdracht zaak.", "There is no command zaak."),
    (("cas", "list"), "Bedoel je case?", "Did you mean case?"),
    (("case", "lst"), "Er is geen opdracht lst. Bedoel je list?", "There is no command lst. Did you mean list?"),
    (("case", "list", "--staus", "open"), "Er is geen optie --staus.", "There is no option --staus."),
    (("case", "list", "--status"), "Achter --status ontbreekt een waarde.", "--status needs a value."),
    (("case", "list", "--status", "dicht"), "--status moet een van deze zijn: open,", "--status must be one of these: open,"),
    (("case", "list", "--json=ja"), "--json krijgt geen waarde.", "--json takes no value."),
    (("case", "open"), "SLEUTEL ontbreekt.", "KEY is missing."),
    (("case", "open", "visit"), "--municipality ontbreekt.", "--municipality is missing."),
    (("case", "show", "1", "2"), "Dit is te veel: 2.", "This is too much: 2."),
    (("process", "show", "visit", "--version", "0"), "--version moet een heel getal zijn.", "--version must be a whole number."),
    (("task", "complete", "9" * 30, "--as", "noor"), "ID moet een heel getal zijn.", "ID must be a whole number."),
    (("process", "import", "."), "BESTAND moet een bestand zijn, geen map.", "FILE must be a file, not a folder."),
    (("task", "complete", "een", "--as", "noor"), "ID moet een heel getal zijn.", "ID must be a whole number."),
    (("serve", "--port", "0"), "--port moet een heel getal zijn van 1 tot en met 65535.", "--port must be a whole number from 1 to 65535."),
])
def test_wrong_usage_is_told_in_both_languages(speak, line, dutch, english):
    for language, sentence in (("nl", dutch), ("en", english)):
        code, said = speak(language, *line)
        assert code == 2 and sentence in said
        assert language == "en" or not CLICKS_OWN.search(said)


@pytest.mark.parametrize(("line", "dutch", "english"), [
    (("deadlines", "--due-before", "gauw"), "--due-before is geen datum of tijd.", "--due-before is not a date or time."),
    (("deadlines", "--on", "morgen"), "--on is geen datum of tijd.", "--on is not a date or time."),
    (("task", "complete", "1", "--as", "noor", "--answers", "{"), "--answers is geen geldige JSON.", "--answers is not valid JSON."),
])
def test_a_value_that_is_none_is_refused_in_a_sentence(speak, line, dutch, english):
    for language, sentence in (("nl", dutch), ("en", english)):
        code, said = speak(language, *line)
        assert code == 1 and said.startswith(sentence) and said.count("\n") == 1


def test_wrong_usage_tells_how_it_should_look(speak):
    assert speak("nl", "case", "open")[1].splitlines()[1:] == ["Gebruik: aanzet case open [OPTIES] SLEUTEL", "Meer uitleg: aanzet case open --help"]


def test_help_is_there_when_the_settings_are_wrong(speak, monkeypatch):
    monkeypatch.setenv("DATABASE_URL", "nergens")
    assert speak("nl", "case", "open", "--help")[0] == 0
    code, said = speak("nl", "case", "list")
    assert (code, said) == (1, "DATABASE_URL is geen adres van een database.\n")


def test_an_address_that_is_taken_is_told(speak, monkeypatch):
    monkeypatch.setenv("AANZET_SECRET", "thirty-two characters, or a few more")
    monkeypatch.setenv("AANZET_PROCESSES", "library")
    Path("library").mkdir()
    assert speak("nl", "init")[0] == 0
    with socket.create_server(("127.0.0.1", 0)) as taken:
        code, said = speak("en", "serve", "--no-scheduler", "--port", str(taken.getsockname()[1]))
    assert code == 1 and said.startswith("Aanzet cannot listen on 127.0.0.1:") and said.count("\n") == 1


@pytest.mark.parametrize(("place", "dutch", "english"), [("there", "map", "folder"), ("missing.json", "niet", "not there")])
def test_a_file_that_cannot_be_read_is_told_without_the_words_of_the_machine(speak, place, dutch, english):
    Path("there").mkdir()
    for language, word in (("nl", dutch), ("en", english)):
        code, said = speak(language, "task", "complete", "1", "--as", "noor", "--answers", f"@{place}")
        assert code == 1 and place in said and word in said and said.count("\n") == 1


def test_a_file_that_is_no_text_is_no_json(speak):
    Path("picture.json").write_bytes(b"\xff\xd8\xff")
    assert speak("nl", "task", "complete", "1", "--as", "noor", "--answers", "@picture.json") == (1, "--answers is geen geldige JSON.\n")


@pytest.mark.parametrize(("kind", "nl", "en"), [
    ("escalation", "Dan wacht een aanbod van een beurt te lang", "By then an offered turn has waited too long"), ("timer", "Zo staat het in het proces", "")])
def test_a_moment_without_arithmetic_says_what_it_is(speak, kind, nl, en):
    speak("nl", "--help")                       # loads its sentences
    line = Upcoming(1, None, kind, 1, "LEI-2031-0001", "Koffie", "coffee", "plan", None, None, None, 0)
    assert why(line, "nl").startswith(nl) and why(line, "en").startswith(en)


def test_the_date_of_a_task_tells_what_was_not_counted(speak):
    speak("nl", "--help")
    opened = at_wall(datetime(2031, 12, 23, 17, 30))
    schedule = schedule_of(read_terms({"deadline": "P5D", "reminders": "P3D"}), opened, WorkingCalendar())
    line = Upcoming(1, None, "due", 1, "LEI-2031-0001", "Koffie", "coffee", "plan", None, None, schedule.explanation, 0)
    told = why(line, "nl")
    assert "plus 5 werkdagen" in told and "eerste kerstdag" in told and "Nieuwjaarsdag" in told and "Herinnering" not in told


def test_a_timer_of_the_diagram_tells_when_its_time_began(speak):
    speak("nl", "--help")
    line = Upcoming(1, None, "timer", 1, "LEI-2031-0001", "Koffie", "coffee", "plan", None, None, None, 0, at_wall(datetime(2031, 3, 3, 9)))
    assert why(line, "nl").startswith("Zo staat het in het proces.") and "ma 3 maart 2031 om 09.00 uur" in why(line, "nl")
