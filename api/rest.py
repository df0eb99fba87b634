"""REST, derived: a route for every operation, and its OpenAPI from the same input and card."""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping
from functools import cache
from typing import Any, Literal

from fastapi import FastAPI, Request, Response
from pydantic import TypeAdapter
from starlette.datastructures import UploadFile
from starlette.responses import StreamingResponse

from api.auth import actor_of
from api.limits import address_of, limits_of
from api.realtime import Pulse, streamed
from api.routing import Shortcut, Straight
from domain.context import Actor
from domain.problems import FieldError, Invalid, Malformed, Missing, TooLarge, Unauthenticated
from domain.roles import Role, allows
from tools.approvals import ApprovalCard
from tools.call import Call
from tools.download import MIMES, Download, Reading
from tools.operation import Operation, Parameter, Route
from tools.perform import Desk, perform, surroundings
from tools.realtime import EVENT_STREAM, Subscription

HELD = 202
LARGEST_BODY = 20 * 1024 * 1024
REF = "#/components/schemas/{model}"
PROBLEM_REF = {"$ref": REF.format(model="Problem")}
HELD_CONTENT = {"application/json": {"schema": {"$ref": REF.format(model="Approval")}}}
PROBLEMS = {
    "400": "The request cannot be read.",
    "401": "Sign in first.",
    "403": "The role does not allow it.",
    "404": "There is no such record.",
    "409": "The state of things forbids it.",
    "413": "The request is too large.",
    "422": "The input is wrong.",
    "429": "Too many requests.",
}


def mount(app: FastAPI, desk: Desk) -> None:
    """Give every operation its routes."""
    pulse = Pulse(desk)
    shortcut = Shortcut()
    app.router.routes.append(shortcut)
    routes = [(operation, route) for operation in desk.operations.values() for route in operation.routes]
    for operation, route in sorted(routes, key=lambda pair: pair[1].path.count("{")):
        shortcut.add(_add(app, desk, pulse, operation, route))


def _add(app: FastAPI, desk: Desk, pulse: Pulse, operation: Operation[Any, Any], route: Route) -> Straight:
    status = 204 if operation.returns is type(None) else 201 if _makes(operation, route) else 200

    names = operation.renamed_under(route)
    swapped = names | {outer: inner for inner, outer in names.items()}

    def inward(given: dict[str, Any]) -> dict[str, Any]:
        return {swapped.get(name, name): value for name, value in given.items()}

    async def endpoint(request: Request) -> Response:
        actor = await _counted(request)
        arguments = {**inward(await _given(request, operation, route)), **request.path_params}
        key = request.headers.get("Idempotency-Key")
        if key is not None and not 1 <= len(key) <= 255:
            raise Malformed("An Idempotency-Key has 1 to 255 characters.")
        call = Call(operation.name, arguments, actor, key=key)
        try:
            outcome = await perform(desk, call)
        except Invalid as wrong:
            raise _outward(wrong, swapped) from None
        if outcome.held is not None:
            return Response(outcome.json, HELD, media_type="application/json")
        if status == 204:
            return Response(status_code=204)
        if isinstance(outcome.value, Download):
            return _sent(outcome.value, lambda: surroundings(desk, call, write=False))
        if isinstance(outcome.value, Subscription):
            return streamed(request, pulse, outcome.value)
        return Response(outcome.json, status, media_type="application/json")

    alias = operation.routes.index(route)
    app.router.add_api_route(
        route.path,
        endpoint,
        methods=[route.method],
        operation_id=operation.name if alias == 0 else f"{operation.name}_{alias + 1}",
        summary=operation.description,
        tags=[operation.noun],
        openapi_extra=_described(operation, route, status),
        include_in_schema=True,
        response_model=None,
        route_class_override=Straight,
    )
    made = app.router.routes[-1]
    assert isinstance(made, Straight)
    return made


async def _counted(request: Request) -> Actor:
    """Who asks, if not more often than anybody should; raises `TooMany`. Strangers count by where they come from."""
    limits, rule = limits_of(request), request.app.state.requests
    try:
        actor = await actor_of(request)
    except Unauthenticated:
        limits.take(rule, address_of(request))
        raise
    limits.take(rule, actor.account_id, actor.id or address_of(request))
    return actor


def _sent(file: Download, reading: Reading) -> Response:
    """A file as it is written."""
    named = {"Content-Disposition": f'attachment; filename="{file.name}"'}
    return StreamingResponse(file.pieces(reading), headers=named, media_type=MIMES[file.format])


