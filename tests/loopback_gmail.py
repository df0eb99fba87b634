"""Gmail on loopback as it is on the wire: raw messages in base64url, history since an id, sending."""

from __future__ import annotations

import base64
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from typing import Any

from aiohttp import web

from tests.loopback_oauth import Authority, serving

ADDRESS = "office@ridgeline.example"


def mail(sender: str, subject: str, words: str, *, to: str = ADDRESS, html: str | None = None) -> bytes:
    """A mail as it comes in."""
    made = EmailMessage()
    made["From"], made["To"], made["Subject"] = sender, to, subject
    made["Message-ID"] = f"<{abs(hash((sender, subject, words)))}@mail.example>"
    made.set_content(words)
    if html:
        made.add_alternative(html, subtype="html")
    return made.as_bytes()


@dataclass
class Gmail(Authority):
    """One mailbox. History before `oldest` is forgotten; a page of it has `page` mails."""

    mails: dict[str, dict[str, Any]] = field(default_factory=dict)
    history: list[str] = field(default_factory=list)
    oldest: int = 0
    page: int = 50
    sent: list[EmailMessage] = field(default_factory=list)
    troubles: list[int] = field(default_factory=list)
    paths: list[str] = field(default_factory=list)

    def put(self, raw: bytes, *, thread: str | None = None, labels: tuple[str, ...] = ("INBOX",)) -> str:
        """A mail comes in; its id."""
        name = f"m{len(self.mails) + 1}"
        encoded = base64.urlsafe_b64encode(raw).decode().rstrip("=")
        self.mails[name] = {
            "id": name,
            "threadId": thread or f"t-{name}",
            "labelIds": list(labels),
            "internalDate": str(1_773_146_000_000 + 1000 * len(self.mails)),
            "raw": encoded,
        }
        self.history.append(name)
        return name

    async def ask(self, request: web.Request) -> web.Response:
        """`/gmail/v1/users/me/…`."""
        path = request.match_info["path"]
        self.paths.append(path)
        if not self.lets_in(request):
            return web.json_response({"error": {"code": 401, "status": "UNAUTHENTICATED"}}, status=401)
        if self.troubles:
            return web.json_response({"error": {}}, status=self.troubles.pop(0))
        if path == "profile":
            return web.json_response({"emailAddress": ADDRESS, "historyId": str(len(self.history))})
        if path == "history":
            return self._since(int(request.query["startHistoryId"]), request)
        if path == "messages":
            ids = [{"id": each, "threadId": self.mails[each]["threadId"]} for each in reversed(self.history)]
            return self._paged("messages", ids, request)
        if path == "messages/send":
            return await self._send(request)
        found = self.mails.get(path.removeprefix("messages/"))
        assert request.query.get("format") == "raw"
        return web.json_response(found or {"error": {"code": 404}}, status=200 if found else 404)

    def _since(self, start: int, request: web.Request) -> web.Response:
        if start < self.oldest:
            return web.json_response({"error": {"code": 404, "status": "NOT_FOUND"}}, status=404)
        records = [
            {"id": str(place + 1), "messagesAdded": [{"message": {"id": each}}]}
            for place, each in enumerate(self.history)
            if place >= start
        ]
        return self._paged("history", records, request, historyId=str(len(self.history)))

    def _paged(self, name: str, rows: list[Any], request: web.Request, **more: str) -> web.Response:
        start = int(request.query.get("pageToken", "0"))
        told: dict[str, Any] = {**more, name: rows[start : start + self.page]}
        if start + self.page < len(rows):
            told["nextPageToken"] = str(start + self.page)
        return web.json_response({key: value for key, value in told.items() if value})

    async def _send(self, request: web.Request) -> web.Response:
        told = await request.json()
        raw = base64.urlsafe_b64decode(told["raw"])
        self.sent.append(message_from_bytes(raw, policy=default))
        name = self.put(raw, thread=told.get("threadId"), labels=("SENT",))
        return web.json_response({"id": name, "threadId": self.mails[name]["threadId"], "labelIds": ["SENT"]})


@asynccontextmanager
async def gmail() -> AsyncIterator[Gmail]:
    """Google, as far as a mailbox needs it, on a free port."""
    stand_in = Gmail()
    app = web.Application()
    app.router.add_get("/o/oauth2/v2/auth", stand_in.authorize)
    app.router.add_post("/token", stand_in.token)
    app.router.add_route("*", "/gmail/v1/users/me/{path:.+}", stand_in.ask)
    async with serving(app) as stand_in.url:
        yield stand_in
