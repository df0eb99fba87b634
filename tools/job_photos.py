"""Photos of a job: the picture itself, or the wish for one."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated
from urllib.parse import urlsplit

from pydantic import AfterValidator, Field

from domain import job_photos as rules
from domain.context import Context
from domain.problems import Missing
from storage.job_photos import JobPhoto
from storage.jobs import Job
from tools.card import Card, through
from tools.resource import Resource
from tools.upload import Upload


def _on_the_web(address: str) -> str:
    parts = urlsplit(address)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise ValueError("must be an address that begins with http:// or https://")
    return address


WebAddress = Annotated[str, Field(max_length=2000), AfterValidator(_on_the_web)]
Caption = Annotated[str | None, Field(max_length=500, description="What it shows, in a few words.")]


class JobPhotoCard(Card):
    """A photo of a job as it is shown; without an address it waits for its picture."""

    job_id: str
    job_number: int | None = through("job", "number")
    url: str | None
    caption: str | None
    author_id: str | None
    author_name: str | None = through("author", "name")

    @property
    def to_take(self) -> str | None:
        """What is left to do before there is a picture."""
        return None if self.url else "Now take the picture and send it."

    def spoken(self, now: datetime) -> str:
        shows = self.caption or "a photo without a caption"
        by = f", by {self.author_name}" if self.author_name else ""
        return f"{shows}, job {self.job_number}{by}{'' if self.url else ', not taken yet'}"


job_photos = Resource(JobPhoto, JobPhotoCard, "/job-photos", "job photo", time="created_at", search=("caption",))
uploads = Resource(JobPhoto, JobPhotoCard, "/jobs", "job photo")

list_job_photos = job_photos.list(
    "what photos do we have on ten forty two", "can I see the pictures from the panel upgrade", "show all job photos"
)
delete_job_photo = job_photos.delete(
    "delete that last picture",
    "get rid of the blurry photo",
    "I uploaded the wrong pic remove it",
    ask="Delete the photo {job_photo.title} on job {job_photo.job.number} for good?",
    done="Deleted the photo {job_photo.title}.",
)


@job_photos.write(
    "POST ",
    "take a picture of the burnt board",
    "add a photo before shot of the furnace",
    "snap this and label it corroded valve",
    uploads=True,
    done="Photo[ of {it.caption}] noted on job {it.job_number}.[ {it.to_take}]",
)
async def create_job_photo(
    ctx: Context,
    job: Job,
    caption: Caption = None,
    url: Annotated[WebAddress | None, Field(description="Where the picture is, if it is on the web.")] = None,
    file: Annotated[Upload | None, Field(description="The picture itself.")] = None,
) -> JobPhoto:
    """Add a photo to a job, or note one that is about to be taken."""
    return await rules.add_photo(ctx, job, caption, url=url, data=file.data if file else None)


@uploads.write(
    "POST /{job}/upload-photo",
    "upload this picture to ten forty two",
    "attach the photo I just took to the panel upgrade",
    "here's a pic for the walk in cooler",
    uploads=True,
    done="Photo[ of {it.caption}] added to job {it.job_number}.[ {it.to_take}]",
)
async def upload_job_photo(
    ctx: Context,
    job: Job,
    file: Annotated[Upload | None, Field(description="The picture: JPEG, PNG, WEBP or GIF.")] = None,
    caption: Caption = None,
    photo: Annotated[JobPhoto | None, Field(description="The photo that waits for this picture.")] = None,
) -> JobPhoto:
    """Upload a picture to a job."""
    if file is not None:
        return await rules.take_photo(ctx, job, file.data, caption, photo)
    if ctx.channel == "rest":
        raise Missing(["file"])
    return await rules.add_photo(ctx, job, caption)
