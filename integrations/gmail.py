"""Mailboxes at Gmail: its history of changes, its mails whole, and mail sent from it.

developers.google.com/workspace/gmail/api/guides/sync says how the history is followed, and that one that is too old is
a 404, after which the mail is listed anew.
"""

from __future__ import annotations

import asyncio
import base64
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import httpx

from domain.ports import Grant, Letter, Mail, MailPage, SentMail
from integrations.mime import LONGEST_LINE, OURS, addresses, body, composed, header, parsed
from integrations.oauth import Registration
from integrations.web_api import TIMEOUT, Gone, asked

API, ACCOUNTS, TOKENS = "https://gmail.googleapis.com", "https://accounts.google.com", "https://oauth2.googleapis.com"
SCOPE = "https://www.googleapis.com/auth/gmail.readonly https://www.googleapis.com/auth/gmail.send"
PAGE, AT_ONCE = 50, 4
LEFT_OUT = frozenset({"DRAFT", "SPAM", "TRASH", "CHAT"})
Place = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Gmail:
    """Gmail, as an application that is registered with Google."""

    registration: Registration
    base_url: str = API
    name: str = "Gmail"

    @classmethod
    def registered(cls, client_id: str, client_secret: str, base_url: str | None = None) -> Gmail:
        """The application of this id; `base_url` puts something else in the place of all of Google."""
        accounts, tokens = base_url or ACCOUNTS, base_url or TOKENS
        known = Registration(
            "Gmail", client_id, client_secret, f"{accounts}/o/oauth2/v2/auth", f"{tokens}/token", SCOPE
        )
        return cls(known, base_url or API)

    def consent_url(self, state: str, verifier: str, redirect: str) -> str:
        """Google's page; asked for consent, it always gives a token to renew with."""
        return self.registration.consent_url(state, verifier, redirect, access_type="offline", prompt="consent")

    async def exchange(self, code: str, verifier: str, redirect: str) -> Grant:
        """The tokens for a code."""
        return await self.registration.exchange(code, verifier, redirect)

    async def refresh(self, token: str) -> Grant:
        """The next tokens."""
        return await self.registration.refresh(token)

    async def address(self, access: str) -> str:
        """The mailbox's own address."""
        async with self._http(access) as http:
            return str((await self._ask(http, "profile"))["emailAddress"])

    async def changes(self, access: str, cursor: str | None, since: datetime) -> MailPage:
        """The next page of what has come; listed since then where there is no history, or none that is known."""
        async with self._http(access) as http:
            try:
                at: Place = json.loads(cursor) if cursor else await self._beginning(http, since)
                told = await self._page(http, at)
            except Gone:
                at = await self._beginning(http, since)
                told = await self._page(http, at)
            mails = await self._mails(http, _ids(told))
        more = told.get("nextPageToken")
        on = {**at, "page": more} if more else {"history": str(told.get("historyId") or at["history"])}
        return MailPage(tuple(mails), json.dumps(on), bool(more))

    async def send(self, access: str, letter: Letter, ours: str, thread: str | None) -> SentMail:
        """Send a letter. One that we called the same and that has left is not sent again."""
        raw = base64.urlsafe_b64encode(composed(letter, ours)).decode()
        sending = {"raw": raw} | ({"threadId": thread} if thread else {})
        async with self._http(access) as http:
            letter.gone()
            try:
                sent = await self._ask(http, "messages/send", "POST", json=sending)
            except Gone:  # the thread was deleted there
                sent = await self._ask(http, "messages/send", "POST", json={"raw": raw})
        return SentMail(str(sent["id"]), str(sent["threadId"]))

    async def _beginning(self, http: httpx.AsyncClient, since: datetime) -> Place:
        profile = await self._ask(http, "profile")
        return {"history": str(profile["historyId"]), "since": int(since.timestamp())}

    async def _page(self, http: httpx.AsyncClient, at: Place) -> dict[str, Any]:
        paging = {"maxResults": PAGE} | ({"pageToken": at["page"]} if at.get("page") else {})
        if "since" in at:
            return await self._ask(http, "messages", params={"q": f"after:{at['since']} -in:chats", **paging})
        history = {"startHistoryId": at["history"], "historyTypes": "messageAdded", **paging}
        return await self._ask(http, "history", params=history)

    async def _mails(self, http: httpx.AsyncClient, ids: Sequence[str]) -> list[Mail]:
        gate = asyncio.Semaphore(AT_ONCE)

        async def one(message_id: str) -> Mail | None:
            async with gate:
                try:
                    return _read(await self._ask(http, f"messages/{message_id}", params={"format": "raw"}))
                except Gone:
                    return None

        return [each for each in await asyncio.gather(*map(one, ids)) if each]

    async def _ask(self, http: httpx.AsyncClient, path: str, method: str = "GET", **more: Any) -> dict[str, Any]:
        return await asked(http, self.name, method, f"{self.base_url}/gmail/v1/users/me/{path}", **more)

    def _http(self, access: str) -> httpx.AsyncClient:
        return httpx.AsyncClient(headers={"Authorization": f"Bearer {access}"}, timeout=TIMEOUT)


def _ids(told: dict[str, Any]) -> list[str]:
    """The mails that a page tells of, each once."""
    added = [each["message"] for record in told.get("history", ()) for each in record.get("messagesAdded", ())]
    return list(dict.fromkeys(str(each["id"]) for each in (*added, *told.get("messages", ()))))


def _read(told: dict[str, Any]) -> Mail | None:
    """A mail, unless it is a draft or was thrown away."""
    labels = set(told.get("labelIds", ()))
    if labels & LEFT_OUT:
        return None
    try:
        mail = parsed(base64.urlsafe_b64decode(told["raw"] + "=" * (-len(told["raw"]) % 4)))
        at = datetime.fromtimestamp(int(told["internalDate"]) / 1000, UTC)
    except (KeyError, ValueError, OverflowError, OSError):
        return None
    return Mail(
        id=str(told["id"]),
        thread=str(told["threadId"]),
        mail_id=header(mail, "Message-ID")[:LONGEST_LINE] or None,
        sender=next(iter(addresses(mail, "From")), ""),
        to=addresses(mail, "To", "Cc"),
        subject=header(mail, "Subject")[:LONGEST_LINE],
        body=body(mail),
        at=at,
        sent="SENT" in labels,
        ours=header(mail, OURS) or None,
    )