def _outward(wrong: Invalid, names: Mapping[str, str]) -> Invalid:
    """What is wrong, by the names that the fields have under the address that was asked."""
    if isinstance(wrong, Missing):
        return Missing([names.get(each, each) for each in wrong.fields])
    errors = [FieldError(names.get(each.field, each.field), each.message) for each in wrong.errors]
    first, _, rest = wrong.sentence.partition(": ")
    return Invalid(f"{names[first]}: {rest}" if first in names else wrong.sentence, errors)


def _makes(operation: Operation[Any, Any], route: Route) -> bool:
    """Whether a POST makes a new record: a collection's own address, no record named in the path."""
    return route.method == "POST" and operation.card is not None and operation.name.startswith(("create_", "add_"))


async def _given(request: Request, operation: Operation[Any, Any], route: Route) -> dict[str, Any]:
    """What the request says besides its path: the query, and a JSON or multipart body."""
    lists = {each.wire for each in operation.takes if each.several or _is_list(each)}
    given: dict[str, Any] = {}
    for name in request.query_params:
        values = request.query_params.getlist(name)
        given[name] = values if name in lists else values[-1]
    for header, name in operation.options.get("headers", {}).items():
        if told := request.headers.get(header):
            given[name] = told
    for mime, form in operation.options.get("formats", {}).items():
        if mime in request.headers.get("accept", ""):
            given.setdefault("format", form)
    if route.method in ("GET", "DELETE"):
        return given
    if int(request.headers.get("content-length") or 0) > LARGEST_BODY:
        raise TooLarge("That is more than 20 MB; send less.")
    if request.headers.get("content-type", "").startswith("multipart/form-data"):
        return {**given, **await _form(request)}
    if (mime := request.headers.get("content-type", "").partition(";")[0]) in _plain_files(operation):
        return {**given, "file": _file(await request.body(), mime, mime)}
    return {**given, **_object(await request.body())}


def _plain_files(operation: Operation[Any, Any]) -> tuple[str, ...]:
    """The types of file that may be the whole body of a request."""
    uploads = operation.options.get("uploads")
    return uploads if isinstance(uploads, tuple) else ()


def _file(data: bytes, mime: str, name: str) -> dict[str, str]:
    if len(data) > LARGEST_BODY:
        raise TooLarge("That is more than 20 MB; send less.")
    return {"data": base64.b64encode(data).decode(), "mime": mime, "name": name}


def _object(raw: bytes) -> dict[str, Any]:
    if len(raw) > LARGEST_BODY:
        raise TooLarge("That is more than 20 MB; send less.")
    if not raw.strip():
        return {}
    try:
        read = json.loads(raw)
    except (ValueError, RecursionError):
        raise Malformed("The body is not JSON; send one JSON object.") from None
    if not isinstance(read, dict):
        raise Malformed("The body must be one JSON object.")
    return read


async def _form(request: Request) -> dict[str, Any]:
    form = await request.form(max_files=1, max_fields=50)
    given: dict[str, Any] = {}
    for name, value in form.multi_items():
        if isinstance(value, UploadFile):
            given[name] = _file(await value.read(), value.content_type or "", value.filename or name)
        else:
            given[name] = value
    return given


def _is_list(parameter: Parameter) -> bool:
    return getattr(parameter.annotation, "__origin__", None) is list


def _described(operation: Operation[Any, Any], route: Route, status: int) -> dict[str, Any]:
    """The OpenAPI of one route, beyond what the framework writes."""
    schema = _schema(operation.input, "validation")
    names = operation.renamed_under(route)
    properties = {names.get(name, name): each for name, each in schema.get("properties", {}).items()}
    required = {names.get(name, name) for name in schema.get("required", ())}
    in_path = {part[1:-1] for part in route.path.split("/") if part.startswith("{")}
    described: dict[str, Any] = {
        "parameters": [
            _parameter(name, properties[name], "path", True) for name in sorted(in_path & properties.keys())
        ],
        "responses": _responses(operation, status),
        "x-effect": operation.effect,
        "x-permission": operation.may,
    }
    rest = {name: value for name, value in properties.items() if name not in in_path}
    if route.method in ("GET", "DELETE"):
        described["parameters"] += [_parameter(name, each, "query", name in required) for name, each in rest.items()]
        headers = operation.options.get("headers", {}).items()
        described["parameters"] += [_parameter(header, rest[name], "header", False) for header, name in headers]
    elif rest:
        body = {"type": "object", "properties": rest, "additionalProperties": False}
        if needed := sorted(required - in_path):
            body["required"] = needed
        content = {"application/json": {"schema": body}}
        if operation.options.get("uploads"):
            content["multipart/form-data"] = {"schema": _as_form(body)}
        content |= {mime: {"schema": {"type": "string"}} for mime in _plain_files(operation)}
        described["requestBody"] = {"required": bool(needed), "content": content}
    return described


