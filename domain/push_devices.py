"""Push: a person's devices, and what they are told showing up there by itself."""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
from dataclasses import dataclass
from ipaddress import ip_address
from typing import TYPE_CHECKING, Literal
from urllib.parse import urlsplit

from sqlalchemy import func, select, update

from domain.context import Company, Context
from domain.notifications import leave_note
from domain.ports import DeliveryFailed, PushGone, PushTarget
from domain.problems import Conflict, FieldError, Invalid, Missing, Unavailable
from domain.sealing import Sealer
from storage.images import Change
from storage.notifications import Notification
from storage.outbox import Parcel
from storage.push_devices import PushDevice
from storage.session import whole
from storage.types import new_id
from storage.users import User

if TYPE_CHECKING:
    from domain.outbox import Carrier

Platform = Literal["web", "ios", "android"]
LOOPBACK = "127.0.0.1"
PURPOSE = "push-device:{id}"
MOST_DEVICES = 20
POINT, AUTH = 65, 16  # bytes of a browser's public key and of its secret
LONGEST_TITLE, LONGEST_BODY = 200, 700
BY_THE_CARRIER = {"unaudited": "a device that has signed off is no longer written to"}
IN_HOUSE = (".local", ".internal", ".localhost", ".lan", ".home.arpa")
SIGN_UP_THERE = "A device signs itself up: open the page on it and turn on notifications on this device."
NO_SUBSCRIPTION = "A browser's token is what it gives when it subscribes: an endpoint, and the keys p256dh and auth."
BAD_ENDPOINT = "A push service's address is like https://push.example.com/abc, on the public internet."


@dataclass(frozen=True, slots=True)
class Pushed:
    """What somebody was told, and on how many devices it shows up."""

    note: Notification
    user: User
    devices: int


async def register(ctx: Context, platform: Platform, token: str | None) -> PushDevice:
    """Sign one of the speaker's devices up; one that is known already is theirs from now on."""
    if token is None:
        raise Missing(["token"]) if ctx.channel == "rest" else Conflict(SIGN_UP_THERE)
    if ctx.actor.user_id is None:
        raise Conflict("Devices are signed up by the staff, each their own.")
    if platform == "web":
        _target(token, loopback=ctx.ports.pusher is not None and ctx.ports.pusher.loopback)
    fingerprint = hashlib.sha256(_known_by(platform, token).encode()).hexdigest()
    known = select(PushDevice).where(PushDevice.fingerprint == fingerprint, PushDevice.deleted_at.is_(None))
    device = await ctx.session.scalar(known.options(whole(ctx.session)))
    if device is None:
        await _must_have_room(ctx)
        device = PushDevice(id=new_id(), fingerprint=fingerprint)
        ctx.session.add(device)
    device.user_id, device.platform = ctx.actor.user_id, platform
    device.sealed_token = _sealer(ctx.ports.sealer).seal(ctx.company.id, PURPOSE.format(id=device.id), token)
    return device


async def _must_have_room(ctx: Context) -> None:
    theirs = select(func.count()).select_from(PushDevice).where(PushDevice.user_id == ctx.actor.user_id)
    if (await ctx.session.scalar(theirs) or 0) >= MOST_DEVICES:
        oldest = select(PushDevice).where(PushDevice.user_id == ctx.actor.user_id).order_by(PushDevice.updated_at)
        stale = (await ctx.session.scalars(oldest.limit(1))).one()
        stale.deleted_at = ctx.now()


async def push(ctx: Context, user: User, title: str | None, body: str) -> Pushed:
    """Tell a colleague something at once, on their devices; it stands among their notifications too."""
    note = leave_note(ctx, user, title, body)
    count = select(func.count()).select_from(PushDevice)
    theirs = count.where(PushDevice.user_id == user.id, PushDevice.deleted_at.is_(None)).options(whole(ctx.session))
    able = ctx.ports.pusher is not None
    return Pushed(note, user, (await ctx.session.scalar(theirs) or 0) if able else 0)


