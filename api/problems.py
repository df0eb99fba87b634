"""Problems as HTTP says them: RFC 9457 `application/problem+json`."""

from __future__ import annotations

import json
from typing import Any

import structlog
from fastapi import FastAPI, Request, Response
from starlette.exceptions import HTTPException

from domain.problems import Ambiguous, Busy, Invalid, NeedsConfirmation, NotFound, Problem, TooMany

MEDIA = "application/problem+json"
log = structlog.get_logger()
STATUSES = {404: "There is nothing at this address.", 405: "This address does not take that method."}


def body(problem: Problem) -> dict[str, Any]:
    """The problem's JSON members."""
    said: dict[str, Any] = {
        "type": f"urn:callout:problem:{type(problem).__name__.lower()}",
        "title": problem.title,
        "status": problem.status,
        "detail": problem.sentence,
    }
    if isinstance(problem, Invalid):
        said["errors"] = [{"field": each.field, "message": each.message} for each in problem.errors]
    if isinstance(problem, Ambiguous):
        said["choices"] = [{"id": each.id, "label": each.label, "detail": each.detail} for each in problem.candidates]
    if isinstance(problem, NotFound) and problem.near:
        said["near"] = [{"id": each.id, "label": each.label} for each in problem.near]
    if isinstance(problem, NeedsConfirmation):
        said["question"] = problem.question
    return said


def answer(problem: Problem) -> Response:
    """The problem as a response."""
    headers = {"Retry-After": str(problem.retry_after)} if isinstance(problem, TooMany | Busy) else {}
    if problem.status == 401:
        headers["WWW-Authenticate"] = "Bearer"
    return Response(json.dumps(body(problem)), problem.status, headers, MEDIA)


def install(app: FastAPI) -> None:
    """Make the app answer every problem this way, its own and the framework's."""

    async def known(request: Request, problem: Exception) -> Response:
        assert isinstance(problem, Problem)
        return answer(problem)

    async def framework(request: Request, problem: Exception) -> Response:
        assert isinstance(problem, HTTPException)
        said = Problem(STATUSES.get(problem.status_code, str(problem.detail)))
        said.status, said.title = problem.status_code, str(problem.detail)
        return answer(said)

    async def unexpected(request: Request, problem: Exception) -> Response:
        log.error("request_failed", path=request.url.path, kind=type(problem).__name__, exc_info=problem)
        said = Problem("Something went wrong here; nothing was saved. Try again in a moment.")
        said.status, said.title = 500, "Server error"
        return answer(said)

    app.add_exception_handler(Problem, known)
    app.add_exception_handler(HTTPException, framework)
    app.add_exception_handler(Exception, unexpected)
