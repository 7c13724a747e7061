"""The studio in the words and shapes of its templates: the shelf, one definition, its findings, and what is kept."""
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from flask import g, url_for

from engine.earlier_drafts import Earlier
from engine.findings import Finding
from engine.plays import LastPlay
from engine.queries.definitions import DefinitionRow, VersionRow
from engine.references import References
from engine.rehearsing import SCENARIOS
from engine.roles import BOARD_OF
from engine.scenarios.player import Play
from engine.tables.dialects import fold
from engine.workbench import Bench, BenchFile
from webui.presenting import role_name, t
from webui.words import date_words, moment_words, time_words

EDITORS = {".bpmn": "studio.draw", ".form": "studio.form", ".dmn": "studio.decide"}
PLAY_STATES = ("passed", "failed", "before", "never")       # before: played, but not as things are now
KINDS = ("drawing", "form", "decision", "scenario", "text")


@dataclass(frozen=True)
class FileRow:
    """A file in a list. `editor`: the page that draws it; None where it is written as text only. `changed`: in this draft, when and by whom."""

    path: str
    name: str
    kind: str
    editor: str | None
    text: str
    changed: str


def shelf_screen(rows: Sequence[DefinitionRow], wanted: str) -> dict[str, Any]:
    shown = [row for row in rows if fold(wanted) in fold(" ".join((row.name, row.written, row.key, row.documentation, _phase(row.phase), *map(role_name, row.roles))))]
    return {"q": wanted, "rows": [_row(row) for row in shown], "count": len(shown)}


def bench_screen(bench: Bench, versions: Sequence[VersionRow]) -> dict[str, Any]:
    """One definition: where it stands, its files by kind, and the versions there were."""
    files = [_file(bench, file) for file in bench.files.values()]
    return {**state(bench), "kinds": [(kind, [file for file in files if file.kind == kind]) for kind in KINDS],
            "drawing": next((file for file in files if file.kind == "drawing"), None), "versions": [_version(row) for row in versions],
            "open": sum(row.open for row in versions)}


def state(bench: Bench) -> dict[str, Any]:
    """Above every page of a definition: its name, what it is a draft of, when that was kept and by whom."""
    return {"key": bench.key, "name": bench.named(g.language), "draft": bench.is_draft, "newest": bench.newest, "based_on": bench.based_on,
            "next": (bench.newest or 0) + 1, "behind": bench.is_draft and bench.based_on != bench.newest,
            "saved": saved_words(bench), "tabs": _tabs(bench)}


def saved_words(bench: Bench) -> str:
    if bench.saved_at is None:
        return ""
    return t("web.studio.saved_by", moment=moment_words(bench.saved_at, g.now, g.language), who=bench.saved_by)


def saved_now() -> str:
    return t("web.studio.saved", time=time_words(g.now, g.language))


def finding_rows(bench: Bench, findings: Iterable[Finding]) -> list[dict[str, Any]]:
    """Errors first, each with the address of the place it is about."""
    rows = [{"severity": finding.severity, "key": finding.key, "file": finding.file, "element": finding.element, "sentence": finding.sentence(g.language),
             "href": _address(bench, finding.file, finding.element)} for finding in findings]
    return sorted(rows, key=lambda row: row["severity"] != "error")


def finding_words(rows: Sequence[dict[str, Any]]) -> str:
    """2 fouten, 1 tip."""
    errors = sum(row["severity"] == "error" for row in rows)
    tips = len(rows) - errors
    if not rows:
        return t("web.studio.check.clean")
    said = [t(f"web.studio.check.{kind}.{'one' if n == 1 else 'more'}", n=n) for kind, n in (("errors", errors), ("tips", tips)) if n]
    return ", ".join(said)


def play_rows(plays: Iterable[tuple[str, Play]]) -> list[dict[str, Any]]:
    return [{"path": path, "name": path.removeprefix(SCENARIOS), "passed": play.passed, "steps": play.steps,
             "failures": [t("web.studio.play.line", line=failure.line, sentence=failure.sentence(g.language)) for failure in play.failures]}
            for path, play in plays]