async def push_out(ctx: Context) -> None:
    """Have what this transaction tells people show up on their devices, when it can no longer be taken back."""
    changes: list[Change] = list(ctx.session.info.get("changes", {}).values())
    notes = [each.record for each in changes if isinstance(each.record, Notification) and each.before is None]
    if not notes or ctx.ports.pusher is None or "undoes" in ctx.session.info:
        return
    owners = {note.user_id for note in notes if note.author_id != note.user_id}
    theirs = select(PushDevice).where(PushDevice.user_id.in_(owners), PushDevice.deleted_at.is_(None))
    devices = list(await ctx.session.scalars(theirs.options(whole(ctx.session))))
    due_at = ctx.now() + ctx.company.undo_window
    for note in notes:
        for device in devices:
            if device.user_id == note.user_id:
                told = {"device": device.id, "notification": note.id}
                ctx.session.add(Parcel(kind="push", payload=told, record_id=device.id, due_at=due_at))
    await ctx.session.flush()


async def pushed(carrier: Carrier, company: Company, parcel: Parcel) -> None:
    """Send one push; a device that has signed off is forgotten. Raises `DeliveryFailed`."""
    pusher, told = carrier.ports.pusher, parcel.payload
    async with carrier.database.transaction(company.id, write=False, now=carrier.clock) as session:
        device = await session.scalar(select(PushDevice).where(PushDevice.id == told["device"]))
        note = await session.scalar(select(Notification).where(Notification.id == told["notification"]))
    if pusher is None or device is None or note is None:
        raise DeliveryFailed("The device or the notification is gone.", permanent=True)
    if device.platform != "web" or device.user_id != note.user_id:
        raise DeliveryFailed(f"Pushes to {device.platform} apps are not set up here.", permanent=True)
    token = _sealer(carrier.ports.sealer).open(company.id, PURPOSE.format(id=device.id), device.sealed_token)
    try:
        await pusher.send(_target(token, loopback=pusher.loopback), message(note), parcel.id)
    except PushGone:
        async with carrier.database.transaction(company.id, now=carrier.clock) as session:
            signed_off = update(PushDevice).where(PushDevice.id == device.id).values(deleted_at=carrier.clock())
            await session.execute(signed_off, execution_options=BY_THE_CARRIER)
        raise


def message(note: Notification) -> bytes:
    """A notification as a device gets it; a push service takes no more than 4 kilobytes."""
    told = {"id": note.id, "title": note.title[:LONGEST_TITLE], "body": (note.body or "")[:LONGEST_BODY]}
    return json.dumps(told, ensure_ascii=False).encode()


def _known_by(platform: Platform, token: str) -> str:
    """What a device is known by again: a browser by its endpoint, whatever keys it has by now."""
    return str(json.loads(token)["endpoint"]) if platform == "web" else f"{platform} {token}"


def _target(token: str, *, loopback: bool) -> PushTarget:
    """How a browser is reached; raises `Invalid` for what is no subscription of a browser's."""
    try:
        told = json.loads(token)
        target = PushTarget(str(told["endpoint"]), str(told["keys"]["p256dh"]), str(told["keys"]["auth"]))
        point, auth = _bytes(target.p256dh), _bytes(target.auth)
    except (ValueError, TypeError, KeyError, RecursionError, binascii.Error):
        raise Invalid(NO_SUBSCRIPTION, [FieldError("token", "is no subscription")]) from None
    if len(point) != POINT or point[0] != 4 or len(auth) != AUTH:
        raise Invalid(NO_SUBSCRIPTION, [FieldError("token", "has keys that are none")])
    if not _public(target.endpoint, loopback=loopback):
        raise Invalid(BAD_ENDPOINT, [FieldError("token", "leads to no push service")])
    return target


def _bytes(text: str) -> bytes:
    return base64.b64decode(text.encode("ascii") + b"=" * (-len(text) % 4), altchars=b"-_", validate=True)


def _public(endpoint: str, *, loopback: bool) -> bool:
    """Whether an address may be called; where its name leads is looked at again when it is."""
    try:
        parts = urlsplit(endpoint)
        host, _ = (parts.hostname or "").lower(), parts.port
    except ValueError:
        return False
    if loopback and host == LOOPBACK:
        return parts.scheme in ("http", "https")
    if parts.scheme != "https" or not host or parts.username or parts.password:
        return False
    try:
        return ip_address(host).is_global
    except ValueError:
        return "." in host and host[-1].isalpha() and not host.endswith(IN_HOUSE)


def _sealer(sealer: Sealer | None) -> Sealer:
    if sealer is None:
        raise Unavailable("Devices cannot be kept here: set CALLOUT_DATA to a folder.")
    return sealer
