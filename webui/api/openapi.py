"""The OpenAPI 3.0 document of the API, made from its operations and their marshmallow schemas."""
import re
from collections.abc import Iterable
from typing import Any

from marshmallow import Schema, fields, validate
from marshmallow.utils import missing

from webui.api.bearing import VERSION
from webui.api.operations import Operation
from webui.api.shapes import DayOrMoment, IsoDuration

TITLE = "Aanzet"
ABOUT = ("Neighbourhood case management: whose turn is it? What you may not see does not exist: it answers 404. "
         "Moments are in UTC. Lists come in pages: give `next` back as `cursor`.")
REFUSALS = {
    "400": "The request cannot be read.", "401": "No token, or one that opens nothing.", "403": "You may see this, but not do it.",
    "404": "There is no such thing, or not for you.", "409": "It has moved on, or somebody else is busy with it.",
    "412": "If-Match names a version that is not the newest any more.", "415": "The body is not JSON.",
    "422": "The request does not fit; `errors` names each field.", "428": "If-Match is needed here."}
KINDS: tuple[tuple[type[fields.Field], dict[str, Any]], ...] = (
    (fields.Date, {"type": "string", "format": "date"}), (fields.DateTime, {"type": "string", "format": "date-time"}), (fields.Boolean, {"type": "boolean"}),
    (fields.Integer, {"type": "integer", "format": "int64"}),
    (IsoDuration, {"type": "string", "description": "An ISO 8601 duration, such as PT1H.", "example": "PT1H"}),
    (DayOrMoment, {"type": "string", "description": "A date, or a date and time.", "example": "2031-04-30"}), (fields.String, {"type": "string"}))


def described(operations: Iterable[Operation], root: str) -> dict[str, Any]:
    """The whole document. `root`: where the paths begin."""
    schemas: dict[str, Any] = {"Problem": PROBLEM}
    paths: dict[str, Any] = {}
    tags: dict[str, None] = {}
    for operation in operations:
        paths.setdefault(operation.path, {})[operation.method] = _operation(operation, schemas)
        tags[operation.noun] = None
    return {
        "openapi": "3.0.3", "info": {"title": TITLE, "description": ABOUT, "version": VERSION, "contact": {"name": TITLE}},
        "servers": [{"url": root}], "tags": [{"name": tag} for tag in tags], "security": [{"token": []}], "paths": paths,
        "components": {
            "schemas": dict(sorted(schemas.items())), "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}},
            "headers": {"API-Version": {"description": "The version that answered.", "schema": {"type": "string"}, "required": True}},
            "responses": {code: _refusal(sentence) for code, sentence in REFUSALS.items()}}}


PROBLEM = {
    "type": "object", "description": "RFC 9457. `code` is the same in every language.", "required": ["type", "title", "status", "detail", "code", "errors"],
    "properties": {
        "type": {"type": "string"}, "title": {"type": "string"}, "status": {"type": "integer"}, "detail": {"type": "string"},
        "code": {"type": "string"}, "reference": {"type": "string"},
        "errors": {"type": "array", "items": {"type": "object", "required": ["field", "code", "detail"], "properties": {
            "field": {"type": "string"}, "code": {"type": "string"}, "detail": {"type": "string"}}}}}}


def _operation(operation: Operation, schemas: dict[str, Any]) -> dict[str, Any]:
    sentence, _, more = (operation.run.__doc__ or "").strip().partition(". ")
    found: dict[str, Any] = {"operationId": operation.name, "tags": [operation.noun], "summary": sentence.rstrip("."),
                             "parameters": list(_parameters(operation)), "responses": _responses(operation, schemas)}
    if more:
        found["description"] = more
    if operation.body is not None:
        needed = any(field.required for field in operation.body().fields.values())
        found["requestBody"] = {"required": needed, "content": {"application/json": {"schema": _schema(operation.body, schemas)}}}
    return found


