"""Pages seen in the place of somebody who is away: /covers/7/as/tasks/3 is task 3, with what its holder may do there."""
import re
from collections.abc import Callable, Iterable
from typing import Any
from urllib.parse import quote

from werkzeug.utils import redirect
from werkzeug.wrappers import Request

PREFIX = re.compile(r"(/covers/(\d{1,18})/as)(/.*|)", re.DOTALL)
THEIRS = re.compile(r"/(tasks|attachments)/\d{1,19}(/[a-z]+)?|/handoffs/\d{1,19}/[a-z]+")       # what can be done in somebody's place
HOME = ("", "/", "/handoffs")


class InPlace:
    """A layer around the application. Whose place it is stands in the address, so that two tabs never mean two people by the same form.

    What cannot be done in another's place is one's own again: a page is sent on to, anything else goes where it would without the prefix.
    """

    def __init__(self, application: Callable[..., Iterable[bytes]]):
        self.application = application

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        found = PREFIX.fullmatch(environ.get("PATH_INFO", ""))
        if found is None:
            return self.application(environ, start_response)
        prefix, cover, rest = found.groups()
        if THEIRS.fullmatch(rest):
            environ["PATH_INFO"] = rest
            environ["SCRIPT_NAME"] = environ.get("SCRIPT_NAME", "") + prefix
        elif environ.get("REQUEST_METHOD") in ("GET", "HEAD"):
            return redirect(environ.get("SCRIPT_NAME", "") + _own(environ, cover, rest))(environ, start_response)
        else:
            environ["PATH_INFO"] = rest or "/"
        return self.application(environ, start_response)


def _own(environ: dict[str, Any], cover: str, rest: str) -> str:
    """Where one goes on for oneself: never to another server, whatever came in."""
    if rest in HOME:
        return f"/covers/{int(cover)}"
    query = environ.get("QUERY_STRING", "")
    return "/" + quote(rest.lstrip("/\\").encode("latin-1")) + (f"?{query}" if query else "")


def cover_of(request: Request) -> int | None:
    """In which cover this page is looked at; None: for oneself."""
    found = PREFIX.search(request.script_root)
    return int(found[2]) if found else None


def own_root(request: Request) -> str:
    """What stands before the path of every page that is one's own."""
    root = request.script_root
    return PREFIX.sub("", root) if root else root


def outside(request: Request, address: str) -> str:
    """The same address for oneself."""
    return PREFIX.sub(lambda found: found[3] or "/", address) if cover_of(request) is not None else address
