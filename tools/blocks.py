"""Blocked time: when somebody is not to be booked."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

from pydantic import Field

from domain import blocks as rules
from domain.context import Context
from domain.wording import hours
from storage.blocks import ScheduleBlock
from storage.jobs import Job
from storage.users import User
from tools.card import Card, Time, through
from tools.listing import Moment
from tools.operation import UNSAID, Fields
from tools.resource import Resource


class BlockCard(Card):
    """A block as it is shown."""

    user_id: str
    user_name: str | None = through("user", "name")
    start: Time
    end: Time
    reason: str | None

    def spoken(self, now: datetime) -> str:
        why = f", {self.reason}" if self.reason else ""
        return f"{self.user_name} is blocked {hours(self.start, self.end, now)}{why}"


class BlockFields(Fields):
    """Whose time, which, and what for."""

    user: Annotated[User | None, Field(description="Whose time; the speaker's, if not said.")] = None
    start: Annotated[Moment, Field(description="When it starts; a plain date is the whole day.")]
    end: Annotated[Moment | None, Field(description="When it ends; a plain date is the last whole day.")] = None
    reason: Annotated[str | None, Field(max_length=200, description="What for, like vacation or a dentist.")] = None
    jobs: list[Job] = Field(
        default=[],
        description="Visits in that time that lose their technician and go back to the queue.",
        json_schema_extra=UNSAID,
    )


blocks = Resource(ScheduleBlock, BlockCard, "/schedule/block", "block", permits="schedule")


async def _in_the_way(ctx: Context, fields: BlockFields) -> rules.InTheWay:
    return await rules.in_the_way(ctx, fields.user, fields.start, fields.end, fields.jobs)


def _question(values: dict[str, Any]) -> str | None:
    return "{prepared.question}" if values["prepared"].question else None


@blocks.write(
    "POST ",
    "block off Friday at one to four for Tasha",
    "Luis is out sick today",
    "I need tomorrow morning off",
    "don't book Sam next Tuesday, he's at boiler training",
    may="schedule:block",
    prepares=_in_the_way,
    asks_when=_question,
    done="{it}.",
)
async def create_block(ctx: Context, fields: BlockFields) -> ScheduleBlock:
    """Block somebody's time, so that nobody books it."""
    return await rules.block(ctx, fields.user, fields.start, fields.end, fields.reason, fields.jobs)


delete_block = blocks.delete(
    "take the dentist thing off Tasha's calendar",
    "unblock Mike's Friday afternoon",
    "Luis's training got cancelled, open him back up",
    may="schedule:block",
    about="Take a block off somebody's calendar.",
    ask="Take {schedule_block.user.name}'s block off the calendar, {schedule_block.what}, {schedule_block.start}?",
    done="{schedule_block.user.name} can be booked again from {schedule_block.start}.",
)