def _parameters(operation: Operation) -> Iterable[dict[str, Any]]:
    for name in re.findall(r"\{(\w+)\}", operation.path):
        number = name.endswith("_id") or name == "version"
        yield {"name": name, "in": "path", "required": True, "schema": {"type": "integer", "format": "int64"} if number else {"type": "string"}}
    for name, field in (operation.query().fields if operation.query else {}).items():
        yield {"name": name, "in": "query", "required": field.required, "schema": _field(field, {})}
    if operation.matches:
        yield {"name": "If-Match", "in": "header", "required": operation.matches == "must", "schema": {"type": "string"},
               "description": "The ETag you looked at; 412 when it has changed since."}
    if operation.method == "post":
        yield {"name": "Idempotency-Key", "in": "header", "required": False, "schema": {"type": "string", "maxLength": 120},
               "description": "The same key and request again gives the same answer, for a day, and is done once."}


def _responses(operation: Operation, schemas: dict[str, Any]) -> dict[str, Any]:
    shape = _schema(operation.answer, schemas) if operation.answer else {"type": "string"}
    headers = {"API-Version": {"$ref": "#/components/headers/API-Version"}}
    if operation.answer is not None and "revision" in operation.answer().fields:
        headers["ETag"] = {"description": "For If-Match.", "schema": {"type": "string"}}
    done = {str(operation.status): {"description": "Done.", "headers": headers, "content": {operation.media: {"schema": shape}}}}
    codes = ["401", "403", "404", "422"]
    codes += ["400", "409", "415"] if operation.method == "post" else []
    codes += ["412"] if operation.matches else []
    codes += ["428"] if operation.matches == "must" else []
    return done | {code: {"$ref": f"#/components/responses/{code}"} for code in sorted(codes)}


def _refusal(sentence: str) -> dict[str, Any]:
    return {"description": sentence, "headers": {"API-Version": {"$ref": "#/components/headers/API-Version"}},
            "content": {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}}


def _schema(shape: type[Schema], schemas: dict[str, Any]) -> dict[str, Any]:
    """A reference to a schema, which is described when it is first met."""
    name = shape.__name__
    if name not in schemas:
        schemas[name] = {}              # so that one that holds itself ends
        made = shape().fields
        schemas[name] = {"type": "object", "properties": {field: _field(one, schemas) for field, one in made.items()}}
        needed = [field for field, one in made.items() if one.required]
        if needed:
            schemas[name]["required"] = needed
        if shape.__doc__:
            schemas[name]["description"] = shape.__doc__.strip()
    return {"$ref": f"#/components/schemas/{name}"}


def _field(field: fields.Field, schemas: dict[str, Any]) -> dict[str, Any]:
    found = _kind(field, schemas)
    if field.allow_none:
        found = {"allOf": [found], "nullable": True} if "$ref" in found else {**found, "nullable": True}
    for rule in field.validators:
        found |= _limits(rule, found)
    if field.load_default is not missing and isinstance(field.load_default, (str, int, bool)) and field.load_default != "":
        found["default"] = field.load_default
    return {**found, **field.metadata}


def _kind(field: fields.Field, schemas: dict[str, Any]) -> dict[str, Any]:
    if isinstance(field, fields.Nested):
        return _schema(type(field.schema), schemas)
    if isinstance(field, fields.List):
        return {"type": "array", "items": _field(field.inner, schemas)}
    if isinstance(field, fields.Dict):
        inner = field.value_field
        return {"type": "object", "additionalProperties": _field(inner, schemas) if inner is not None else True}
    return next(dict(kind) for sort, kind in KINDS if isinstance(field, sort))


def _limits(rule: Any, found: dict[str, Any]) -> dict[str, Any]:
    if isinstance(rule, validate.OneOf):
        return {"enum": [*rule.choices, *([None] if found.get("nullable") else [])]}
    if isinstance(rule, validate.Range):
        return {name: limit for name, limit in (("minimum", rule.min), ("maximum", rule.max)) if limit is not None}
    if isinstance(rule, validate.Length):
        ends = ("minProperties", "maxProperties") if found.get("type") == "object" else ("minLength", "maxLength")
        return {name: limit for name, limit in zip(ends, (rule.min, rule.max), strict=True) if limit is not None}
    return {}
