"""The HTTP application: REST and MCP from the operations, sign-in, health, and the page."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager
from pathlib import Path
from typing import Any

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.openapi.utils import get_openapi
from fastapi.staticfiles import StaticFiles

from api import auth, pending, problems, rest
from api.mcp import Mcp
from api.waiting import WaitingRoom
from domain.problems import FieldError, Invalid
from domain.signin import SignIn
from tools.perform import Desk

WEB = Path(__file__).parent / "web"
POLICY = (
    "default-src 'none'; script-src 'self'; worker-src 'self'; style-src 'self'; img-src 'self' data: blob:; "
    "media-src 'self' blob:; connect-src 'self' ws: wss:; font-src 'self'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'; manifest-src 'self'"
)
Door = Callable[[FastAPI], None]
Lifespan = Callable[[], AbstractAsyncContextManager[None]]


def create_app(
    desk: Desk, signin: SignIn, *, doors: tuple[Door, ...] = (), lifespan: Lifespan | None = None
) -> FastAPI:
    """The application over a desk; `doors` mount what comes from above (the conversation's websocket)."""

    room = WaitingRoom(desk)
    mcp = Mcp(desk, room)

    @asynccontextmanager
    async def running(app: FastAPI) -> AsyncIterator[None]:
        async with AsyncExitStack() as stack:
            await stack.enter_async_context(mcp.running())
            if lifespan is not None:
                await stack.enter_async_context(lifespan())
            yield

    app = FastAPI(title="Callout", version="0.1.0", lifespan=running, docs_url=None, redoc_url=None)
    app.state.desk, app.state.signin = desk, signin
    problems.install(app)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.middleware("http")(_guard)
    auth.mount(app)
    rest.mount(app, desk)
    mcp.mount(app)
    pending.mount(app, room)
    for door in doors:
        door(app)
    app.get("/api/health", include_in_schema=False)(_health)
    app.mount("/", StaticFiles(directory=WEB, html=True, check_dir=False), name="page")
    app.openapi = lambda: _openapi(app, desk)  # type: ignore[method-assign]
    return app


async def _health() -> dict[str, str]:
    return {"status": "ok"}


async def _invalid(request: Request, problem: Exception) -> Response:
    assert isinstance(problem, RequestValidationError)
    errors = [FieldError(".".join(str(part) for part in each["loc"][1:]), each["msg"]) for each in problem.errors()]
    return problems.answer(Invalid(f"{errors[0].field}: {errors[0].message}.", errors))


async def _guard(request: Request, proceed: Callable[[Request], Any]) -> Response:
    response: Response = await proceed(request)
    response.headers.setdefault("Content-Security-Policy", POLICY)
    response.headers.setdefault("X-Content-Type-Options", "nosniff")
    response.headers.setdefault("Referrer-Policy", "same-origin")
    if request.url.path.startswith("/api/"):
        response.headers.setdefault("Cache-Control", "no-store")
    return response


def _openapi(app: FastAPI, desk: Desk) -> dict[str, Any]:
    if app.openapi_schema is None:
        document = get_openapi(title=app.title, version=app.version, routes=app.routes)
        components = document.setdefault("components", {})
        components.setdefault("schemas", {}).update(rest.schemas(desk))
        components["securitySchemes"] = {"bearer": {"type": "http", "scheme": "bearer"}}
        document["security"] = [{"bearer": []}]
        for each in (operation for methods in document["paths"].values() for operation in methods.values()):
            own = {code: said for code, said in each["responses"].items() if code != "422"}
            each["responses"] = rest.problem_answers() | own
        app.openapi_schema = document
    return app.openapi_schema
