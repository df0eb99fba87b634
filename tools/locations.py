"""Where a job really is: a pin from where somebody stands."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from pydantic import AwareDatetime, Field

from domain import locations as rules
from domain.context import Context
from domain.problems import Missing
from storage.jobs import Job
from storage.locations import GpsPoint
from tools.card import Card, Time, through
from tools.operation import Fields
from tools.resource import Resource

Latitude = Annotated[float, Field(ge=-90, le=90, description="Degrees north.")]
Longitude = Annotated[float, Field(ge=-180, le=180, description="Degrees east; west is negative.")]


class GpsPointCard(Card):
    """A place at a moment as it is shown."""

    user_id: str | None
    job_id: str | None
    job_number: int | None = through("job", "number")
    lat: float
    lng: float
    accuracy: float | None
    at: Time

    def spoken(self, now: datetime) -> str:
        return f"{self.lat:.4f}, {self.lng:.4f}"


class Place(Fields):
    """A place; without one, where the speaker's phone was last."""

    lat: Latitude | None = None
    lng: Longitude | None = None
    accuracy: Annotated[float | None, Field(ge=0, le=100_000, description="In meters.")] = None
    at: Annotated[AwareDatetime | None, Field(description="When; now, if not said.")] = None


locations = Resource(GpsPoint, GpsPointCard, "/jobs", "location", permits="jobs")


@locations.write(
    "POST /{job}/location",
    "tag where I'm standing as the location for ten forty two",
    "drop a pin on the sewer camera inspection",
    "use my current spot for the service upgrade",
    done="Pinned job {it.job_number} here.",
)
async def capture_job_location(ctx: Context, job: Job, place: Place) -> GpsPoint:
    """Pin a job to where somebody stands."""
    if (place.lat is None) is not (place.lng is None):
        raise Missing(["lng" if place.lng is None else "lat"])
    point = (place.lat, place.lng) if place.lat is not None and place.lng is not None else None
    return await rules.capture(ctx, job, point, place.accuracy, place.at)
