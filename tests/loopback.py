"""Servers on loopback that stand in for the outside: a mail server, and Twilio as it is on the wire."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from typing import Any

from aiohttp import encode_basic_auth, web
from aiosmtpd.smtp import SMTP, Envelope, Session

ACCOUNT, TOKEN = "AC" + "0" * 32, "a token of this test"


@dataclass
class MailServer:
    """Takes mail, unless `refusal` says otherwise to somebody; `reached` is set when as many have come as `wanted`."""

    port: int = 0
    refusal: dict[str, str] = field(default_factory=dict)
    taken: list[EmailMessage] = field(default_factory=list)
    envelopes: list[Envelope] = field(default_factory=list)
    wanted: int = 0
    reached: asyncio.Event = field(default_factory=asyncio.Event)

    async def handle_RCPT(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if address in self.refusal:
            return self.refusal[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        assert isinstance(envelope.content, bytes)
        mail = message_from_bytes(envelope.content, policy=default)
        self.taken.append(mail)
        self.envelopes.append(envelope)
        if len(self.taken) >= self.wanted:
            self.reached.set()
        return "250 OK"


@asynccontextmanager
async def mail_server() -> AsyncIterator[MailServer]:
    """A mail server on a free port."""
    inbox = MailServer()
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: SMTP(inbox, loop=loop), "127.0.0.1", 0)
    inbox.port = server.sockets[0].getsockname()[1]
    async with server:
        yield inbox


@dataclass
class Twilio:
    """Takes texts as Twilio does; `answers` are given first, as (status, Twilio code, message)."""

    url: str = ""
    answers: list[tuple[int, int, str]] = field(default_factory=list)
    taken: list[dict[str, str]] = field(default_factory=list)
    keys: list[str] = field(default_factory=list)

    async def messages(self, request: web.Request) -> web.Response:
        if request.headers.get("Authorization") != encode_basic_auth(ACCOUNT, TOKEN):
            return self._error(401, 20003, "Authenticate")
        if request.content_type != "application/x-www-form-urlencoded":
            return self._error(400, 20001, "Unsupported content type")
        form = {name: str(value) for name, value in (await request.post()).items()}
        self.keys.append(request.headers.get("Idempotency-Key", ""))
        if self.answers:
            return self._error(*self.answers.pop(0))
        self.taken.append(form)
        return _json(201, {"sid": f"SM{len(self.taken):032}", "status": "queued", "error_code": None, "to": form["To"]})

    def _error(self, status: int, code: int, message: str) -> web.Response:
        more = f"https://www.twilio.com/docs/errors/{code}"
        return _json(status, {"code": code, "message": message, "more_info": more, "status": status})


def _json(status: int, body: dict[str, Any]) -> web.Response:
    return web.Response(status=status, text=json.dumps(body), content_type="application/json")


@asynccontextmanager
async def twilio() -> AsyncIterator[Twilio]:
    """Twilio's messages, on a free port."""
    stand_in = Twilio()
    app = web.Application()
    app.router.add_post(f"/2010-04-01/Accounts/{ACCOUNT}/Messages.json", stand_in.messages)
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    stand_in.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
    try:
        yield stand_in
    finally:
        await runner.cleanup()
