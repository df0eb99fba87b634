"""The server: the application with every door, on one port."""

from __future__ import annotations

import asyncio
import signal
import socket
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import uvicorn
from fastapi import FastAPI
from pydantic import SecretStr
from rich.console import Console
from rich.table import Table as Grid

from agent.installation import Installation
from agent.listening import Listener
from agent.settings import Settings
from agent.transports import http, websocket
from agent.voicing import Engines
from api import demo as demo_door
from api import files, mailboxes, pay, reviews, texts_in, unsubscribe, webhooks, welcome
from api.app import create_app
from domain import demo, operators
from domain.problems import Conflict, Problem
from domain.solving import warm_up

STOPPED_BY = (signal.SIGINT, signal.SIGTERM)


def application(installation: Installation) -> FastAPI:
    """The application over an installation: REST, MCP, the page, and the conversation's own doors."""
    engines = Engines(installation.settings, installation.database)
    listener = Listener(installation.desk, installation.settings, engines)

    def conversation(app: FastAPI) -> None:
        http.mount(app, listener)
        websocket.mount(app, installation, engines.voices)
        files.mount(app, installation.desk.ports.need_files())
        unsubscribe.mount(app, installation.subscriptions)
        reviews.mount(app, installation.answers)
        welcome.mount(app, installation.welcomes)
        webhooks.mount(app, installation.inbox)
        pay.mount(app, installation.tills)
        mailboxes.mount(app, installation.connecting)
        if signatures := installation.signatures:
            texts_in.mount(app, installation.texts_in, installation.settings.reached_at, signatures.genuine)
        demo_door.mount(app, lambda: demo_people(installation))

    @asynccontextmanager
    async def lifespan() -> AsyncIterator[None]:
        async with installation.delivering(takes_up_work=True):
            yield
        await listener.close()
        await engines.close()

    return create_app(
        installation.desk,
        installation.signin,
        doors=(conversation,),
        lifespan=lifespan,
        requests_per_minute=installation.settings.requests_per_minute,
    )


def demo_people(installation: Installation) -> dict[str, Any] | None:
    """Who the page offers to sign in as: the demo's first company, on this machine alone."""
    if installation.settings.host not in ("127.0.0.1", "::1", "localhost") or not installation.settings.demo:
        return None
    first = demo.world()["accounts"][0]
    people = [*first["users"], demo.OPERATOR]
    items = [{"name": each["name"], "role": each["role"], "email": each["email"]} for each in people]
    return {"items": items, "password": installation.demo_password}


class Server(uvicorn.Server):
    """A server that says when it can be reached, and ends when told to, so that what is open is closed after it."""

    def __init__(self, config: uvicorn.Config, greet: Callable[[], None]) -> None:
        super().__init__(config)
        self._greet = greet

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self._greet()

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        loop = asyncio.get_running_loop()
        for each in STOPPED_BY:
            loop.add_signal_handler(each, self.handle_exit, each, None)
        try:
            yield
        finally:
            for each in STOPPED_BY:
                loop.remove_signal_handler(each)


async def serve(settings: Settings, host: str, port: int, *, demo: bool) -> None:
    """Serve until interrupted."""
    _must_be_free(host, port)
    settings = settings.model_copy(update={"demo": demo, "host": host, "port": port})
    installation = await Installation.open(settings)
    try:
        if demo:
            await installation.load_demo()
        warm_up()
        config = uvicorn.Config(
            application(installation), host=host, port=port, log_level="warning", ws="websockets-sansio"
        )
        await Server(config, lambda: _greet(installation, host, port)).serve()
    finally:
        await installation.close()


def _must_be_free(host: str, port: int) -> None:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as taken:
            raise Problem(
                f"Port {port} on {host} cannot be used ({taken.strerror}); stop what runs there or choose another "
                "with --port or CALLOUT_PORT."
            ) from taken


def _greet(installation: Installation, host: str, port: int) -> None:
    console = Console(highlight=False)
    console.print(f"\n[bold]Callout[/] is at [bold cyan]http://{host}:{port}[/]   (stop it with Ctrl-C)\n")
    if not installation.settings.demo:
        return
    grid = Grid("Sign in as", "Role", "E-mail", box=None, pad_edge=False, header_style="bold")
    for account in demo.world()["accounts"]:
        for person in account["users"]:
            grid.add_row(person["name"], f"{person['role']} at {account['name']}", person["email"])
    grid.add_row(demo.OPERATOR["name"], "operator of the installation", demo.OPERATOR["email"])
    console.print(grid)
    console.print(f"\nEverybody's password in this demo: [bold]{installation.demo_password}[/]\n")


async def load_demo(settings: Settings) -> None:
    """Load the demo world into an empty database, or say why not."""
    installation = await Installation.open(settings)
    try:
        if not await installation.load_demo():
            raise Conflict("The database has companies in it already; the demo world goes into an empty one.")
        print(f"The demo world is loaded. Everybody's password: {installation.demo_password}")  # noqa: T201
    finally:
        await installation.close()


async def create_operator(settings: Settings, name: str, email: str, password: str) -> None:
    """Let somebody run the installation, or say why not."""
    installation = await Installation.open(settings)
    try:
        await operators.create(
            installation.database, installation.companies, installation.signin, name, email, SecretStr(password)
        )
        print(f"{name} runs this installation, and signs in with {email}.")  # noqa: T201
    finally:
        await installation.close()


async def document() -> dict[str, Any]:
    """The OpenAPI document; no database of anybody's is touched."""
    with TemporaryDirectory() as folder:
        installation = await Installation.open(Settings(data=Path(folder), database_url=""))
        try:
            made: dict[str, Any] = application(installation).openapi()
            return made
        finally:
            await installation.close()