def rehearsed_screen(plays: Sequence[LastPlay]) -> dict[str, Any]:
    """How the scenarios went when they were last played, each and together. `sure`: all of them passed, on the files as they are now."""
    rows = [{"path": play.path, "name": play.path.removeprefix(SCENARIOS), "state": _play_state(play), "words": _play_words(play)} for play in plays]
    counted = {kind: sum(row["state"] == kind for row in rows) for kind in PLAY_STATES}
    return {"rows": rows, "count": len(rows), "sure": bool(rows) and counted["passed"] == len(rows), **counted}


def earlier_rows(rows: Iterable[Earlier]) -> list[dict[str, Any]]:
    return [{"id": row.id, "path": row.path, "words": t(
        "web.studio.earlier.words", saved=moment_words(row.saved_at, g.now, g.language), by=row.saved_by,
        replaced=moment_words(row.replaced_at, g.now, g.language), who=row.replaced_by)} for row in rows]


def choices_screen(found: References) -> dict[str, Any]:
    """What the pickers of the designer offer: [value, label] pairs."""
    roles = sorted(([role, role_name(role)] for role in BOARD_OF), key=lambda pair: pair[1].casefold())
    return {"roles": roles, "forms": [[one.id, one.name] for one in found.forms], "decisions": [[one.id, one.name] for one in found.decisions],
            "processes": [[one.id, one.name] for one in found.processes]}


def text_screen(bench: Bench, path: str, content: str, mark: str, problem: str = "") -> dict[str, Any]:
    """`mark`: of what the content was made from, so that nobody writes over somebody else."""
    file = next((_file(bench, file) for other, file in bench.files.items() if other == path), None)
    return {**state(bench), "path": path, "content": content, "mark": mark, "problem": problem, "file": file}


def is_text(content: bytes) -> bool:
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _row(row: DefinitionRow) -> dict[str, Any]:
    by = row.by or t("web.studio.by_installation")
    return {"key": row.key, "name": row.name, "documentation": row.documentation, "boards": row.boards, "version": row.version, "open": row.open,
            "stuck": row.stuck, "changed": t("web.studio.changed", day=date_words(row.at, g.now, g.language), who=by) if row.at else "", "draft": row.draft}


def _version(row: VersionRow) -> dict[str, Any]:
    return {"version": row.version, "when": moment_words(row.at, g.now, g.language), "by": row.by or t("web.studio.by_installation"),
            "open": row.open, "stuck": row.stuck}


def _file(bench: Bench, file: BenchFile) -> FileRow:
    suffix = file.path[file.path.rfind("."):]
    kind = {".bpmn": "drawing", ".form": "form", ".dmn": "decision"}.get(suffix, "scenario" if file.path.startswith(SCENARIOS) else "text")
    place = EDITORS.get(suffix)
    changed = t("web.studio.saved_by", moment=moment_words(file.saved_at, g.now, g.language), who=file.saved_by) if file.revision else ""
    return FileRow(file.path, file.path.removeprefix(SCENARIOS), kind, url_for(place, key=bench.key, path=file.path) if place else None,
                   url_for("studio.text", key=bench.key, path=file.path), changed)


def _tabs(bench: Bench) -> list[dict[str, Any]]:
    files = [_file(bench, file) for file in bench.files.values()]
    counted = {kind: sum(file.kind == kind for file in files) for kind in KINDS}
    return [{"kind": kind, "count": counted[kind], "href": f"{url_for('studio.show', key=bench.key)}#{kind}"} for kind in KINDS[1:4]]


def _play_state(play: LastPlay) -> str:
    if play.at is None:
        return "never"
    return ("passed" if play.passed else "failed") if play.current else "before"


def _play_words(play: LastPlay) -> str:
    if play.at is None:
        return t("web.studio.played.never")
    which = t("web.studio.played.draft", moment=moment_words(play.draft_of, g.now, g.language)) if play.draft_of else t(
        "web.studio.played.version", version=play.based_on)
    went = t("web.studio.play.passed") if play.passed else t("web.studio.play.failed")
    return t("web.studio.played.words", went=went, moment=moment_words(play.at, g.now, g.language), who=play.by, which=which)


def _address(bench: Bench, file: str, element: str) -> str | None:
    if file not in bench.files:
        return None
    here = _file(bench, bench.files[file])
    return f"{here.editor}#{element}" if here.editor and element else here.editor or here.text


def _phase(phase: str | None) -> str:
    return t(f"web.phase.{phase}") if phase in ("recruitment", "exploring", "imagining", "shaping", "anchoring") else phase or ""