def _as_form(body: dict[str, Any]) -> dict[str, Any]:
    binary = {"type": "string", "format": "binary"}
    properties = {name: binary if "$ref" in json.dumps(each) else each for name, each in body["properties"].items()}
    return {**body, "properties": properties}


def _parameter(name: str, schema: dict[str, Any], place: str, required: bool) -> dict[str, Any]:
    said = schema.get("description", "")
    return {"name": name, "in": place, "required": required, "schema": schema, "description": said}


def problem_answers() -> dict[str, Any]:
    """How any request may be refused, as OpenAPI describes it."""
    content = {"application/problem+json": {"schema": PROBLEM_REF}}
    answers: dict[str, Any] = {code: {"description": said, "content": content} for code, said in PROBLEMS.items()}
    answers["429"]["headers"] = {"Retry-After": {"schema": {"type": "integer"}, "description": "Seconds to wait."}}
    return answers


def _responses(operation: Operation[Any, Any], status: int) -> dict[str, Any]:
    answers = problem_answers()
    shown = _shown(operation)
    answers[str(status)] = {"description": "Done."}
    if operation.effect != "read" and allows(Role.OFFICE, operation.may):
        answers[str(HELD)] = {"description": "Held until somebody approves it.", "content": HELD_CONTENT}
    if shown is not None and status != 204:
        schema = _schema(shown, "serialization")
        alone = {name: each for name, each in schema.items() if name != "$defs"}
        answers[str(status)]["content"] = {"application/json": {"schema": alone}}
    if stream := operation.options.get("stream"):
        answers[str(status)]["content"] = {EVENT_STREAM: {"schema": _message(stream)}}
    for mime in operation.options.get("formats", {}):
        answers[str(status)]["content"].setdefault(mime, {"schema": {"type": "string"}})
    return answers


def _message(told: Any) -> dict[str, Any]:
    """One message of a stream of events: its id, by which one goes on, and what it tells as JSON."""
    inside = TypeAdapter(told).json_schema(by_alias=True, mode="validation")
    data = {"type": "string", "contentMediaType": "application/json", "contentSchema": inside}
    return {"type": "object", "properties": {"id": {"type": "string"}, "data": data, "retry": {"type": "integer"}}}


@cache
def _schema(shown: Any, mode: Literal["validation", "serialization"]) -> Mapping[str, Any]:
    """The JSON schema of a type, to be read only: it takes milliseconds, and hundreds of them are asked for twice."""
    return TypeAdapter(shown).json_schema(by_alias=True, mode=mode, ref_template=REF)


def _shown(operation: Operation[Any, Any]) -> Any:
    """The type that goes out: the card, a page of it, or what the function returns."""
    from storage.base import Record

    returns = operation.returns
    if rows := operation.options.get("rows"):
        return list[rows]  # type: ignore[valid-type]
    if isinstance(returns, type) and issubclass(returns, Record):
        return operation.card
    if getattr(returns, "__origin__", None) is list and operation.card is not None:
        return list[operation.card]  # type: ignore[name-defined]
    return None if returns is type(None) else returns


def schemas(desk: Desk) -> dict[str, Any]:
    """The component schemas that the routes refer to."""
    found: dict[str, Any] = {}
    for operation in desk.operations.values():
        shown = _shown(operation)
        found.update(_schema(operation.input, "validation").get("$defs", {}))
        if shown is not None:
            found.update(_schema(shown, "serialization").get("$defs", {}))
    found["Problem"] = PROBLEM
    found["Approval"] = ApprovalCard.model_json_schema(by_alias=True, mode="serialization", ref_template=REF)
    return found


PROBLEM = {
    "type": "object",
    "required": ["type", "title", "status", "detail"],
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {"field": {"type": "string"}, "message": {"type": "string"}},
            },
        },
    },
}
