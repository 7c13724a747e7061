"""The recommended rules of bpmnlint hold for every drawing of the library: the linter itself is asked, and it can say no."""
import subprocess
from pathlib import Path

from tests.lint.drawing import process

PROJECT = Path(__file__).parents[2]
LINTER = PROJECT / "webui" / "node_modules" / "bpmnlint" / "bin" / "bpmnlint.js"
RULES = Path(__file__).with_name("bpmnlint.json")


def lint(*files: Path) -> subprocess.CompletedProcess:
    return subprocess.run(["node", str(LINTER), "--config", str(RULES), *map(str, files)], cwd=PROJECT / "webui", capture_output=True, text=True, timeout=120)


def test_every_drawing_of_the_library_keeps_the_recommended_rules():
    drawings = sorted((PROJECT / "processes").glob("*/*.bpmn"))
    assert len(drawings) >= 3
    told = lint(*drawings)
    assert told.returncode == 0, told.stdout + told.stderr


def test_the_linter_would_say_so(tmp_path):
    loose = tmp_path / "loose.bpmn"
    loose.write_bytes(process('<bpmn:startEvent id="start"/><bpmn:userTask id="alone"/>'))
    told = lint(loose)
    assert told.returncode == 1
    assert all(rule in told.stdout for rule in ("no-disconnected", "no-implicit-end", "end-event-required")), told.stdout
