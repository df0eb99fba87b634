"""Every operation over HTTP: its route, its answer as documented, its errors as RFC 9457 has them."""

from __future__ import annotations

import base64
import json
import re
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from fastapi.openapi.models import OpenAPI
from jsonschema import Draft202012Validator  # type: ignore[import-untyped]

from api.app import create_app
from domain.context import Actor, Ports
from tests.laws.samples import Examples, actors, records_of
from tests.laws.twin import THEIRS
from tools.call import Call
from tools.card import Page
from tools.catalog import OPERATIONS
from tools.operation import Operation, Route
from tools.perform import Desk

AnyOperation = Operation[Any, Any]
EVERY = pytest.mark.parametrize("operation", OPERATIONS.values(), ids=OPERATIONS.keys())
LISTS = [
    each
    for each in OPERATIONS.values()
    if isinstance(each.returns, type) and issubclass(each.returns, Page) and "offset" in each.input.model_fields
]
NAMED = [each for each in OPERATIONS.values() if "{id}" in each.routes[0].path and each.takes[0].record]
BUILT_WITH = {"ports": Ports()}


class Standing:
    """Stands for the desk of whichever test is running, so that the application is built but once."""

    desk: Desk

    def __getattr__(self, name: str) -> Any:
        if name == "operations":
            return OPERATIONS
        desk = vars(self).get("desk")  # none while the application is built
        return BUILT_WITH.get(name) if desk is None else getattr(desk, name)


@pytest.fixture(scope="module")
def standing() -> Standing:
    """The desk that the application has."""
    return Standing()


@pytest.fixture(scope="module")
def app(standing: Standing) -> FastAPI:
    """The application over all operations."""
    desk: Any = standing
    signin: Any = None
    return create_app(desk, signin)


@pytest.fixture(scope="module")
def document(app: FastAPI) -> dict[str, Any]:
    """The OpenAPI document."""
    return app.openapi()


class Badges:
    """Signs in whoever shows a badge, customers and operators too."""

    def __init__(self) -> None:
        self.issued: dict[str, Actor] = {}

    def badge(self, actor: Actor) -> str:
        self.issued[str(actor)] = actor
        return base64.b64encode(str(actor).encode()).decode()

    async def actor_of(self, token: str, *, at_mcp: bool) -> Actor:
        return self.issued[base64.b64decode(token).decode()]


BADGES = Badges()


