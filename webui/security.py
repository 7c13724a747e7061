"""What every answer carries against strangers: a token on every form, and headers that allow nothing from elsewhere."""
import hmac
import re
import secrets
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable
from datetime import timedelta
from hashlib import sha256
from operator import xor

from flask import Flask, Response, abort, current_app, g, request, session
from werkzeug.exceptions import BadRequest

from webui.problems import is_for_a_program

FIELD, HEADER = "_csrf", "X-CSRF-Token"
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
MARK = re.compile(r"([0-9]{1,18})-([0-9]{1,12})-[0-9a-f]{40}")
MARKED = timedelta(days=4)      # how long a page tells for whom it was drawn: a long weekend
POLICY = "; ".join((
    "default-src 'self'", "base-uri 'none'", "form-action 'self'", "frame-ancestors 'none'", "object-src 'none'",
))
# The editors of the studio write styles as they draw, and bring small pictures and letters inside their own style sheets.
EDITOR_POLICY = "; ".join((POLICY, "style-src 'self' 'unsafe-inline'", "font-src 'self' data:", "img-src 'self' data:"))
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=()",
}
# A style sheet or a letter is no page: what frames and permissions a page has says nothing there, and costs as much as a small file.
FOR_FILES = ("X-Content-Type-Options", "Cross-Origin-Resource-Policy")


class OldPage(BadRequest):
    """A form that came in from a page of a session that is over, or of no session at all."""


def secure(app: Flask) -> None:
    """Check the token before every change and put the headers on every answer."""
    app.before_request(_check_text)
    app.before_request(_check_token)
    app.after_request(_add_headers)


def csrf_token() -> str:
    """The token of this session, made on first use and written differently on every page: a compressed page tells nothing of it by its length.

    Behind it stands for whom the page was drawn. That opens nothing; it tells whose words these are when the session is over.
    """
    if FIELD not in session:
        session[FIELD] = secrets.token_urlsafe(24)
    if "csrf" not in g:
        g.csrf = _masked(session[FIELD].encode()) + (f".{_mark(g.me.id, int(g.now.timestamp()))}" if "me" in g else "")
    return g.csrf


def drawn_for() -> int | None:
    """The person for whom the page was drawn from which this form comes. None when it does not say so, or was drawn too long ago."""
    mark = MARK.fullmatch(_given().partition(".")[2])
    person, moment = (int(mark[1]), int(mark[2])) if mark else (0, 0)
    if mark is None or not hmac.compare_digest(mark[0], _mark(person, moment)):
        return None
    return person if g.now.timestamp() - moment <= MARKED.total_seconds() else None


def _given() -> str:
    return request.form.get(FIELD) or request.headers.get(HEADER, "")


def _mark(person: int, moment: int) -> str:
    said = f"{person}-{moment}"
    return f"{said}-{hmac.digest(current_app.secret_key, b'aanzet page ' + said.encode(), sha256).hex()[:40]}"


def own_secret() -> str:
    """Something that only this session knows, for what must look the same from one page to the next."""
    csrf_token()
    return session[FIELD]


def _masked(token: bytes) -> str:
    mask = secrets.token_bytes(len(token))
    return urlsafe_b64encode(mask + bytes(map(xor, mask, token))).decode()


def _unmasked(given: str) -> bytes:
    try:
        both = urlsafe_b64decode(given.encode())
    except ValueError:
        return b""
    half = len(both) // 2
    return bytes(map(xor, both[:half], both[half:]))


def _check_text() -> None:
    """No database keeps a NUL; whoever sends one is not filling in a form."""
    if any("\x00" in text for _, text in request.values.items(multi=True)):
        abort(400, "nul")


def keyed(view: Callable) -> Callable:
    """Mark a view that its address alone opens, and no cookie: no other site can borrow what it does not know."""
    view.is_keyed = True
    return view


def _check_token() -> None:
    if request.method in SAFE_METHODS or is_for_a_program() or getattr(current_app.view_functions.get(request.endpoint), "is_keyed", False):
        return                  # no cookie opens the API, so no other site can borrow one
    if FIELD not in session or not hmac.compare_digest(_unmasked(_given().partition(".")[0]), session[FIELD].encode()):
        raise OldPage()


def _add_headers(response: Response) -> Response:
    for name in FOR_FILES if request.endpoint == "static" and response.status_code < 300 else HEADERS:
        response.headers.setdefault(name, HEADERS[name])
    if request.endpoint != "static":
        response.headers.setdefault("Cache-Control", "no-store")
    if request.is_secure:
        response.headers.setdefault("Strict-Transport-Security", "max-age=31536000")
    return response
