"""A push service on loopback, and browsers that are signed up with it.

It takes what RFC 8030 says, checks the signature (VAPID, RFC 8292) against the key that the browser was given, and
decrypts what came (RFC 8291) as that browser would.
"""

from __future__ import annotations

import base64
import json
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import http_ece
from aiohttp import web
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from py_vapid import Vapid02


@dataclass
class Browser:
    """A browser's subscription, and what has shown up on it."""

    endpoint: str
    private: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))
    auth: bytes = field(default_factory=lambda: os.urandom(16))
    shown: list[dict[str, Any]] = field(default_factory=list)
    gone: bool = False

    @property
    def token(self) -> str:
        """The subscription as the browser gives it to the page."""
        point = self.private.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
        keys = {"p256dh": text(point), "auth": text(self.auth)}
        return json.dumps({"endpoint": self.endpoint, "expirationTime": None, "keys": keys})


@dataclass
class PushService:
    """A push service: `key` is the one whose pushes it takes; `answers` are given first."""

    url: str = ""
    key: str = ""
    browsers: dict[str, Browser] = field(default_factory=dict)
    answers: list[int] = field(default_factory=list)
    topics: list[str] = field(default_factory=list)

    def browser(self) -> Browser:
        """A new subscription."""
        name = str(len(self.browsers))
        self.browsers[name] = Browser(f"{self.url}/push/{name}")
        return self.browsers[name]

    async def take(self, request: web.Request) -> web.Response:
        """`POST /push/{name}`."""
        if self.answers:
            return web.Response(status=self.answers.pop(0))
        browser = self.browsers.get(request.match_info["name"])
        if browser is None or browser.gone:
            return web.Response(status=410)
        if not self._signed(request):
            return web.Response(status=403)
        if request.headers.get("Content-Encoding") != "aes128gcm" or int(request.headers["TTL"]) < 0:
            return web.Response(status=400)
        body = await request.read()
        plain = http_ece.decrypt(body, private_key=browser.private, auth_secret=browser.auth, version="aes128gcm")
        browser.shown.append(json.loads(plain))
        self.topics.append(request.headers["Topic"])
        return web.Response(status=201)

    def _signed(self, request: web.Request) -> bool:
        told = request.headers.get("Authorization", "")
        if not told.startswith("vapid t=") or not told.endswith(f",k={self.key}") or not Vapid02.verify(told):
            return False
        claims = json.loads(read(told.split(".")[1]))
        return claims["aud"] == self.url and bool(claims["sub"])


@asynccontextmanager
async def push_service() -> AsyncIterator[PushService]:
    """A push service on a free port."""
    service = PushService()
    app = web.Application()
    app.router.add_post("/push/{name}", service.take)
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    service.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
    yield service
    await runner.cleanup()


def text(raw: bytes) -> str:
    """Bytes as the web has them in a text."""
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def read(text: str) -> bytes:
    """And back."""
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