@pytest.fixture
async def http(app: FastAPI, standing: Standing, desk: Desk) -> AsyncIterator[httpx.AsyncClient]:
    """A client of the application over this test's own database."""
    standing.desk, app.state.desk, app.state.signin = desk, desk, BADGES
    transport = httpx.ASGITransport(app, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://here") as client:
        yield client


async def sent(http: httpx.AsyncClient, route: Route, call: Call) -> httpx.Response:
    """The call as the request that it is."""
    given = dict(call.arguments)
    path = re.sub(r"{(\w+)}", lambda blank: str(given.pop(blank[1])), route.path)
    headers = {"Authorization": f"Bearer {BADGES.badge(call.actor)}"}
    if route.method in ("GET", "DELETE"):
        return await http.request(route.method, path, params=given, headers=headers)
    return await http.request(route.method, path, json=given, headers=headers)


def must_be_a_problem(response: httpx.Response, *statuses: int) -> dict[str, Any]:
    assert response.status_code in statuses, response.text
    assert response.headers["content-type"] == "application/problem+json"
    told: dict[str, Any] = response.json()
    assert {"type", "title", "status", "detail"} <= told.keys()
    assert told["status"] == response.status_code
    if response.status_code == 422:
        assert told["errors"]
        assert all({"field", "message"} <= each.keys() for each in told["errors"])
    return told


@EVERY
async def test_it_answers_as_documented(
    operation: AnyOperation, http: httpx.AsyncClient, desk: Desk, examples: Examples, document: Any
) -> None:
    route = operation.routes[0]
    response = await sent(http, route, await examples.of(operation, desk))
    documented = document["paths"][route.path][route.method.lower()]["responses"]
    assert response.status_code in (200, 201, 204), response.text
    assert str(response.status_code) in documented
    if response.status_code == 204:
        assert response.content == b""
    elif response.headers["content-type"] == "application/json":
        schema = documented[str(response.status_code)]["content"]["application/json"]["schema"]
        Draft202012Validator({**schema, "components": document["components"]}).validate(response.json())


async def test_nobody_gets_in_unknown(http: httpx.AsyncClient) -> None:
    for route in (route for each in OPERATIONS.values() for route in each.routes):
        response = await http.request(route.method, re.sub(r"{\w+}", "x", route.path))
        must_be_a_problem(response, 401)
        assert "WWW-Authenticate" in response.headers


async def test_an_unknown_field_is_refused(http: httpx.AsyncClient) -> None:
    for operation in OPERATIONS.values():
        blanks = dict.fromkeys(re.findall(r"{(\w+)}", operation.routes[0].path), "x")
        call = Call(operation.name, {**blanks, "noSuchField": "x"}, actors(operation)[0])
        told = must_be_a_problem(await sent(http, operation.routes[0], call), 422)
        assert "noSuchField" in {each["field"] for each in told["errors"]}


@pytest.mark.parametrize("operation", NAMED, ids=lambda each: each.name)
async def test_another_accounts_id_is_a_404_like_any_unknown_one(
    operation: AnyOperation, http: httpx.AsyncClient, desk: Desk, examples: Examples
) -> None:
    own = next(each for each in operation.takes if each.wire == "id")
    assert own.record is not None
    theirs = (await records_of(desk.database, THEIRS, [own.record]))[own.record.__name__][0]
    call = await examples.of(operation, desk)
    bodies = []
    for words in (theirs, "no-such-id"):
        asked = Call(call.operation, {**call.arguments, "id": words}, call.actor)
        told = must_be_a_problem(await sent(http, operation.routes[0], asked), 404)
        bodies.append(json.dumps(told).replace(words, "X"))
    assert bodies[0] == bodies[1]


@pytest.mark.parametrize("operation", LISTS, ids=lambda each: each.name)
async def test_a_list_is_a_page(
    operation: AnyOperation, http: httpx.AsyncClient, desk: Desk, examples: Examples
) -> None:
    call = await examples.of(operation, desk)
    path = {name: value for name, value in call.arguments.items() if f"{{{name}}}" in operation.routes[0].path}

    async def asked(**query: Any) -> httpx.Response:
        return await sent(http, operation.routes[0], Call(operation.name, {**path, **query}, call.actor))

    whole = (await asked()).json()
    assert whole.keys() >= {"items", "count", "limit", "offset"}
    assert (whole["limit"], whole["offset"]) == (50, 0)
    assert len(whole["items"]) == min(whole["count"], 50)
    turned = (await asked(sort="-createdAt", limit=1, offset=1)).json()
    assert (turned["limit"], turned["offset"], turned["count"]) == (1, 1, whole["count"])
    assert len(turned["items"]) == max(0, min(1, whole["count"] - 1))
    for wrong in ({"limit": 0}, {"limit": 201}, {"offset": -1}, {"sort": "nonsense"}):
        must_be_a_problem(await asked(**wrong), 422)


def test_the_document_is_openapi(document: dict[str, Any]) -> None:
    OpenAPI.model_validate(document)
    Draft202012Validator.check_schema({"$defs": document["components"]["schemas"]})
    defined = {f"#/components/schemas/{name}" for name in document["components"]["schemas"]}
    assert set(re.findall(r'"\$ref": "([^"]+)"', json.dumps(document))) <= defined
    written = [each for path in document["paths"].values() for each in path.values()]
    names = [each["operationId"] for each in written if "operationId" in each]
    assert sorted(names) == sorted(set(names))


@EVERY
def test_every_route_is_in_the_document(operation: AnyOperation, document: dict[str, Any]) -> None:
    for route in operation.routes:
        written = document["paths"][route.path][route.method.lower()]
        assert written["summary"] == operation.description
        in_path = {each["name"] for each in written["parameters"] if each["in"] == "path"}
        assert in_path == set(re.findall(r"{(\w+)}", route.path))
