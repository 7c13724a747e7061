"""The studio: coordinators change a definition, check it, compare it, play it and publish it."""
from flask import Blueprint, Response, flash, g, jsonify, redirect, render_template, request, session, url_for
from werkzeug.wrappers import Response as AnyResponse

from engine.comparing import compare
from engine.earlier_drafts import earlier, earlier_content
from engine.errors import BrokenProcess, Conflict, InvalidAnswers, NotFound
from engine.packing import is_kept, pack, unpack
from engine.plays import last_plays, remember
from engine.queries.definitions import published_sets, shelf, versions, workbenches
from engine.queries.listings import files as files_of
from engine.references import references
from engine.rehearsing import rehearse
from engine.roles import COORDINATOR
from engine.work import Work
from engine.workbench import Bench, begin, bring_in, discard, findings, look, mark_of, publish_draft, remove_file, save_file
from webui.presenting import t
from webui.screens.studio import (
    bench_screen, choices_screen, earlier_rows, finding_rows, finding_words, is_text, play_rows, rehearsed_screen, saved_now, shelf_screen, state,
    text_screen,
)
from webui.security import EDITOR_POLICY
from webui.visitor import office, settings

pages = Blueprint("studio", __name__, url_prefix="/studio")
LAST = "workbench"          # in the session: the municipality whose workbench somebody was at


@pages.before_request
def at_a_workbench() -> None:
    """Who coordinates several municipalities says in the address whose workbench they are at, and every page keeps saying it."""
    g.coordinator, g.benches = g.actor, ()
    if len({held.municipality for held in g.actor.held if held.role == COORDINATOR}) < 2:
        return
    with office().reading(g.actor) as work:
        g.benches = workbenches(work)
    codes = [code for code, _ in g.benches]
    asked = request.args.get("municipality")
    if asked and asked not in codes:
        raise NotFound()
    g.bench = asked or (session.get(LAST) if session.get(LAST) in codes else codes[0])
    session[LAST] = g.bench
    g.coordinator = g.actor.within(g.bench)


@pages.url_defaults
def same_workbench(endpoint: str, values: dict) -> None:
    if g.get("bench"):
        values.setdefault("municipality", g.bench)


@pages.context_processor
def whose_workbench() -> dict:
    return {"benches": g.get("benches", ()), "bench": g.get("bench")}


@pages.get("")
def index() -> str:
    with office().reading(g.coordinator) as work:
        page = shelf_screen(shelf(work, g.language), request.args.get("q", "").strip()[:100])
    return render_template("studio.html", page=page)


@pages.post("/new")
def new() -> AnyResponse:
    name, key = request.form.get("name", "").strip()[:120], request.form.get("key", "").strip()
    with office().writing(g.coordinator) as work:
        begin(work, key, render_template("studio_first.xml", key=key, name=name or key).encode())
    flash(t("web.studio.new.done"))
    return redirect(url_for("studio.show", key=key))


@pages.post("/import")
def bring() -> AnyResponse:
    """One or more files, or a zip of a whole definition."""
    given = {file.filename.replace("\\", "/").rpartition("/")[2]: file.read() for file in request.files.getlist("files") if file.filename}
    packed = next((content for name, content in given.items() if name.lower().endswith(".zip")), None)
    with office().writing(g.coordinator) as work:
        key = bring_in(work, unpack(packed) if packed is not None else {name: content for name, content in given.items() if is_kept(name, content)})
        bench = look(work, key)
        rows = finding_rows(bench, findings(work, bench, _strict(key)))
    said = "done" if bench.is_draft and not rows else "found" if bench.is_draft else "same"
    flash(t(f"web.studio.import.{said}", words=finding_words(rows), version=bench.newest))
    return redirect(url_for("studio.show", key=key))


@pages.get("/<key>")
def show(key: str) -> str:
    with office().reading(g.coordinator) as work:
        page = bench_screen(look(work, key), versions(work, key)) | {"earlier": earlier_rows(earlier(work, key))}
    return render_template("studio_one.html", page=page)


@pages.get("/<key>/export")
def export(key: str) -> AnyResponse:
    """A zip of a version, or of what lies on the workbench."""
    version = request.args.get("version", type=int)
    with office().reading(g.coordinator) as work:
        content = pack(key, _version(work, key, version) if version else look(work, key).contents)
    named = f"{key}-{version}.zip" if version else f"{key}.zip"
    return Response(content, mimetype="application/zip", headers={"Content-Disposition": f'attachment; filename="{named}"'})


