"""Notifications: what the speaker was told, and telling a colleague something."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

from pydantic import AfterValidator, Field, StringConstraints

from domain import notifications as rules
from domain.context import Context
from storage.notifications import Notification
from storage.users import User
from tools.card import Card, Page, Wire, through
from tools.cards import noun_of
from tools.confirmation import MANY
from tools.resource import Resource

Title = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]
Body = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=5000)]


class NotificationCard(Card):
    """A notification as it is shown."""

    user_id: str
    user_name: str | None = through("user", "name")
    author_id: str | None
    author_name: str | None = through("author", "name")
    title: str
    body: str | None
    read: bool
    record_type: Annotated[str | None, AfterValidator(noun_of)]
    record_id: str | None

    @property
    def state(self) -> str:
        """How it stands, in a word."""
        return "read" if self.read else "unread"

    def spoken(self, now: datetime) -> str:
        return f"{self.title}: {self.body}" if self.body else self.title


notifications = Resource(
    Notification, NotificationCard, "/notifications", "notification", time="created_at", search=("title", "body")
)


class NotificationListing(notifications.listing()):  # type: ignore[misc]
    """Which notifications; the speaker's own, unless an admin asks for somebody else's."""


get_notification = notifications.get(
    "read me that notification again",
    "what was the alert about job ten fifty two",
)
delete_notification = notifications.delete(
    "throw away the alert about the ignitors",
    ask="Delete the notification {notification.title}?",
    done="Deleted that notification.",
)


@notifications.read("GET ", "do i have any new notifications", "what are my alerts")
async def list_notifications(ctx: Context, listing: NotificationListing) -> Page[NotificationCard]:
    """List your notifications, the newest first."""
    own = Notification.user_id == (ctx.actor.user_id or "")
    return await notifications.page(ctx, listing, *(() if listing.user else (own,)))


@notifications.write(
    "POST ",
    "give Owen a heads up that the accountant called",
    "put an alert up for Tasha",
    done="[I've let {it.user_name} know.]",
)
async def create_notification(
    ctx: Context,
    user: Annotated[User | None, Field(description="Who is told; the speaker, unless another is named.")] = None,
    title: Annotated[Title | None, Field(description="What it is about, in a few words.")] = None,
    body: Annotated[Body | None, Field(description="What there is to know.")] = None,
) -> Notification:
    """Tell a colleague something in the app, or keep it in mind yourself."""
    return rules.leave_note(ctx, user, title, body)


@notifications.write(
    "PATCH /{notification}",
    "i've seen the alert about the cooler",
    "set that alert back to unread",
    alone=True,
    done="That notification is {it.state}.",
)
async def update_notification(
    ctx: Context,
    notification: Notification,
    read: Annotated[bool, Field(description="Whether it counts as read.")] = True,
) -> Notification:
    """Mark a notification as read, or as unread again."""
    notification.read = read
    return notification


class MarkedRead(Wire):
    """How many notifications were marked as read."""

    count: int

    @property
    def told(self) -> str | None:
        """The same in words, if there were any."""
        return None if not self.count else f"{self.count} notification{'' if self.count == 1 else 's'}"

    @property
    def nothing(self) -> str | None:
        """That there were none."""
        return None if self.count else "You had no unread notifications."


async def _how_many(ctx: Context, values: dict[str, Any]) -> dict[str, int]:
    return {"unread": len(await rules.unread(ctx))}


def _many(values: dict[str, Any]) -> str | None:
    return "Mark all {unread} notifications as read?" if values["unread"] >= MANY else None


@notifications.write(
    "POST /read-all",
    "mark all my alerts as read",
    "clear the red badge i've seen everything",
    blanks=_how_many,
    asks_when=_many,
    done="[Marked {it.told} as read.][{it.nothing}]",
)
async def read_all_notifications(ctx: Context) -> MarkedRead:
    """Mark all your notifications as read."""
    return MarkedRead(count=await rules.mark_all_read(ctx))
