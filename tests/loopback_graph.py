"""Microsoft Graph on loopback as it is on the wire: two folders by delta, page by page, and links that grow too old."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web

from tests.loopback_oauth import Authority, serving

ADDRESS = "desk@ridgeline.example"


@dataclass
class Graph(Authority):
    """One mailbox; a page has `page` mails, and links made before `epoch` are too old."""

    mails: list[dict[str, Any]] = field(default_factory=list)
    sent: list[dict[str, Any]] = field(default_factory=list)
    page: int = 50
    epoch: int = 0
    elsewhere: str | None = None

    def put(self, sender: str, subject: str, words: str, *, form: str = "text", **more: Any) -> str:
        """A mail comes in; its id."""
        name = f"AAMk{len(self.mails) + 1}="
        told = {
            "id": name,
            "conversationId": f"c-{name}",
            "internetMessageId": f"<{len(self.mails)}@outlook.example>",
            "subject": subject,
            "from": {"emailAddress": {"name": "Somebody", "address": sender}},
            "toRecipients": [{"emailAddress": {"address": ADDRESS}}],
            "receivedDateTime": f"2026-03-10T12:{len(self.mails):02}:00Z",
            "isDraft": False,
            "body": {"contentType": form, "content": words},
        }
        self.mails.append({**told, **more})
        return name

    def put_sent(self, to: str, subject: str, words: str) -> str:
        """A mail is sent from the mailbox by its owner; its id."""
        self.put(ADDRESS, subject, words, toRecipients=[{"emailAddress": {"address": to}}])
        self.sent.append(self.mails.pop() | {"id": f"sent-{len(self.sent) + 1}"})
        return str(self.sent[-1]["id"])

    async def me(self, request: web.Request) -> web.Response:
        """`GET /v1.0/me`."""
        if not self.lets_in(request):
            return web.json_response({"error": {"code": "InvalidAuthenticationToken"}}, status=401)
        return web.json_response({"mail": None, "userPrincipalName": ADDRESS})

    async def delta(self, request: web.Request) -> web.Response:
        """`GET /v1.0/me/mailFolders/{folder}/messages/delta`."""
        if not self.lets_in(request):
            return web.json_response({"error": {"code": "InvalidAuthenticationToken"}}, status=401)
        token = request.query.get("$deltatoken") or request.query.get("$skiptoken")
        if token is None:
            assert request.query["$filter"].startswith("receivedDateTime ge 2026-")
            start = 0
        else:
            epoch, _, place = token.partition(".")
            if int(epoch) < self.epoch:
                return web.json_response({"error": {"code": "SyncStateNotFound"}}, status=410)
            start = int(place)
        mails = self.mails if request.match_info["folder"] == "inbox" else self.sent
        end = min(start + self.page, len(mails))
        kind, name = ("nextLink", "skiptoken") if end < len(mails) else ("deltaLink", "deltatoken")
        link = f"{self.elsewhere or self.url}{request.path}?${name}={self.epoch}.{end}"
        return web.json_response({"value": mails[start:end], f"@odata.{kind}": link})


@asynccontextmanager
async def graph() -> AsyncIterator[Graph]:
    """Microsoft, as far as a mailbox needs it, on a free port."""
    stand_in = Graph()
    app = web.Application()
    app.router.add_get("/common/oauth2/v2.0/authorize", stand_in.authorize)
    app.router.add_post("/common/oauth2/v2.0/token", stand_in.token)
    app.router.add_get("/v1.0/me", stand_in.me)
    app.router.add_get("/v1.0/me/mailFolders/{folder:inbox|sentitems}/messages/delta", stand_in.delta)
    async with serving(app) as stand_in.url:
        yield stand_in
