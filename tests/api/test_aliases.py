"""Addresses that do not name an operation's own record: there it is told like any other, as `jobId`."""

from collections.abc import AsyncIterator

import httpx
import pytest

from api.app import create_app
from domain.signin import SignIn
from tests.conftest import PASSWORD
from tools.perform import Desk


@pytest.fixture
async def client(desk: Desk, signin: SignIn) -> AsyncIterator[httpx.AsyncClient]:
    """Priya at the application."""
    session = await signin.sign_in("priya@ridgeline.example", PASSWORD)
    headers = {"Authorization": f"Bearer {session.token}"}
    transport = httpx.ASGITransport(create_app(desk, signin))
    async with httpx.AsyncClient(transport=transport, base_url="http://here", headers=headers) as made:
        yield made


@pytest.mark.parametrize("address", ["/api/dispatch/assign", "/api/dispatch/reassign"])
async def test_the_job_is_named_in_the_body(client: httpx.AsyncClient, address: str) -> None:
    given = await client.post(address, json={"jobId": "job-1051", "techId": "luis"})
    assert (given.status_code, given.json()["id"], given.json()["techId"]) == (200, "job-1051", "luis")
    same = await client.patch("/api/jobs/job-1051/assign", json={"techId": "luis"})
    assert same.json()["techId"] == "luis"


async def test_what_is_wrong_is_told_by_the_names_of_the_address(client: httpx.AsyncClient) -> None:
    for body, field in (
        ({"techId": "luis"}, "jobId"),
        ({"id": "job-1051", "jobId": "job-1051", "techId": "luis"}, "id"),
    ):
        refused = await client.post("/api/dispatch/assign", json=body)
        assert (refused.status_code, [each["field"] for each in refused.json()["errors"]]) == (422, [field])
        assert refused.json()["detail"].startswith(field)
    unknown = await client.post("/api/dispatch/assign", json={"jobId": "nothing", "techId": "luis"})
    assert unknown.status_code == 404


async def test_the_document_has_each_address_as_it_is(client: httpx.AsyncClient) -> None:
    paths = (await client.get("/openapi.json")).json()["paths"]
    body = paths["/api/dispatch/assign"]["post"]["requestBody"]["content"]["application/json"]["schema"]
    assert sorted(body["properties"]) == body["required"] == ["jobId", "techId"]
