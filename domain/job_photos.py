"""Photos of a job: taken now, given by address, or asked for and taken later."""

from __future__ import annotations

from domain.context import Context
from domain.pictures import keep_picture
from domain.problems import FieldError, Invalid
from storage.job_photos import JobPhoto
from storage.jobs import Job


async def add_photo(
    ctx: Context, job: Job, caption: str | None, *, url: str | None = None, data: bytes | None = None
) -> JobPhoto:
    """A photo on a job; with neither a picture nor an address, it waits for the picture."""
    if data is not None:
        url = await keep_picture(ctx, data)
    photo = JobPhoto(job=job, job_id=job.id, author_id=ctx.actor.user_id, url=url, caption=caption)
    ctx.session.add(photo)
    return photo


async def take_photo(ctx: Context, job: Job, data: bytes, caption: str | None, waiting: JobPhoto | None) -> JobPhoto:
    """A picture for a job: a new photo, or the one that was waiting for it."""
    if waiting is None:
        return await add_photo(ctx, job, caption, data=data)
    if waiting.job_id != job.id or waiting.url is not None:
        raise Invalid(
            "That photo is not waiting for a picture of this job; leave photoId out to add a new one.",
            [FieldError("photoId", "is not a photo of this job that waits for its picture")],
        )
    waiting.url = await keep_picture(ctx, data)
    waiting.caption = caption or waiting.caption
    return waiting
