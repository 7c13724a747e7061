"""Promises about the whole: every user task, every route, every job name."""
import ast
import importlib
import re
from types import ModuleType
from datetime import UTC, datetime
from pathlib import Path

import pytest

from engine.bpmn import reading
from engine.settings import Settings as Installation
from tests.house.source import PROJECT, sources
from webui.app import create_app
from webui.settings import Settings

LIBRARY = PROJECT / "processes"
OPEN_TO_STRANGERS = re.compile(r"static|login\.\w+|health\.\w+|metrics\.show|me\.speak|help\.\w+|me\.feed|stopping\.\w+|api\.document")
JOB = re.compile(r"(workers|engine)\.\w+(\.\w+)+")


def library_processes() -> list:
    return [pytest.param(process, id=process.id) for path in sorted(LIBRARY.glob("*/*.bpmn"))
            for process in reading.read(path.read_bytes(), path.name)]


@pytest.mark.parametrize("process", library_processes())
def test_every_user_task_of_the_library_has_a_role_a_form_and_a_deadline(process):
    incomplete = []
    for element in process.elements.values():
        if element.kind not in ("userTask", "manualTask"):
            continue
        assigned = element.zeebe.get("assignmentDefinition", {})
        role = assigned.get("candidateGroups") or assigned.get("assignee") or (element.lane and element.lane.role)
        form = element.zeebe.get("formDefinition")
        deadline = element.own("deadline") or element.zeebe.get("taskSchedule", {}).get("dueDate")
        incomplete += [f"{element.id}: {what}" for what, there in (("role", role), ("form", form), ("deadline", deadline)) if not there]
    assert incomplete == []


@pytest.fixture
def app(tmp_path: Path):
    settings = Settings(database_url=f"sqlite:///{tmp_path / 'house.db'}", engine=Installation(b"s" * 32))
    return create_app(settings, lambda: datetime(2031, 3, 3, 9, tzinfo=UTC))


def test_every_route_needs_an_actor(app):
    public = {rule.endpoint for rule in app.url_map.iter_rules()
              if rule.endpoint == "static" or getattr(app.view_functions[rule.endpoint], "is_public", False)}
    assert [endpoint for endpoint in sorted(public) if not OPEN_TO_STRANGERS.fullmatch(endpoint)] == []


def test_a_stranger_is_sent_to_the_login_page(app):
    """Asked of the application itself, not of its decorators: no route answers a stranger."""
    answered = []
    for rule in app.url_map.iter_rules():
        if OPEN_TO_STRANGERS.fullmatch(rule.endpoint) or "GET" not in rule.methods:
            continue
        address = re.sub(r"<[^>]*>", "1", rule.rule)
        if app.test_client().get(address).status_code not in (302, 303, 401, 404):
            answered.append(address)
    assert answered == []


def test_every_name_that_is_looked_up_later_resolves():
    """A name in a queue is a promise to a worker that starts later, and so is a module that is loaded when it is needed."""
    names = {node.value for source in sources("workers", "webui") for node in ast.walk(source.tree)
             if isinstance(node, ast.Constant) and isinstance(node.value, str) and JOB.fullmatch(node.value)}
    for name in names:
        module, _, part = name.rpartition(".")
        found = getattr(importlib.import_module(module), part, None) or importlib.import_module(name)
        assert callable(found) or isinstance(found, ModuleType), name
