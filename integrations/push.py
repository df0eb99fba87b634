"""Web Push (RFC 8030): encrypted for the one browser that it is for (RFC 8291), signed as ours (VAPID, RFC 8292)."""

from __future__ import annotations

import base64
import hashlib
import time
from dataclasses import dataclass, field
from http import HTTPStatus
from ipaddress import ip_address
from typing import Any
from urllib.parse import urlsplit

from aiohttp import ClientError, ClientSession, ClientTimeout, TCPConnector
from aiohttp.abc import AbstractResolver, ResolveResult
from aiohttp.resolver import ThreadedResolver
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from py_vapid import Vapid02
from pywebpush import WebPusher

from domain.ports import DeliveryFailed, PushGone, PushTarget

TIMEOUT = ClientTimeout(total=30)
KEPT_THERE_FOR = 24 * 3600  # seconds that the push service keeps it for a phone that is off
SIGNED_FOR = 12 * 3600
KEY_BYTES = 32
LONGEST_TOPIC = 32
GONE = (HTTPStatus.NOT_FOUND, HTTPStatus.GONE)
TAKEN = (HTTPStatus.OK, HTTPStatus.CREATED, HTTPStatus.ACCEPTED)


@dataclass(frozen=True, slots=True)
class WebPush:
    """Sends pushes, signed with a key of this installation's (base64url); `contact` is whom a service may write to.

    Only addresses of the public internet are called, unless it is a loopback service that is allowed.
    """

    key: str = field(repr=False)
    contact: str
    loopback: bool = False

    @property
    def public_key(self) -> str:
        """What a browser that signs up is told, so that nobody else may send to it."""
        point = self._vapid().public_key.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
        return _text(point)

    async def send(self, target: PushTarget, message: bytes, key: str) -> None:
        """Hand a message to the browser's push service; of two under one key only the later is shown."""
        keys = {"p256dh": target.p256dh, "auth": target.auth}
        sealed = WebPusher({"endpoint": target.endpoint, "keys": keys}).encode(message)["body"]
        headers = {
            **self._signed(target.endpoint),
            "Content-Encoding": "aes128gcm",
            "Content-Type": "application/octet-stream",
            "TTL": str(KEPT_THERE_FOR),
            "Urgency": "high",
            "Topic": _text(hashlib.sha256(key.encode()).digest())[:LONGEST_TOPIC],
        }
        try:
            async with (
                ClientSession(timeout=TIMEOUT, connector=TCPConnector(resolver=Public(self.loopback))) as http,
                http.post(target.endpoint, data=sealed, headers=headers, allow_redirects=False) as answer,
            ):
                status = answer.status
        except (ClientError, OSError) as trouble:
            raise DeliveryFailed(
                f"The push service does not answer: {str(trouble) or type(trouble).__name__}."
            ) from trouble
        _must_be_taken(status)

    def _signed(self, endpoint: str) -> dict[str, str]:
        parts = urlsplit(endpoint)
        claims: dict[str, Any] = {"aud": f"{parts.scheme}://{parts.netloc}", "sub": self.contact}
        claims["exp"] = int(time.time()) + SIGNED_FOR
        signed: dict[str, str] = self._vapid().sign(claims)
        return signed

    def _vapid(self) -> Any:
        return Vapid02.from_raw(self.key.encode())


def new_key() -> str:
    """A new key to sign with."""
    number = ec.generate_private_key(ec.SECP256R1()).private_numbers().private_value
    return _text(number.to_bytes(KEY_BYTES, "big"))


def _must_be_taken(status: int) -> None:
    if status in TAKEN:
        return
    if status in GONE:
        raise PushGone("That device has signed off.")
    passing = status == HTTPStatus.TOO_MANY_REQUESTS or status >= HTTPStatus.INTERNAL_SERVER_ERROR
    raise DeliveryFailed(f"The push service refused it with status {status}.", permanent=not passing)


class Public(AbstractResolver):
    """Looks names up, and knows only addresses of the public internet: a name may lead anywhere, and change."""

    def __init__(self, loopback: bool) -> None:
        self._names, self._loopback = ThreadedResolver(), loopback

    async def resolve(self, host: str, port: int = 0, family: Any = 0) -> list[ResolveResult]:
        """The public addresses of a host; raises `OSError` where there are none."""
        found = await self._names.resolve(host, port, family)
        usable = [each for each in found if self._may(each["host"])]
        if not usable:
            raise OSError(f"{host} is no address of the public internet")
        return usable

    async def close(self) -> None:
        """Nothing is held."""
        await self._names.close()

    def _may(self, address: str) -> bool:
        told = ip_address(address.partition("%")[0])
        return told.is_global or (self._loopback and told.is_loopback)


def _text(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()
