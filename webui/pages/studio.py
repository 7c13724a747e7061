"""The studio: coordinators change a definition, check it, compare it, play it and publish it."""
from flask import Blueprint, Response, flash, g, jsonify, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from engine.comparing import compare
from engine.errors import BrokenProcess, Conflict, InvalidAnswers, NotFound
from engine.packing import is_kept, pack, unpack
from engine.queries.definitions import published_sets, shelf, versions
from engine.queries.listings import files as files_of
from engine.rehearsing import rehearse, scenario_paths
from engine.work import Work
from engine.workbench import begin, bring_in, discard, findings, look, publish_draft, remove_file, save_file
from webui.errors import refused
from webui.presenting import t
from webui.screens.studio import (
    bench_screen, finding_rows, finding_words, is_text, play_rows, saved_now, shelf_screen, state, text_screen,
)
from webui.security import EDITOR_POLICY
from webui.visitor import office, settings

pages = Blueprint("studio", __name__, url_prefix="/studio")


@pages.get("")
def index() -> str:
    with office().reading(g.actor) as work:
        page = shelf_screen(shelf(work), request.args.get("q", "").strip()[:100])
    return render_template("studio.html", page=page)


@pages.post("/new")
def new() -> AnyResponse:
    name, key = request.form.get("name", "").strip()[:120], request.form.get("key", "").strip()
    with office().writing(g.actor) as work:
        begin(work, key, render_template("studio_first.xml", key=key, name=name or key).encode())
    flash(t("web.studio.new.done"))
    return redirect(url_for("studio.show", key=key))


@pages.post("/import")
def bring() -> AnyResponse:
    """One or more files, or a zip of a whole definition."""
    given = {file.filename.replace("\\", "/").rpartition("/")[2]: file.read() for file in request.files.getlist("files") if file.filename}
    packed = next((content for name, content in given.items() if name.lower().endswith(".zip")), None)
    with office().writing(g.actor) as work:
        key = bring_in(work, unpack(packed) if packed is not None else {name: content for name, content in given.items() if is_kept(name, content)})
        bench = look(work, key)
        rows = finding_rows(bench, findings(work, bench, _strict(key)))
    flash(t("web.studio.import.found", words=finding_words(rows)) if rows else t("web.studio.import.done"))
    return redirect(url_for("studio.show", key=key))


@pages.get("/<key>")
def show(key: str) -> str:
    with office().reading(g.actor) as work:
        page = bench_screen(look(work, key), versions(work, key))
    return render_template("studio_one.html", page=page)


@pages.get("/<key>/export")
def export(key: str) -> AnyResponse:
    """A zip of a version, or of what lies on the workbench."""
    version = request.args.get("version", type=int)
    with office().reading(g.actor) as work:
        content = pack(key, _version(work, key, version) if version else look(work, key).contents)
    named = f"{key}-{version}.zip" if version else f"{key}.zip"
    return Response(content, mimetype="application/zip", headers={"Content-Disposition": f'attachment; filename="{named}"'})


@pages.get("/<key>/file")
def file(key: str) -> AnyResponse:
    """One file, byte for byte."""
    path, version = request.args.get("path", ""), request.args.get("version", type=int)
    with office().reading(g.actor) as work:
        content = (_version(work, key, version) if version else look(work, key).contents).get(path)
    if content is None:
        raise NotFound("studio.no_such_file", file=path[:80])
    named = path.rpartition("/")[2]
    return Response(content, mimetype="application/octet-stream", headers={"Content-Disposition": f'attachment; filename="{named}"'})


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
    with office().writing(g.actor) as work:
        row = save_file(work, key, request.args.get("path", ""), request.get_data(), request.args.get("revision", type=int))
        revision = row.revision
    return jsonify(revision=revision, said=saved_now())


@pages.get("/<key>/text")
def text(key: str) -> str:
    path = request.args.get("path", "")
    with office().reading(g.actor) as work:
        bench = look(work, key)
    found = bench.files.get(path)
    if found is not None and not is_text(found.content):
        raise InvalidAnswers(key="web.studio.text.not_text")
    page = text_screen(bench, path, found.content.decode("utf-8") if found else "", found.revision if found else 0)
    return render_template("studio_text.html", page=page)


@pages.post("/<key>/text")
def write(key: str) -> AnyResponse:
    path, content = request.form.get("path", "").strip(), request.form.get("content", "").replace("\r\n", "\n")
    revision = request.form.get("revision", type=int)
    with office().writing(g.actor) as work:
        save_file(work, key, path, content.encode(), revision)
    flash(saved_now())
    return redirect(url_for("studio.text", key=key, path=path))


