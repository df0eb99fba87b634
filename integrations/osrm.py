"""Roads by OSRM, the open-source routing machine: its table and route services, of its own server or a hosted one."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import httpx

from domain.ports import Drive, Leg, Place, RoutingFailed, Travel

TIMEOUT = httpx.Timeout(5.0)
# A server answers tables of up to 100 places unless it is told otherwise; two of these blocks make one table.
BLOCK = 50
AT_ONCE = httpx.Limits(max_connections=4)


@dataclass(frozen=True, slots=True)
class Osrm:
    """Asks an OSRM server, in the profile that it was prepared for."""

    base_url: str
    profile: str = "driving"

    async def table(self, places: Sequence[Place]) -> Travel:
        """From each place to each other, asked for block by block."""
        starts = range(0, len(places), BLOCK)
        async with httpx.AsyncClient(timeout=TIMEOUT, limits=AT_ONCE) as http:
            asked = [self._block(http, places, row, column) for row in starts for column in starts]
            blocks = await asyncio.gather(*asked)
        seconds: list[list[int | None]] = [[0] * len(places) for _ in places]
        meters: list[list[int | None]] = [[0] * len(places) for _ in places]
        corners = [(row, column) for row in starts for column in starts]
        for (row, column), answer in zip(corners, blocks, strict=True):
            for name, whole in (("durations", seconds), ("distances", meters)):
                for place, values in enumerate(_rows(answer, name)):
                    whole[row + place][column : column + len(values)] = values
        return Travel(seconds, meters)

    async def drive(self, places: Sequence[Place]) -> Drive:
        """Along the places in their order, with the shape of the way."""
        async with httpx.AsyncClient(timeout=TIMEOUT, limits=AT_ONCE) as http:
            answer = await self._ask(http, "route", places, {"overview": "full", "geometries": "polyline"})
        try:
            route = answer["routes"][0]
            legs = [Leg(round(each["duration"]), round(each["distance"])) for each in route["legs"]]
            return Drive(legs, str(route["geometry"]))
        except (KeyError, IndexError, TypeError, ValueError) as wrong:
            raise RoutingFailed("The routing server's answer cannot be read.") from wrong

    async def _block(self, http: httpx.AsyncClient, places: Sequence[Place], row: int, column: int) -> Any:
        """The table from one stretch of the places to another."""
        starts, ends = places[row : row + BLOCK], places[column : column + BLOCK]
        if row == column:
            return await self._ask(http, "table", starts, {"annotations": "duration,distance"})
        first = ";".join(str(place) for place in range(len(starts)))
        second = ";".join(str(place) for place in range(len(starts), len(starts) + len(ends)))
        options = {"annotations": "duration,distance", "sources": first, "destinations": second}
        return await self._ask(http, "table", [*starts, *ends], options)

    async def _ask(
        self, http: httpx.AsyncClient, service: str, places: Sequence[Place], options: dict[str, str]
    ) -> Any:
        where = ";".join(f"{place.lng:.6f},{place.lat:.6f}" for place in places)
        url = f"{self.base_url.rstrip('/')}/{service}/v1/{self.profile}/{where}"
        try:
            answer = (await http.get(url, params=options)).json()
        except (httpx.HTTPError, ValueError) as trouble:
            raise RoutingFailed(
                f"The routing server does not answer: {trouble or type(trouble).__name__}."
            ) from trouble
        if not isinstance(answer, dict) or answer.get("code") != "Ok":
            told = answer.get("message") or answer.get("code") if isinstance(answer, dict) else answer
            raise RoutingFailed(f"The routing server says: {told}.")
        return answer


def _rows(answer: Any, name: str) -> list[list[int | None]]:
    try:
        return [[None if value is None else round(value) for value in row] for row in answer[name]]
    except (KeyError, TypeError, ValueError) as wrong:
        raise RoutingFailed("The routing server's answer cannot be read.") from wrong