@pages.get("/<key>/file")
def file(key: str) -> AnyResponse:
    """One file, byte for byte."""
    path, version = request.args.get("path", ""), request.args.get("version", type=int)
    with office().reading(g.coordinator) as work:
        content = (_version(work, key, version) if version else look(work, key).contents).get(path)
    if content is None:
        raise NotFound("studio.no_such_file", file=path[:80])
    return _download(path.rpartition("/")[2], content)


@pages.get("/<key>/draw")
def draw(key: str) -> AnyResponse:
    return _editor(key, "draw")


@pages.get("/<key>/form")
def form(key: str) -> AnyResponse:
    return _editor(key, "form")


@pages.get("/<key>/decide")
def decide(key: str) -> AnyResponse:
    return _editor(key, "decide")


@pages.post("/<key>/keep")
def keep(key: str) -> AnyResponse:
    """An editor keeps what it has, as it goes."""
    content = request.get_data()
    with office().writing(g.coordinator) as work:
        save_file(work, key, request.args.get("path", ""), content, request.args.get("over"))
    return jsonify(mark=mark_of(content), said=saved_now())


@pages.get("/<key>/text")
def text(key: str) -> str:
    path = request.args.get("path", "")
    with office().reading(g.coordinator) as work:
        bench = look(work, key)
    found = bench.files.get(path)
    if found is not None and not is_text(found.content):
        raise InvalidAnswers(key="web.studio.text.not_text")
    page = text_screen(bench, path, found.content.decode("utf-8") if found else "", found.mark if found else "")
    return render_template("studio_text.html", page=page)


@pages.post("/<key>/text")
def write(key: str) -> AnyResponse:
    path, content = request.form.get("path", "").strip(), request.form.get("content", "").replace("\r\n", "\n")
    over = request.form.get("rather") or request.form.get("over", "")
    with office().writing(g.coordinator) as work:
        standing = look(work, key).files.get(path)
        if standing and b"\r\n" in standing.content:
            content = content.replace("\n", "\r\n")         # browsers do not tell which line ends there were
        save_file(work, key, path, content.encode(), over)
    flash(saved_now())
    return redirect(url_for("studio.text", key=key, path=path))


@pages.post("/<key>/remove")
def remove(key: str) -> AnyResponse:
    with office().writing(g.coordinator) as work:
        remove_file(work, key, request.form.get("path", ""))
    flash(t("web.studio.removed"))
    return redirect(url_for("studio.show", key=key))


@pages.post("/<key>/discard")
def drop(key: str) -> AnyResponse:
    with office().writing(g.coordinator) as work:
        remains = look(work, key).newest is not None
        discard(work, key)
    flash(t("web.studio.discarded"))
    return redirect(url_for("studio.show", key=key) if remains else url_for("studio.index"))


@pages.post("/<key>/earlier/<int:number>")
def bring_back(key: str, number: int) -> AnyResponse:
    with office().writing(g.coordinator) as work:
        path, content = earlier_content(work, key, number)
        save_file(work, key, path, content)
    flash(t("web.studio.earlier.done", file=path))
    return redirect(url_for("studio.show", key=key))


@pages.get("/<key>/earlier/<int:number>")
def earlier_file(key: str, number: int) -> AnyResponse:
    with office().reading(g.coordinator) as work:
        path, content = earlier_content(work, key, number)
    return _download(path.rpartition("/")[2], content)


@pages.get("/<key>/check")
def check(key: str) -> AnyResponse | str:
    """The findings; as JSON for the editors, which show them beside the drawing."""
    with office().reading(g.coordinator) as work:
        bench = look(work, key)
        rows = finding_rows(bench, findings(work, bench, _strict(key)))
    if request.accept_mimetypes.best_match(("text/html", "application/json")) == "application/json":
        return jsonify(words=finding_words(rows), findings=rows)
    return render_template("studio_check.html", page={**state(bench), "findings": rows, "words": finding_words(rows)})


@pages.get("/<key>/compare")
def differences(key: str) -> str:
    """Two versions in words; without them the draft beside the version it would follow."""
    old, new = request.args.get("from", type=int), request.args.get("to", type=int)
    with office().reading(g.coordinator) as work:
        bench = look(work, key)
        old = old or (bench.newest if bench.is_draft else (bench.newest or 1) - 1)
        before = _version(work, key, old) if old else {}
        after = _version(work, key, new) if new else bench.contents
        known = [row.version for row in versions(work, key)]
    changes = [change.sentence(g.language) for change in compare(before, after)]
    page = {**state(bench), "old": old, "new": new, "changes": changes, "known": known}
    return render_template("studio_compare.html", page=page)


@pages.get("/<key>/play")
def plays(key: str) -> str:
    with office().reading(g.coordinator) as work:
        page = _plays(work, look(work, key))
    return render_template("studio_play.html", page=page)


