"""Travel without a map: the distance as the crow flies, stretched to what roads usually make of it in a town."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from math import asin, cos, radians, sin, sqrt

import numpy as np

from domain.ports import Drive, Leg, Place, Travel

EARTH_RADIUS = 6_371_000  # meters
DETOUR = 1.3  # how much longer roads in a grid are than the straight line, on average over all directions
SPEED = 40 / 3.6  # meters a second, with lights and turns
TO_PARK = 120  # seconds, to pull out and to park


class StraightLines:
    """Estimates how people drive, from coordinates alone."""

    async def table(self, places: Sequence[Place]) -> Travel:
        """From each place to each other."""
        lat, lng = np.radians([each.lat for each in places]), np.radians([each.lng for each in places])
        high = np.sin((lat[:, None] - lat) / 2) ** 2
        wide = np.cos(lat)[:, None] * np.cos(lat) * np.sin((lng[:, None] - lng) / 2) ** 2
        meters = DETOUR * 2 * EARTH_RADIUS * np.arcsin(np.minimum(1.0, np.sqrt(high + wide)))
        seconds = np.where(meters > 0, TO_PARK + meters / SPEED, 0)
        return Travel(np.rint(seconds).astype(int).tolist(), np.rint(meters).astype(int).tolist())

    async def drive(self, places: Sequence[Place]) -> Drive:
        """Along the places in their order."""
        return Drive([leg(here, there) for here, there in pairwise(places)])


def leg(here: Place, there: Place) -> Leg:
    """The drive from one place to another; nothing at all if it is the same."""
    if here == there:
        return Leg(0, 0)
    meters = DETOUR * crow_flies(here, there)
    return Leg(round(TO_PARK + meters / SPEED), round(meters))


def crow_flies(here: Place, there: Place) -> float:
    """The great-circle distance in meters, by the haversine formula."""
    south, north = radians(here.lat), radians(there.lat)
    across = radians(there.lng - here.lng)
    chord = sin((north - south) / 2) ** 2 + cos(south) * cos(north) * sin(across / 2) ** 2
    return 2 * EARTH_RADIUS * asin(min(1.0, sqrt(chord)))
