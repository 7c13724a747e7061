"""A refusal for programs: `application/problem+json` (RFC 9457) that names every field that is wrong."""
from collections.abc import Iterable, Iterator, Mapping
from http import HTTPStatus
from typing import Any

from flask import g, jsonify, request
from werkzeug.wrappers import Response

from engine.errors import BrokenProcess, EngineError, InvalidAnswers
from engine.language import LANGUAGES, catalogue, text

API = "/api/"                           # addresses of programs begin here
Wrong = tuple[str, str, str]            # (field, code, sentence)


def is_for_a_program() -> bool:
    return request.path.startswith(API)


def problem(status: int, detail: str = "", code: str = "", wrong: Iterable[Wrong] = (), **also: Any) -> Response:
    """`code` stays the same in every language; `detail` is a sentence in the reader's."""
    title = HTTPStatus(status).phrase
    body = {"type": "about:blank", "title": title, "status": status, "detail": detail or title, "code": code or title.lower().replace(" ", "_"),
            **also, "errors": [{"field": field, "code": key, "detail": sentence} for field, key, sentence in wrong]}
    answer = jsonify(body)
    answer.status_code, answer.mimetype = status, "application/problem+json"
    return answer


def refusal(status: int, error: EngineError) -> Response:
    """What the engine refused, field by field or place by place."""
    language = g.get("language", LANGUAGES[0])
    wrong: list[Wrong] = []
    if isinstance(error, InvalidAnswers):
        wrong = [(field, key, text(key, language, **params)) for field, key, params in error.problems]
    elif isinstance(error, BrokenProcess):
        wrong = [(f"{one.file}:{one.element}", one.key, one.sentence(language)) for one in error.findings]
    return problem(status, error.sentence(language), error.key, wrong)


# marshmallow's own sentences, and ours for the same.
SAME = {
    "Missing data for required field.": "api.wrong.required", "Unknown field.": "api.wrong.unknown", "Field may not be null.": "api.wrong.null",
    "Not a valid string.": "api.wrong.text", "Not a valid integer.": "api.wrong.integer", "Not a valid boolean.": "api.wrong.boolean",
    "Not a valid mapping type.": "api.wrong.object", "Not a valid list.": "api.wrong.list", "Not a valid utf-8 string.": "api.wrong.text",
}


def unfit(messages: Mapping[Any, Any], language: str, path: str = "") -> Iterator[Wrong]:
    """marshmallow's tree of messages as fields with a sentence each."""
    for name, inner in messages.items():
        place = f"{path}.{name}" if path else str(name)
        if isinstance(inner, Mapping):
            yield from unfit(inner, language, place)
        else:
            for message in inner:
                key = SAME.get(message, message)
                key = key if key in catalogue(language) else "api.wrong.value"
                yield place, key, text(key, language)