@pages.post("/<key>/remove")
def remove(key: str) -> AnyResponse:
    with office().writing(g.actor) as work:
        remove_file(work, key, request.form.get("path", ""))
    flash(t("web.studio.removed"))
    return redirect(url_for("studio.show", key=key))


@pages.post("/<key>/discard")
def drop(key: str) -> AnyResponse:
    with office().writing(g.actor) as work:
        remains = look(work, key).newest is not None
        discard(work, key)
    flash(t("web.studio.discarded"))
    return redirect(url_for("studio.show", key=key) if remains else url_for("studio.index"))


@pages.get("/<key>/check")
def check(key: str) -> AnyResponse | str:
    """The findings; as JSON for the editors, which show them beside the drawing."""
    with office().reading(g.actor) as work:
        bench = look(work, key)
        rows = finding_rows(bench, findings(work, bench, _strict(key)))
    if request.accept_mimetypes.best_match(("text/html", "application/json")) == "application/json":
        return jsonify(words=finding_words(rows), findings=rows)
    return render_template("studio_check.html", page={**state(bench), "findings": rows, "words": finding_words(rows)})


@pages.get("/<key>/compare")
def differences(key: str) -> str:
    """Two versions in words; without them the draft beside the version it would follow."""
    old, new = request.args.get("from", type=int), request.args.get("to", type=int)
    with office().reading(g.actor) as work:
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
    with office().reading(g.actor) as work:
        bench = look(work, key)
    return render_template("studio_play.html", page={**state(bench), "scenarios": scenario_paths(bench.contents), "plays": []})


@pages.post("/<key>/play")
def play(key: str) -> AnyResponse | str:
    """Play one scenario, or all. Nothing here writes: it plays in databases of its own, after this one has been let go."""
    wanted = request.form.get("path", "")
    with office().reading(g.actor) as work:
        bench, beside = look(work, key), published_sets(work, key)
    chosen = {path: content for path, content in bench.contents.items() if not path.startswith("scenarios/") or wanted in ("", path)}
    rows = play_rows(rehearse(key, chosen, beside).plays)
    if request.accept_mimetypes.best_match(("text/html", "application/json")) == "application/json":
        return jsonify(plays=rows)
    return render_template("studio_play.html", page={**state(bench), "scenarios": scenario_paths(bench.contents), "plays": rows})


@pages.get("/<key>/publish")
def confirm(key: str) -> str:
    with office().reading(g.actor) as work:
        bench, past = look(work, key), versions(work, key)
        rows = finding_rows(bench, findings(work, bench, _strict(key)))
        before = _version(work, key, bench.newest) if bench.newest else {}
    changes = [change.sentence(g.language) for change in compare(before, bench.contents)]
    page = {**bench_screen(bench, past), "findings": rows, "words": finding_words(rows), "changes": changes,
            "errors": [row for row in rows if row["severity"] == "error"], "scenarios": len(scenario_paths(bench.contents))}
    return render_template("studio_publish.html", page=page)


@pages.post("/<key>/publish")
def publish(key: str) -> AnyResponse:
    with office().writing(g.actor) as work:
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
    if request.endpoint == "studio.keep":
        return refused(error)
    status = 409 if isinstance(error, Conflict) else 422
    if request.endpoint != "studio.write":
        return render_template("studio_refused.html", page={"sentence": error.sentence(g.language), "findings": []}), status
    with office().reading(g.actor) as work:
        page = text_screen(look(work, request.view_args["key"]), request.form.get("path", ""), request.form.get("content", ""),
                           request.form.get("revision", 0, type=int), error.sentence(g.language))
    return render_template("studio_text.html", page=page), status


def _editor(key: str, kind: str) -> AnyResponse:
    path = request.args.get("path", "")
    with office().reading(g.actor) as work:
        bench = look(work, key)
    found = bench.files.get(path)
    if found is None:
        raise NotFound("studio.no_such_file", file=path[:80])
    page = text_screen(bench, path, "", found.revision)
    return Response(render_template(f"studio_{kind}.html", page=page), headers={"Content-Security-Policy": EDITOR_POLICY})


def _version(work: Work, key: str, version: int) -> dict[str, bytes]:
    wanted = next((row for row in versions(work, key) if row.version == version), None)
    if wanted is None:
        raise NotFound("core.no_such_definition", key=f"{key} {version}")
    return files_of(work, wanted.bundle_id)


def _strict(key: str) -> bool:
    """A process of the library is checked as strictly here as there."""
    return key in settings().library
