"""The log of a process: for people or for programs, and without the text of an error, which may name somebody."""
import json
import logging
import sys

import pytest

from engine.errors import EngineError
from engine.language import add_catalogue
from webui.cli.logs import Lines, Objects
from webui.cli.settings import LIBRARY, read_settings

add_catalogue(LIBRARY.parent / "webui" / "catalogue")


def record(message, *values, exc_info=None):
    return logging.LogRecord("workers.jobs", logging.ERROR, __file__, 1, message, values, exc_info)


NAME = "Fenna Veldzicht"


def failed():
    try:
        raise LookupError(NAME)
    except LookupError:
        return record("notice %s was not sent: %s", 12, "OSError", exc_info=sys.exc_info())


def test_a_program_reads_what_happened_how_often_and_where():
    told = json.loads(Objects().format(failed()))
    assert (told["level"], told["from"], told["event"], told["values"]) == ("ERROR", "workers.jobs", "notice %s was not sent: %s", [12, "OSError"])
    assert told["says"] == "notice 12 was not sent: OSError" and told["at"].endswith("Z")
    assert told["error"] == "LookupError" and "in failed" in told["place"]


@pytest.mark.parametrize("form", [Lines, Objects])
def test_neither_form_holds_the_text_of_an_error(form):
    line = form().format(failed())
    assert "LookupError" in line and "Veldzicht" not in line


def test_a_form_that_nobody_knows_is_refused():
    with pytest.raises(EngineError, match="AANZET_LOG"):
        read_settings({"AANZET_LOG": "xml"})
