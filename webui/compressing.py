"""Pages and static files in fewer bytes, for browsers that ask: a phone in the street has a slow line."""
import gzip
import io
import secrets
from posixpath import normpath

from flask import Flask, Response, current_app, request

from webui.problems import is_for_a_program

TEXTS = frozenset({"text/html", "text/css", "text/javascript", "application/javascript", "application/json", "image/svg+xml", "text/calendar"})
LEAST = 600                     # bytes; below it the wrapping costs what it saves
LEVEL, LEVEL_KEPT = 5, 9        # of what is made for one visitor, and of what is made once
BLUR = 64                       # bytes at most by which the same page differs in length from one time to the next


def compress(app: Flask) -> None:
    """To be asked for first, so that it is done last: after every header is there."""
    app.extensions["aanzet_compressed"] = {}
    app.after_request(_compressed)


def _compressed(response: Response) -> Response:
    """What a page says about a person may not be guessed from its length, so each has another one; see also the token in security.py."""
    if response.mimetype not in TEXTS or is_for_a_program() or request.method == "HEAD":
        return response
    response.vary.add("Accept-Encoding")
    if response.status_code in (204, 206, 304) or "Content-Encoding" in response.headers or request.accept_encodings["gzip"] <= 0:
        return response
    is_file = request.endpoint == "static"
    if response.is_streamed and not is_file or (response.content_length or LEAST) < LEAST:
        return response
    response.direct_passthrough = False
    response.set_data(_file(response) if is_file else _packed(response.get_data(), LEVEL, secrets.token_hex(secrets.randbelow(BLUR // 2) + 1)))
    response.headers["Content-Encoding"] = "gzip"
    etag, _ = response.get_etag()
    if etag:
        response.set_etag(etag, weak=True)          # the same file, in other bytes
    return response


def _file(response: Response) -> bytes:
    """Files do not change while we run; if one does, its mark does."""
    kept = current_app.extensions["aanzet_compressed"]
    place = normpath(request.path), response.get_etag()[0]      # a file has many addresses: /static/x/../mark.svg
    if place not in kept:
        kept[place] = _packed(response.get_data(), LEVEL_KEPT, "")
    response.close()
    return kept[place]


def _packed(body: bytes, level: int, name: str) -> bytes:
    packed = io.BytesIO()
    with gzip.GzipFile(name, "wb", level, packed, mtime=0) as file:
        file.write(body)
    return packed.getvalue()
