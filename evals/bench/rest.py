"""REST against the barest thing that could answer: starlette over sqlite3, on the same data, run beside it.

The bare handler does no sign-in, no permission, no isolation and no card; the share is what those leave of its speed.
"""

from __future__ import annotations

import json
import sqlite3
import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import httpx
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from agent.installation import Installation
from agent.serve import application
from agent.settings import Settings
from domain import demo
from evals.bench.measuring import Figure

ROUNDS = 300
REPEATS = 3
COLUMNS = "id, number, title, description, contact_id, tech_id, status, priority, scheduled_start, scheduled_end"
Get = Callable[[], Awaitable[Any]]


async def measure() -> list[Figure]:
    """The share of the bare handler's requests a second, for one job and for a page of fifty; best of three runs."""
    with TemporaryDirectory() as folder:
        installation = await Installation.open(Settings(data=Path(folder), database_url=""), demo.demo_now)
        await installation.load_demo()
        token = (await installation.signin.sign_in("dana@ridgeline.example", installation.demo_password)).token
        ours = _client(application(installation), {"Authorization": f"Bearer {token}"})
        bare = _client(_bare(Path(folder) / "callout.db"), {})
        figures: list[Figure] = []
        for name, path in (("get", "/api/jobs/job-1042"), ("list", "/api/jobs?limit=50")):
            rates = [(await _rate(ours, path), await _rate(bare, path)) for _ in range(REPEATS)]
            mine, theirs = max(rate for rate, _ in rates), max(rate for _, rate in rates)
            figures += [
                Figure(f"REST {name}, requests a second in process", mine, "1/s"),
                Figure(f"REST {name}, share of starlette + sqlite3", 100 * mine / theirs, "%"),
            ]
        await ours.aclose()
        await bare.aclose()
        await installation.close()
    return figures


def _client(app: Any, headers: dict[str, str]) -> httpx.AsyncClient:
    return httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://bench", headers=headers)


async def _rate(client: httpx.AsyncClient, path: str) -> float:
    (await client.get(path)).raise_for_status()
    began = time.perf_counter()
    for _ in range(ROUNDS):
        await client.get(path)
    return ROUNDS / (time.perf_counter() - began)


def _bare(file: Path) -> Starlette:
    connection = sqlite3.connect(file)

    async def one(request: Request) -> Response:
        found = connection.execute(f"select {COLUMNS} from jobs where id = ?", [request.path_params["id"]]).fetchone()
        return Response(json.dumps(found), media_type="application/json")

    async def many(request: Request) -> Response:
        found = connection.execute(f"select {COLUMNS} from jobs order by created_at desc limit 50").fetchall()
        return Response(json.dumps({"items": found}), media_type="application/json")

    return Starlette(routes=[Route("/api/jobs", many), Route("/api/jobs/{id}", one)])
