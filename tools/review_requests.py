"""Review requests: customers asked how a job went, and what they said."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from pydantic import Field

from domain import review_requests as rules
from domain.context import Context
from domain.conversations import Written
from domain.review_requests import BEST, LONGEST_COMMENT, Status
from storage.contacts import Contact
from storage.jobs import Job
from storage.review_requests import ReviewRequest
from tools.card import Card, Time, through
from tools.operation import Fields
from tools.resource import Resource


class ReviewRequestCard(Card):
    """A review request as it is shown, with its answer."""

    contact_id: str
    contact_name: str | None = through("contact", "name")
    job_id: str | None
    job_number: int | None = through("job", "number")
    job_title: str | None = through("job", "title")
    channel: Written
    status: Status
    rating: int | None
    comment: str | None
    sent_at: Time | None
    answered_at: Time | None
    message_id: str | None

    @property
    def by(self) -> str:
        """How they are asked, in words."""
        return "text" if self.channel == "sms" else "e-mail"

    def spoken(self, now: datetime) -> str:
        about = f" about job {self.job_number}" if self.job_number else ""
        if self.status == "pending":
            return f"{self.contact_name} is about to be asked{about} by {self.by}"
        if self.status == "sent":
            return f"{self.contact_name} was asked{about} by {self.by} and has not answered"
        gave = f"gave {rules.stars(self.rating)}" if self.rating else "has answered"
        return f"{self.contact_name} {gave}: {self.comment}" if self.comment else f"{self.contact_name} {gave}"


class Asked(Fields):
    """Who is asked, about what, and how."""

    contact: Annotated[Contact | None, Field(description="The customer; or leave it out and give the job.")] = None
    job: Annotated[Job | None, Field(description="About which job; else about the last that was done for them.")] = None
    channel: Annotated[Written | None, Field(description="A text if there is a number, unless said otherwise.")] = None


class Answer(Fields):
    """What of a review request can be changed: the answer, how it stands, whom and how it asks."""

    rating: Annotated[int | None, Field(ge=1, le=BEST, description="How many stars they gave, 1 to 5.")] = None
    comment: Annotated[str | None, Field(max_length=LONGEST_COMMENT, description="What they said.")] = None
    status: Status | None = None
    channel: Annotated[Written | None, Field(description="Ask this way instead; it is sent anew.")] = None
    contact: Annotated[Contact | None, Field(description="Ask this customer instead; it is sent anew.")] = None
    job: Annotated[Job | None, Field(description="The job it is about.")] = None


review_requests = Resource(
    ReviewRequest, ReviewRequestCard, "/review-requests", "review request", time="created_at", search=("comment",)
)

list_review_requests = review_requests.list(
    "who have we asked for a review", "which customers haven't answered our review request", "how were we rated lately"
)


@review_requests.write(
    "POST ",
    "ask John Smith on Oak Street for a review",
    "send Bob the review link by e-mail",
    "ask how the drain clearing went",
    done="Asking {it.contact_name} for a review by {it.by}.",
)
async def create_review_request(ctx: Context, asked: Asked) -> ReviewRequest:
    """Ask a customer by message how a job went."""
    return await rules.ask_for_review(ctx, asked.contact, asked.job, asked.channel)


@review_requests.write(
    "PATCH /{review_request}",
    "Bob gave us four stars",
    "mark Catherine Lee's review request as done",
    "send that review request by text instead",
    done="{it.contact_name}'s review request is {it.status}[, {it.rating} out of 5].",
)
async def update_review_request(ctx: Context, review_request: ReviewRequest, answer: Answer) -> ReviewRequest:
    """Keep what a customer answered, or change whom and how a review request asks."""
    return await rules.change_request(ctx, review_request, answer.given())
