"""What somebody typed when their session was over: kept for them, and for nobody else."""
import hmac
import json
import zlib
from base64 import urlsafe_b64decode, urlsafe_b64encode
from hashlib import sha256

from flask import Flask, current_app, flash, g, redirect, render_template, request, session, url_for
from werkzeug.wrappers import Response

from engine.actors import SYSTEM, Actor, find_actor
from engine.covers import in_place_of
from engine.errors import Conflict, EngineError
from engine.forms import posted
from engine.queries.tasks import task_view
from engine.sealing import seal_bytes, unsealed_if_ours
from engine.tasks import keep_typed, save_draft
from webui.errors import sorry
from webui.in_place import cover_of, outside
from webui.presenting import t
from webui.questions import Answers
from webui.security import FIELD, OldPage, drawn_for
from webui.visitor import LANGUAGE, ask_who, is_public, office, wants_json

KEPT = "_kept"                                                              # the field in which a page carries words that it does not show
WITH_A_DRAFT = ("tasks.complete", "tasks.keep", "tasks.claim", "tasks.release", "attachments.to_task")     # to which the form of a task goes, all of it

Fields = list[tuple[str, str]]


def come_back(app: Flask) -> None:
    app.register_error_handler(OldPage, later)


def later(error: OldPage) -> tuple[str | Response, int] | Response:
    """A form of an old page changes nothing but one's own draft: it goes on when the same person is in and says so once more.

    The page tells by a signature for whom it was drawn, since the cookie of a session that is over is gone. A script keeps its text itself.
    """
    whose = None if request.endpoint is None or wants_json() or is_public() or _has_nul() else drawn_for()
    actor = _actor(whose) if whose is not None else None
    if actor is None:
        return _nothing_kept()
    if g.actor is None and LANGUAGE not in session:
        g.language = actor.language
    drafted, fields = _drafted(actor), _typed(whose)
    if g.actor is not None and g.me.id == whose:
        return _page(given=fields), 409
    if drafted and g.actor is None:
        flash(t("web.back.draft"))
        return redirect(outside(request, url_for("login.show", next=url_for("tasks.show", task_id=request.view_args["task_id"]))))
    if drafted or not fields:
        return _nothing_kept(t("web.back.other.draft" if drafted else "web.back.other"))
    return _page(kept=_sealed(whose, fields), token=request.form.get(FIELD, ""), other=g.actor is not None), 401 if g.actor is None else 409


def _nothing_kept(sentence: str = "") -> tuple[str | Response, int] | Response:
    return ask_who() if g.actor is None and not is_public() else sorry(400, sentence)


def _page(**more: object) -> str:
    """Where the form goes on to, and what it carries: `given` to be seen by the person it is of, or `kept` sealed for them."""
    query = request.query_string.decode("latin-1")
    return render_template("coming_back.html", page=more | {
        "to": url_for(request.endpoint, **request.view_args) + (f"?{query}" if query else ""),
        "login": outside(request, url_for("login.show")), "file": any(file.filename for file in request.files.values())})


def _has_nul() -> bool:
    return any("\x00" in text for _, text in request.values.items(multi=True))


def _actor(person: int) -> Actor | None:
    """Whose words these are, in another's place if the page was; None when they may not come in any more."""
    try:
        with office().reading(SYSTEM) as work:
            actor = find_actor(work.session, person, work.now)
        if cover_of(request) is None:
            return actor
        with office().reading(actor) as work:
            return in_place_of(work, cover_of(request))
    except EngineError:
        return None


def _drafted(actor: Actor) -> bool:
    """Keep the form of a task as a draft, as it would have been kept on the way. False when it is another form, or nobody's to type any more."""
    if request.endpoint not in WITH_A_DRAFT:
        return False
    task = request.view_args["task_id"]
    try:
        with office().reading(actor) as work:
            view = task_view(work, task, actor.language)
        answers = posted(view.form, request.form.items(multi=True)) if view.form else {}
        return bool(answers) and _kept_with(actor, task, answers)
    except EngineError:
        return False


def _kept_with(actor: Actor, task: int, answers: Answers) -> bool:
    try:
        with office().writing(actor) as work:
            save_draft(work, task, answers)
    except Conflict:            # somebody was first, or the case stands still
        with office().writing(actor) as work:
            return keep_typed(work, task, answers) is not None
    return True


def _typed(whose: int) -> Fields:
    """The fields of the form, or what the page in between carried of them. Never a file, and never the token."""
    if KEPT not in request.form:
        return [(name, text) for name, text in request.form.items(multi=True) if name != FIELD]
    try:
        sealed = urlsafe_b64decode(request.form[KEPT].encode())
    except ValueError:
        return []
    clear = unsealed_if_ours(_key(), sealed, _place(whose))
    return json.loads(zlib.decompress(clear)) if clear is not None else []


def _sealed(whose: int, fields: Fields) -> str:
    return urlsafe_b64encode(seal_bytes(_key(), zlib.compress(json.dumps(fields).encode()), _place(whose))).decode()


def _place(whose: int) -> str:
    """What is sealed opens for the same person at the same address only."""
    return f"{whose} {request.script_root}{request.path}"


def _key() -> bytes:
    return hmac.digest(current_app.secret_key, b"aanzet kept", sha256)
