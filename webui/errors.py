"""The one table from the engine's refusals to HTTP, and the page that tells people about them."""
import logging
import secrets
import traceback
from typing import Any

from flask import Flask, current_app, flash, g, jsonify, make_response, redirect, render_template, request
from marshmallow import ValidationError
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response

from engine.errors import BrokenProcess, Conflict, EngineError, InvalidAnswers, NotAllowed, NotFound, Stale
from engine.language import LANGUAGES, catalogue, text
from engine.tables.absence import is_away
from webui.presenting import said
from webui.problems import is_for_a_program, problem, refusal, unfit

STATUS: dict[type[EngineError], int] = {NotFound: 404, NotAllowed: 403, Conflict: 409, InvalidAnswers: 422, BrokenProcess: 422}
PAGES = (400, 403, 404, 405, 409, 413, 422, 500, 503)
RETRY_SECONDS = "10"      # for whoever is to ask again
log = logging.getLogger("aanzet.web")
Reply = tuple[str | Response, int] | Response


class Door(Flask):
    """Who sends something wrong gets the page again, with what is wrong. When that page is not for them, this is a refusal like any other."""

    def handle_user_exception(self, e: Exception) -> Any:
        try:
            return super().handle_user_exception(e)
        except EngineError as error:
            return refused(error)


def tell_errors(app: Flask) -> None:
    app.register_error_handler(EngineError, refused)
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(ValidationError, _unfit)
    app.register_error_handler(Exception, _broken)


def refused(error: EngineError) -> tuple[str | Response, int]:
    """What the engine refused, in its own sentence."""
    if is_for_a_program():
        return refusal(412 if isinstance(error, Stale) else _status(error), error)
    status = _status(error)
    return sorry(status, error.sentence(_language()))


def back_with(error: EngineError, address: str) -> Reply:
    """Said on the page where the form stands. What is not theirs is refused as everywhere."""
    if isinstance(error, NotFound):
        return refused(error)
    flash(said(error), "bad")
    return redirect(address)


def _status(error: EngineError) -> int:
    return next((code for kind, code in STATUS.items() if isinstance(error, kind)), 400)


def _unfit(error: ValidationError) -> Reply:
    """A request that does not have the shape the API describes."""
    return problem(422, text("api.unfit", _language()), "api.unfit", unfit(error.normalized_messages(), _language()))


def _http(error: HTTPException) -> Reply | HTTPException:
    if error.code is None or error.code < 400:
        return error
    if is_for_a_program():
        key = f"api.http.{error.code}"
        return problem(error.code, text(key, _language()) if key in catalogue(_language()) else "")
    return sorry(error.code)


def _broken(error: Exception) -> tuple[str | Response, int]:
    """Our own mistake. The log and the page share a number; the log has the place but no message, which may hold what people wrote."""
    if current_app.testing:
        raise error
    if is_away(error):
        return _unserved(error)
    reference = secrets.token_hex(3).upper()
    log.error("%s %s %s: %s\n%s", reference, request.method, request.endpoint, type(error).__name__,
              "".join(traceback.format_tb(error.__traceback__)))
    if is_for_a_program():
        return problem(500, text("api.http.500", _language(), reference=reference), reference=reference)
    return sorry(500, reference=reference)


def _unserved(error: Exception) -> Reply:
    """One line in the log for each: until it is back everybody gets this, and a program asks again."""
    log.warning("the database is away: %s %s: %s", request.method, request.endpoint, type(error).__name__)
    key = "api.http.503"
    answer = make_response(problem(503, text(key, _language()), key) if is_for_a_program() else sorry(503))
    answer.headers["Retry-After"] = RETRY_SECONDS
    return answer


def sorry(status: int, sentence: str = "", reference: str = "") -> tuple[str | Response, int]:
    """The page that tells what could not be done; `reference` leads to the log."""
    shown = status if status in PAGES else 500 if status >= 500 else 400
    if request.accept_mimetypes.best_match(("text/html", "application/json")) == "application/json":
        return jsonify(status=status, sentence=sentence, reference=reference), status
    g.language = _language()
    return render_template("error.html", status=shown, sentence=sentence, reference=reference), status


def _language() -> str:
    return g.get("language", LANGUAGES[0])
