"""A form that comes in twice counts once: a double tap on a slow line, or a page sent again."""
import secrets
from collections.abc import Callable
from hashlib import sha256

from flask import request

from engine.idempotency import answered_before, remember_answer
from engine.work import Work
from webui.security import FIELD

ONCE = "_once"


def form_number() -> str:
    """A number for one form on one page."""
    return secrets.token_urlsafe(12)


def once(work: Work, act: Callable[[], int]) -> int:
    """The id that `act` gives, or gave when this very form came in before. A form without a number, or with other words, counts."""
    if not request.form.get(ONCE):
        return act()
    wish = sha256(repr((request.path, sorted((name, text) for name, text in request.form.items(multi=True) if name != FIELD))).encode()).hexdigest()
    before = answered_before(work, f"form-{wish}", wish)
    if before is not None:
        return before.answer["id"]
    made = act()
    remember_answer(work, f"form-{wish}", wish, 302, {"id": made})
    return made
