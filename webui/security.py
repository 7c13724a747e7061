"""What every answer carries against strangers: a token on every form, and headers that allow nothing from elsewhere."""
import hmac
import secrets
from base64 import urlsafe_b64decode, urlsafe_b64encode
from operator import xor

from flask import Flask, Response, abort, g, request, session

from webui.problems import is_for_a_program

FIELD, HEADER = "_csrf", "X-CSRF-Token"
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
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


def secure(app: Flask) -> None:
    """Check the token before every change and put the headers on every answer."""
    app.before_request(_check_text)
    app.before_request(_check_token)
    app.after_request(_add_headers)


def csrf_token() -> str:
    """The token of this session, made on first use and written differently on every page: a compressed page tells nothing of it by its length."""
    if FIELD not in session:
        session[FIELD] = secrets.token_urlsafe(24)
    if "csrf" not in g:
        g.csrf = _masked(session[FIELD].encode())
    return g.csrf


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


def _check_token() -> None:
    if request.method in SAFE_METHODS or is_for_a_program():
        return                  # no cookie opens the API, so no other site can borrow one
    given = request.form.get(FIELD) or request.headers.get(HEADER, "")
    if FIELD not in session or not hmac.compare_digest(_unmasked(given), session[FIELD].encode()):
        abort(400, "csrf")


def _add_headers(response: Response) -> Response:
    for name in FOR_FILES if request.endpoint == "static" and response.status_code < 300 else HEADERS:
        response.headers.setdefault(name, HEADERS[name])
    if request.endpoint != "static":
        response.headers.setdefault("Cache-Control", "no-store")
    if request.is_secure:
        response.headers.setdefault("Strict-Transport-Security", "max-age=31536000")
    return response
