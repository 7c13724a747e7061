"""What one operation of the API is: it loads what came in, opens work, asks the engine once and dumps what came of it."""
import hashlib
import json
import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from flask import Response, g, jsonify, request
from marshmallow import Schema, ValidationError
from werkzeug.exceptions import BadRequest, PreconditionFailed, PreconditionRequired, UnsupportedMediaType

from engine.idempotency import FIELD, answered_before, remember_answer
from webui.api.shapes import Nothing
from webui.visitor import lobby, office

LARGEST_ROW = 2**63 - 1
DEEPEST = 64                            # objects in objects


@dataclass(frozen=True)
class Operation:
    """`matches`: whether If-Match is heard (`may`) or asked for (`must`). `media`: of an answer that is not JSON.

    `waits`: asked for whether there is something, as long as `wait` in the body says; then the operation runs, once.
    `private`: the answer holds personal values, and so is not kept with an Idempotency-Key; asked again, it is `private` itself.
    """

    method: str
    path: str
    noun: str
    run: Callable[..., Any]
    answer: type[Schema] | None
    status: int = 200
    query: type[Schema] | None = None
    body: type[Schema] | None = None
    matches: str = ""
    media: str = "application/json"
    private: Mapping[str, Any] | None = None
    waits: Callable[..., bool] | None = None
    large: int | None = None            # bytes a body may have, when that is more than a form

    @property
    def name(self) -> str:
        return f"{self.noun}_{self.run.__name__}"

    @property
    def rule(self) -> str:
        """The path as Flask writes it: what ends in `_id` is a row, `version` a number."""
        parts = [_converter(part) if part.startswith("{") else part for part in self.path.split("/")]
        return "/".join(parts)

    def __call__(self, **ids: Any) -> Response:
        if self.large:
            request.max_content_length = self.large
        asked = dict(ids)
        if self.query is not None:
            asked["query"] = self.query().load(request.args.to_dict())
        if self.body is not None:
            asked["body"] = self.body().load(_body())
        if self.matches:
            asked["revision"] = _revision(self.matches == "must")
        if self.waits is not None and asked["body"]["wait"]:
            self._wait(asked, asked["body"]["wait"])
        return self._read(asked) if self.method == "get" else self._write(asked)

    def _read(self, asked: dict[str, Any]) -> Response:
        with office().reading(g.actor) as work:
            found = self.run(work, **asked)
            content = self._dump(found)
        return _answer(content, self.status, self.media)

    def _write(self, asked: dict[str, Any]) -> Response:
        key, wish = request.headers.get(FIELD), _fingerprint()
        with office().writing(g.actor) as work:
            before = answered_before(work, key, wish) if key is not None else None
            if before is not None:
                return _answer(self.private if before.answer is None else before.answer, before.status, self.media, repeated=True)
            content = self._dump(self.run(work, **asked))
            if key is not None:
                remember_answer(work, key, wish, self.status, None if self.private is not None else content)
        return _answer(content, self.status, self.media)

    def _wait(self, asked: dict[str, Any], seconds: int) -> None:
        """No transaction is open meanwhile, and no connection taken."""
        def there() -> bool:
            with office().reading(g.actor) as work:
                return self.waits(work, **asked)
        lobby().wait(there, seconds)

    def _dump(self, found: Any) -> Any:
        return found if self.answer is None else self.answer().dump(found)


@dataclass
class Noun:
    """The operations on one kind of thing."""

    name: str
    operations: list[Operation] = field(default_factory=list)

    def get(self, path: str, answer: type[Schema] | None, **also: Any) -> Callable:
        return self._take("get", path, answer, also)

    def post(self, path: str, answer: type[Schema] | None, body: type[Schema] = Nothing, **also: Any) -> Callable:
        return self._take("post", path, answer, {"body": body, **also})

    def _take(self, method: str, path: str, answer: type[Schema] | None, also: Mapping[str, Any]) -> Callable:
        def keep(run: Callable[..., Any]) -> Callable[..., Any]:
            self.operations.append(Operation(method, path, self.name, run, answer, **also))
            return run
        return keep


def revision_tag(revision: int) -> str:
    return f'"{revision}"'


def _converter(part: str) -> str:
    name = part.strip("{}")
    if name.endswith("_id"):
        return f"<int(max={LARGEST_ROW}):{name}>"
    return f"<int(max=1000000):{name}>" if name == "version" else f"<string:{name}>"


def _body() -> Any:
    """The JSON of a request; no body at all is an empty object."""
    if request.mimetype and not request.is_json:
        raise UnsupportedMediaType
    if not request.get_data(cache=True):
        return {}
    try:
        found = json.loads(request.get_data(cache=True), parse_constant=_no_number)
    except (ValueError, RecursionError) as error:
        raise BadRequest from error
    if not isinstance(found, dict):
        raise ValidationError("api.wrong.object", "body")
    _sound(found)
    return found


def _sound(found: Any) -> None:
    """Nothing no database can hold, and nothing as deep as only an attack would be."""
    ahead: list[tuple[Any, str, int]] = [(found, "", 0)]
    while ahead:
        here, place, depth = ahead.pop()
        if depth > DEEPEST:
            raise ValidationError("api.wrong.deep", place)
        if isinstance(here, str) and any(c == "\0" or "\ud800" <= c <= "\udfff" for c in here) \
                or isinstance(here, float) and not math.isfinite(here):
            raise ValidationError("api.wrong.characters", place or "body")
        inner = here.items() if isinstance(here, dict) else enumerate(here) if isinstance(here, list) else ()
        for name, value in inner:
            ahead += [(name, "body", depth), (value, place or str(name), depth + 1)]


def _no_number(written: str) -> float:
    raise ValueError(written)


def _revision(needed: bool) -> int | None:
    """What If-Match names; None when it names nothing in particular."""
    given = request.headers.get("If-Match")
    if given is None and needed:
        raise PreconditionRequired
    if given is None or given.strip() == "*":
        return None
    number = given.strip().strip('"')
    if not number.isdecimal() or len(number) > len(str(LARGEST_ROW)):
        raise PreconditionFailed
    return int(number)


def _fingerprint() -> str:
    """All that makes this request this request."""
    parts = (request.method.encode(), request.full_path.encode(), request.headers.get("If-Match", "").encode(), request.get_data(cache=True))
    return hashlib.sha256(b"\0".join(hashlib.sha256(part).digest() for part in parts)).hexdigest()


def _answer(content: Any, status: int, media: str, repeated: bool = False) -> Response:
    if media != "application/json":
        return Response(content, status, mimetype=media)
    answer = jsonify(content)
    answer.status_code = status
    if isinstance(content, Mapping) and isinstance(content.get("revision"), int):
        answer.headers["ETag"] = revision_tag(content["revision"])
    if repeated:
        answer.headers["Idempotency-Replayed"] = "true"
    return answer
