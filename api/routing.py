"""The way from a request to its operation: looked up, where the framework would try three hundred patterns in turn."""

from __future__ import annotations

from typing import Any

from fastapi.routing import APIRoute
from starlette.routing import BaseRoute, Match, request_response
from starlette.types import Receive, Scope, Send


class Straight(APIRoute):
    """A route that is in the OpenAPI as any other, and whose endpoint takes the request as it is."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.app = request_response(self.endpoint)


class Shortcut(BaseRoute):
    """Finds a route among the few of its length and noun. What it does not find, the routes after it try."""

    def __init__(self) -> None:
        self._among: dict[tuple[int, str], list[Straight]] = {}

    def add(self, route: Straight) -> None:
        """Let a route be found, after those that were added before it."""
        self._among.setdefault(_key(route.path), []).append(route)

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        """The first route that takes the request in full."""
        if scope["type"] == "http":
            for route in self._among.get(_key(scope["path"]), ()):
                match, found = route.matches(scope)
                if match is Match.FULL:
                    return match, {**found, "straight": route}
        return Match.NONE, {}

    async def handle(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let the route that was found answer."""
        scope["route"] = scope["straight"]
        await scope["straight"].handle(scope, receive, send)


def _key(path: str) -> tuple[int, str]:
    """What tells most routes apart: how many parts there are, and the noun after `/api/`."""
    parts = path.split("/", 3)
    return path.count("/"), parts[2] if len(parts) > 2 else ""
