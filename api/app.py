"""The HTTP application: REST and MCP from the operations, sign-in, health, and the page."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager
from pathlib import Path
from typing import Any

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.openapi.utils import get_openapi
from fastapi.staticfiles import StaticFiles
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api import auth, customer_auth, mobile_auth, pending, portal, problems, push, rest, voices
from api.limits import Limits, requests
from api.mcp import Mcp
from api.waiting import WaitingRoom
from domain.customer_auth import CustomerSignIn
from domain.mobile_auth import MobileSignIn
from domain.problems import FieldError, Invalid
from domain.signin import SignIn
from tools.perform import Desk

WEB = Path(__file__).parent / "web"
POLICY = (
    "default-src 'none'; script-src 'self'; worker-src 'self'; style-src 'self'; img-src 'self' data: blob:; "
    "media-src 'self' blob:; connect-src 'self' ws: wss:; font-src 'self'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'; manifest-src 'self'"
)
GUARDS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
}
OF_PAGE = [(name.lower().encode(), value.encode()) for name, value in GUARDS.items()]
OF_API = [*OF_PAGE, (b"cache-control", b"no-store")]
Door = Callable[[FastAPI], None]
Lifespan = Callable[[], AbstractAsyncContextManager[None]]


def create_app(
    desk: Desk,
    signin: SignIn,
    *,
    doors: tuple[Door, ...] = (),
    lifespan: Lifespan | None = None,
    requests_per_minute: int = 6_000,
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
    app.state.desk, app.state.signin, app.state.limits = desk, signin, Limits()
    app.state.requests = requests(requests_per_minute)
    problems.install(app)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_middleware(Guard)
    auth.mount(app)
    customers = CustomerSignIn(desk.database, desk.companies, desk.clock, desk.ports, signin)
    customer_auth.mount(app, customers)
    portal.mount(app, customers)
    mobile_auth.mount(app, MobileSignIn(desk.database, desk.clock, signin))
    rest.mount(app, desk)
    mcp.mount(app)
    pending.mount(app, room)
    push.mount(app, desk)
    voices.mount(app, desk)
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


class Guard:
    """Puts the headers that protect the page and its data on every answer that does not set its own."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                set_already = {name.lower() for name, _ in message["headers"]}
                guards = OF_API if scope["path"].startswith("/api/") else OF_PAGE
                message["headers"] = [*message["headers"], *(each for each in guards if each[0] not in set_already)]
            await send(message)

        await self._app(scope, receive, guarded if scope["type"] == "http" else send)


def _together(doors: Mapping[str, Any], derived: Mapping[str, Any]) -> dict[str, Any]:
    """The schemas of the special doors and of the operations; two that share a name would describe each other's."""
    if clash := sorted(name for name in doors.keys() & derived.keys() if doors[name] != derived[name]):
        raise TypeError(f"Two answers are called {', '.join(clash)}: name them apart")
    return {**doors, **derived}


def _openapi(app: FastAPI, desk: Desk) -> dict[str, Any]:
    if app.openapi_schema is None:
        document = get_openapi(title=app.title, version=app.version, routes=app.routes)
        components = document.setdefault("components", {})
        components["schemas"] = _together(components.get("schemas", {}), rest.schemas(desk))
        components["securitySchemes"] = {"bearer": {"type": "http", "scheme": "bearer"}}
        document["security"] = [{"bearer": []}]
        for each in (operation for methods in document["paths"].values() for operation in methods.values()):
            own = {code: said for code, said in each["responses"].items() if code != "422"}
            each["responses"] = rest.problem_answers() | own
        app.openapi_schema = document
    return app.openapi_schema
