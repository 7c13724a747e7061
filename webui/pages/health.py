"""Whether this server lives, and whether it can do its work."""
from flask import Blueprint, jsonify
from werkzeug.wrappers import Response

from engine.actors import SYSTEM
from engine.tables import fits
from webui.visitor import office, public

pages = Blueprint("health", __name__, url_prefix="/health")


@pages.errorhandler(Exception)
def silent(error: Exception) -> tuple[Response, int]:
    """The database does not answer: no news for the log, since whoever balances load asks every few seconds."""
    return jsonify(status="waiting for the database"), 503


@pages.get("/live")
@public
def live() -> Response:
    return jsonify(status="live")


@pages.get("/ready")
@public
def ready() -> tuple[Response, int]:
    """Ready when the database answers and has the shape this version expects, or a later one."""
    with office().reading(SYSTEM) as work:
        able = fits(work.session.get_bind())
    return jsonify(status="ready" if able else "waiting for aanzet init"), 200 if able else 503
