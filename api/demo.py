"""Who can be tried in a demo: only on this machine, only where the demo world is loaded."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from fastapi import FastAPI, Response

from api.problems import answer
from domain.problems import NotFound


def mount(app: FastAPI, people: Callable[[], dict[str, Any] | None]) -> None:
    """`GET /api/demo/people`: the demo's people and their password; 404 anywhere else."""

    @app.get("/api/demo/people", include_in_schema=False, response_model=None)
    async def demo_people() -> dict[str, Any] | Response:
        found = people()
        return found if found is not None else answer(NotFound("There is no demo here."))
