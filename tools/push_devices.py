"""Push: signing devices up, and telling somebody something on theirs at once."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from pydantic import Field, StringConstraints

from domain import push_devices as rules
from domain.context import Context
from domain.push_devices import Platform
from domain.wording import counted
from storage.push_devices import PushDevice
from storage.users import User
from tools.card import Card, Wire, through
from tools.notifications import Body, Title
from tools.operation import UNSAID
from tools.resource import Resource

Token = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=4096)]


class PushDeviceCard(Card):
    """A device as it is shown: never how it is reached."""

    user_id: str
    user_name: str | None = through("user", "name")
    platform: Platform

    def spoken(self, now: datetime) -> str:
        return f"{self.user_name}'s {'browser' if self.platform == 'web' else self.platform}"


class PushCard(Wire):
    """What somebody was told, and on how many devices it shows up."""

    notification_id: str
    user_id: str
    user_name: str
    title: str
    body: str | None
    devices: int

    @property
    def reached(self) -> str | None:
        """That it goes to their devices."""
        return f"Pushed that to {self.user_name}'s {counted(self.devices, 'device')}" if self.devices else None

    @property
    def missed(self) -> str | None:
        """That they have none."""
        first = self.user_name.split()[0]
        told = f"{self.user_name} has no device signed up for pushes, so {first} will see it in the app"
        return None if self.devices else told

    def spoken(self, now: datetime) -> str:
        return f"{self.reached or self.missed}."


push_devices = Resource(PushDevice, PushDeviceCard, "/push", "push device", permits="push")


@push_devices.write(
    "POST /register",
    "turn on notifications on this phone",
    "sign this device up for alerts",
    may="push:register",
    done="Notifications show up on this device now.",
)
async def register_push_device(
    ctx: Context,
    platform: Annotated[Platform, Field(description="web for a browser, on a phone too.")] = "web",
    token: Annotated[
        Token | None,
        Field(json_schema_extra=UNSAID, description="A browser's subscription as JSON; an app's token as it is."),
    ] = None,
) -> PushDevice:
    """Show what you are told on this device, even when the page is closed."""
    return await rules.register(ctx, platform, token)


delete_push_device = push_devices.delete(
    "stop the notifications on this phone",
    "no more alerts on this device please",
    may="push:register",
    ask="Show no more notifications on the {push_device.title}?",
    about="Show what you are told on a device no more.",
)


@push_devices.write(
    "POST /send",
    "push Mike that the truck is blocked in",
    "buzz Tasha's phone and tell her to bring the ladder",
    may="push:send",
    done="[{it.reached}.][{it.missed}.]",
)
async def send_push(
    ctx: Context,
    user: User,
    body: Annotated[Body, Field(description="What there is to know.")],
    title: Annotated[Title | None, Field(description="What it is about, in a few words.")] = None,
) -> PushCard:
    """Tell a colleague something on their devices at once."""
    told = await rules.push(ctx, user, title, body)
    await ctx.session.flush()
    note = told.note
    return PushCard(
        notification_id=note.id,
        user_id=note.user_id,
        user_name=told.user.name,
        title=note.title,
        body=note.body,
        devices=told.devices,
    )
