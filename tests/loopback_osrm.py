"""OSRM as it is on the wire, on loopback: its table and route services over a made-up map."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

from aiohttp import web

Coordinate = tuple[float, float]
LARGEST = 100
A_DEGREE = 1000.0  # seconds and tenths of meters that a degree of longitude or latitude takes on this map


@dataclass
class OsrmServer:
    """Answers as `osrm-routed` does; `nowhere` cannot be reached, and `broken` replaces any answer."""

    url: str = ""
    nowhere: set[Coordinate] = field(default_factory=set)
    broken: tuple[int, str] | None = None
    asked: list[str] = field(default_factory=list)

    async def table(self, request: web.Request) -> web.Response:
        if self.broken:
            return web.Response(status=self.broken[0], text=self.broken[1])
        places = self._places(request)
        sources = _chosen(request, "sources", places)
        destinations = _chosen(request, "destinations", places)
        if len(sources) * len(destinations) > LARGEST**2:
            return _refused("TooBig", "Too many table coordinates")
        rows = [[self._seconds(here, there) for there in destinations] for here in sources]
        meters = [[None if value is None else value * 10 for value in row] for row in rows]
        return web.json_response(
            {"code": "Ok", "durations": rows, "distances": meters, "sources": [], "destinations": []}
        )

    async def route(self, request: web.Request) -> web.Response:
        if self.broken:
            return web.Response(status=self.broken[0], text=self.broken[1])
        places = self._places(request)
        ways = [self._seconds(here, there) for here, there in pairwise(places)]
        if None in ways:
            return _refused("NoRoute", "Impossible route between points")
        legs: list[dict[str, Any]] = [
            {"duration": way, "distance": (way or 0) * 10, "steps": [], "summary": ""} for way in ways
        ]
        return web.json_response({"code": "Ok", "routes": [{"geometry": "_p~iF~ps|U", "legs": legs}], "waypoints": []})

    def _places(self, request: web.Request) -> list[Coordinate]:
        """The coordinates of the path: longitude first."""
        self.asked.append(request.path_qs)
        pairs = (each.split(",") for each in request.match_info["where"].split(";"))
        return [(float(lng), float(lat)) for lng, lat in pairs]

    def _seconds(self, here: Coordinate, there: Coordinate) -> float | None:
        if self.nowhere & {here, there} and here != there:
            return None
        return round(A_DEGREE * (abs(here[0] - there[0]) + abs(here[1] - there[1])), 1)


def _chosen(request: web.Request, name: str, places: list[Coordinate]) -> list[Coordinate]:
    told = request.query.get(name, "all")
    return places if told == "all" else [places[int(each)] for each in told.split(";")]


def _refused(code: str, message: str) -> web.Response:
    body: dict[str, Any] = {"code": code, "message": message}
    return web.json_response(body, status=400)


@asynccontextmanager
async def osrm() -> AsyncIterator[OsrmServer]:
    """An OSRM server on a free port."""
    server = OsrmServer()
    app = web.Application()
    app.router.add_get("/table/v1/driving/{where}", server.table)
    app.router.add_get("/route/v1/driving/{where}", server.route)
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    server.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
    try:
        yield server
    finally:
        await runner.cleanup()