@pages.post("/<key>/play")
def play(key: str) -> AnyResponse | str:
    """Play one scenario, or all: in databases of their own, after this one has been let go. How it went is remembered."""
    wanted = request.form.get("path", "")
    with office().reading(g.coordinator) as work:
        bench, beside = look(work, key), published_sets(work, key)
    chosen = {path: content for path, content in bench.contents.items() if not path.startswith("scenarios/") or wanted in ("", path)}
    played = rehearse(key, chosen, beside).plays
    with office().writing(g.coordinator) as work:
        remember(work, bench, played)
    rows = play_rows(played)
    if request.accept_mimetypes.best_match(("text/html", "application/json")) == "application/json":
        return jsonify(plays=rows)
    with office().reading(g.coordinator) as work:
        page = _plays(work, look(work, key))
    return render_template("studio_play.html", page={**page, "plays": rows})


@pages.get("/<key>/publish")
def confirm(key: str) -> str:
    with office().reading(g.coordinator) as work:
        bench, past = look(work, key), versions(work, key)
        rows = finding_rows(bench, findings(work, bench, _strict(key)))
        before = _version(work, key, bench.newest) if bench.newest else {}
        rehearsed = rehearsed_screen(last_plays(work, bench))
    changes = [change.sentence(g.language) for change in compare(before, bench.contents)]
    page = {**bench_screen(bench, past), "findings": rows, "words": finding_words(rows), "changes": changes,
            "errors": [row for row in rows if row["severity"] == "error"], "rehearsed": rehearsed}
    return render_template("studio_publish.html", page=page)


@pages.post("/<key>/publish")
def publish(key: str) -> AnyResponse:
    with office().writing(g.coordinator) as work:
        done = publish_draft(work, key, request.form.get("expected", type=int), _strict(key))
        version = next((one.version for one in done if one.key == key), done[0].version)
    flash(t("web.studio.published", version=version))
    return redirect(url_for("studio.show", key=key))


@pages.errorhandler(BrokenProcess)
def broken(error: BrokenProcess) -> tuple[str, int]:
    """What was refused, each place by name."""
    sentences = [f"{finding.file}: {finding.sentence(g.language)}" for finding in error.findings]
    return render_template("studio_refused.html", page={"sentence": error.sentence(g.language), "findings": sentences}), 422


@pages.errorhandler(Conflict)
@pages.errorhandler(InvalidAnswers)
def otherwise(error: Conflict | InvalidAnswers) -> tuple[str | Response, int]:
    """What somebody wrote is never thrown away with the refusal."""
    status = 409 if isinstance(error, Conflict) else 422
    if request.endpoint not in ("studio.keep", "studio.write"):
        return render_template("studio_refused.html", page={"sentence": error.sentence(g.language), "findings": []}), status
    given = request.form if request.endpoint == "studio.write" else request.args
    with office().reading(g.coordinator) as work:
        bench = look(work, request.view_args["key"])
    path, standing = given.get("path", ""), bench.files.get(given.get("path", ""))
    meanwhile = standing.mark if standing and error.key == "studio.changed_meanwhile" else ""
    if request.endpoint == "studio.keep":
        return jsonify(status=status, sentence=error.sentence(g.language), standing=meanwhile), status
    page = text_screen(bench, path, given.get("content", ""), given.get("over", ""), error.sentence(g.language)) | {"rather": meanwhile}
    return render_template("studio_text.html", page=page), status


def _editor(key: str, kind: str) -> AnyResponse:
    path = request.args.get("path", "")
    with office().reading(g.coordinator) as work:
        bench = look(work, key)
        found = bench.files.get(path)
        if found is None:
            raise NotFound("studio.no_such_file", file=path[:80])
        page = text_screen(bench, path, "", found.mark) | {"choices": choices_screen(references(work, bench, g.language)) if kind == "draw" else None}
    return Response(render_template(f"studio_{kind}.html", page=page), headers={"Content-Security-Policy": EDITOR_POLICY})


def _plays(work: Work, bench: Bench) -> dict:
    return {**state(bench), "rehearsed": rehearsed_screen(last_plays(work, bench)), "plays": []}


def _download(name: str, content: bytes) -> Response:
    return Response(content, mimetype="application/octet-stream", headers={"Content-Disposition": f'attachment; filename="{name}"'})


def _version(work: Work, key: str, version: int) -> dict[str, bytes]:
    wanted = next((row for row in versions(work, key) if row.version == version), None)
    if wanted is None:
        raise NotFound("core.no_such_definition", key=f"{key} {version}")
    return files_of(work, wanted.bundle_id)


def _strict(key: str) -> bool:
    """A process of the library is checked as strictly here as there."""
    return key in settings().library
