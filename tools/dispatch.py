"""Dispatching: what waits for a time or a technician. Giving it to one is `assign_job`, under these addresses too."""

from __future__ import annotations

from datetime import datetime

from domain import dispatch as rules
from domain.context import Context
from domain.jobs import Priority
from storage.jobs import Job
from tools.card import Page
from tools.jobs import JobCard
from tools.resource import Resource


class QueuedCard(JobCard):
    """A job in the queue: its place, and why it is there."""

    position: int = 0
    why: str = ""
    waiting_seconds: int = 0

    def spoken(self, now: datetime) -> str:
        return f"Job {self.number}, {self.title} for {self.contact_name}: {self.why}"


class Queue(Page[QueuedCard]):
    """The jobs that wait, the most pressing first."""

    def lead(self, now: datetime) -> str | None:
        return None if self.count else "Nothing is waiting to be dispatched."


queue = Resource(
    Job, QueuedCard, "/dispatch/queue", "job", search=("number", "title", "contact_name"),
    permits="dispatch",
)  # fmt: skip


class QueueListing(queue.listing()):  # type: ignore[misc]
    """Which of the jobs that wait."""

    priority: Priority | None = None


@queue.read(
    "GET ",
    "what's in the dispatch queue",
    "what's waiting to go out",
    "what should I be dispatching first",
    "any emergencies sitting unassigned",
    card=JobCard,
)
async def list_dispatch_queue(ctx: Context, listing: QueueListing) -> Queue:
    """List the jobs that wait for a time or a technician, the most pressing first, and why."""
    page = await queue.page(ctx, listing, rules.waiting(), order=rules.most_pressing_first())
    for place, card in enumerate(page.items, listing.offset + 1):
        card.position = place
        card.waiting_seconds = max(0, int((ctx.now() - card.created_at).total_seconds()))
        card.why = rules.why(ctx, card)
    return Queue(items=page.items, count=page.count, limit=page.limit, offset=page.offset)
