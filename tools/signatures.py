"""Who signed for a job."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from pydantic import Field

from domain.context import Context
from domain.pictures import keep_picture
from storage.jobs import Job
from storage.signatures import Signature
from tools.card import Card, Page, through
from tools.job_photos import WebAddress
from tools.resource import Resource
from tools.upload import Upload


class SignatureCard(Card):
    """A signature as it is shown; without an address the name is noted and the stroke is still to come."""

    job_id: str
    job_number: int | None = through("job", "number")
    signer_name: str
    url: str | None

    def spoken(self, now: datetime) -> str:
        return f"{self.signer_name} signed for job {self.job_number}"


signatures = Resource(Signature, SignatureCard, "/signatures", "signature", time="created_at")


class SignatureListing(signatures.listing()):  # type: ignore[misc]
    """Which signatures."""

    signer_name: Annotated[str | None, Field(max_length=200, description="Who signed, or part of the name.")] = None


@signatures.read("GET ", "did Maria Garcia sign", "has the customer signed off on ten forty two", "list signatures")
async def list_signatures(ctx: Context, listing: SignatureListing) -> Page[SignatureCard]:
    """List who signed for which job."""
    wanted, listing.signer_name = listing.signer_name, None
    return await signatures.page(
        ctx, listing, *([Signature.signer_name.icontains(wanted, autoescape=True)] if wanted else [])
    )


@signatures.write(
    "POST ",
    "Catherine just signed for the thermostat install",
    "capture a signature from Siobhan Murphy on the disposal swap",
    "the customer's ready to sign off on the water heater",
    uploads=True,
    done="{it.signer_name} signed for job {it.job_number}.",
)
async def create_signature(
    ctx: Context,
    job: Job,
    signer_name: Annotated[str, Field(min_length=1, max_length=200, description="Who signs.")],
    url: Annotated[WebAddress | None, Field(description="Where the picture of it is, if it is on the web.")] = None,
    file: Annotated[Upload | None, Field(description="The picture of the signature.")] = None,
) -> Signature:
    """Record that somebody signed for a job."""
    if file is not None:
        url = await keep_picture(ctx, file.data)
    signature = Signature(job=job, job_id=job.id, signer_name=signer_name, url=url)
    ctx.session.add(signature)
    return signature
