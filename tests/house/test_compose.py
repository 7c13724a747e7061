"""What docker-compose.yml says can be so: commands and settings that exist, health told, nobody root, no secret written down."""
import ast
import re

import pytest
import yaml

from tests.house.source import PROJECT
from webui.cli.main import aanzet

COMPOSE = yaml.safe_load((PROJECT / "docker-compose.yml").read_text(encoding="utf-8"))
SERVICES = COMPOSE["services"]
OURS = {name: service for name, service in SERVICES.items() if service["image"].startswith("aanzet:")}
STANDARD = {"LANG", "HOST", "PORT"}


def known_settings() -> set[str]:
    trees = [ast.parse((PROJECT / "webui" / "cli" / name).read_text(encoding="utf-8")) for name in ("settings.py", "collector.py")]
    return {node.value for tree in trees for node in ast.walk(tree)
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value.isupper()} | STANDARD


def test_the_parts_are_there():
    assert set(SERVICES) == {"init", "web", "worker", "database", "redis"}


@pytest.mark.parametrize("name", OURS)
def test_every_command_and_setting_exists(name):
    program, command, *_ = OURS[name]["command"]
    assert program == "aanzet" and command in aanzet.places
    assert set(OURS[name]["environment"]) - known_settings() == set()


@pytest.mark.parametrize("name", SERVICES)
def test_every_part_that_goes_on_tells_how_it_is(name):
    goes_on = SERVICES[name]["restart"] == "unless-stopped"
    assert goes_on == ("healthcheck" in SERVICES[name])


@pytest.mark.parametrize("name", OURS)
def test_nothing_of_ours_runs_as_root_or_writes_where_it_should_not(name):
    service = OURS[name]
    assert service["user"].partition(":")[0] not in ("0", "root") and service["read_only"] and service["cap_drop"] == ["ALL"]


def test_secrets_come_from_files_only():
    assert {name for service in SERVICES.values() for name in service.get("secrets", ())} == set(COMPOSE["secrets"])
    assert all(set(stated) == {"file"} for stated in COMPOSE["secrets"].values())
    told = [value for service in SERVICES.values() for name, value in service.get("environment", {}).items()
            if re.search("PASSWORD|SECRET", name) and not str(value).startswith("/run/secrets/") or re.search(r"://[^/]*:[^/]*@", str(value))]
    assert told == []


def test_the_stores_cannot_be_reached_from_outside():
    assert COMPOSE["networks"]["inside"]["internal"]
    assert [name for name, service in SERVICES.items() if service.get("ports")] == ["web"]
    assert all(SERVICES[name]["networks"] == ["inside"] for name in ("database", "redis"))
    assert "outside" in SERVICES["worker"]["networks"]          # where mail goes


def test_what_the_image_copies_is_there_and_not_left_out():
    copied = re.findall(r"^COPY (?!--from)(.+) \S+$", SERVICES["init"]["build"]["dockerfile_inline"], re.MULTILINE)
    sources = {name for line in copied for name in line.split()}
    let_in = {line[1:] for line in (PROJECT / ".dockerignore").read_text().splitlines() if line.startswith("!")}
    assert {name.partition("/")[0] for name in sources} == let_in
    assert [name for name in sources if not (PROJECT / name).exists()] == []
