"""Mailboxes at Microsoft, by Graph: the inbox and the sent mail, each followed by its delta link.

learn.microsoft.com/graph/delta-query-messages says how it goes on from a link, and that one that is too old is a 410,
after which the mail is read anew.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit

import httpx

from domain.ports import Grant, Mail, MailFailed, MailPage
from integrations.mime import LONGEST_LINE, clean, from_html, shortened
from integrations.oauth import Registration
from integrations.web_api import TIMEOUT, Gone, asked

GRAPH, LOGIN = "https://graph.microsoft.com", "https://login.microsoftonline.com"
SCOPE = "offline_access https://graph.microsoft.com/User.Read https://graph.microsoft.com/Mail.Read"
SHOWN = "id,conversationId,internetMessageId,subject,from,toRecipients,receivedDateTime,isDraft,body"
INBOX, SENT = "inbox", "sentitems"
WISHES = {"Prefer": 'odata.maxpagesize=50, outlook.body-content-type="text"'}


@dataclass(frozen=True, slots=True)
class Microsoft:
    """Outlook, as an application that is registered with Microsoft."""

    registration: Registration
    base_url: str = GRAPH
    name: str = "Outlook"

    @classmethod
    def registered(cls, client_id: str, client_secret: str, base_url: str | None = None) -> Microsoft:
        """The application of this id; `base_url` puts something else in the place of all of Microsoft."""
        login = f"{base_url or LOGIN}/common/oauth2/v2.0"
        known = Registration("Outlook", client_id, client_secret, f"{login}/authorize", f"{login}/token", SCOPE)
        return cls(known, base_url or GRAPH)

    def consent_url(self, state: str, verifier: str, redirect: str) -> str:
        """Microsoft's page, on which somebody chooses the account."""
        return self.registration.consent_url(state, verifier, redirect, prompt="select_account")

    async def exchange(self, code: str, verifier: str, redirect: str) -> Grant:
        """The tokens for a code."""
        return await self.registration.exchange(code, verifier, redirect)

    async def refresh(self, token: str) -> Grant:
        """The next tokens."""
        return await self.registration.refresh(token)

    async def address(self, access: str) -> str:
        """The mailbox's own address."""
        async with self._http(access) as http:
            told = await asked(http, self.name, "GET", f"{self.base_url}/v1.0/me")
        return str(told.get("mail") or told["userPrincipalName"])

    async def changes(self, access: str, cursor: str | None, since: datetime) -> MailPage:
        """The next page of one folder and then of the other; since then, where there is no link or none that is known.

        The cursor has each folder's link, and which folder is next.
        """
        links, folder = _place(cursor)
        async with self._http(access) as http:
            try:
                told = await self._follow(http, links.get(folder) or self._beginning(folder, since))
            except Gone:
                told = await self._follow(http, self._beginning(folder, since))
        more = told.get("@odata.nextLink")
        on = more or told.get("@odata.deltaLink")
        if not isinstance(on, str):
            raise MailFailed("Outlook did not say how its mail goes on.")
        self._must_be_theirs(on)
        mails = [mail for each in told.get("value", ()) if (mail := _read(each, sent=folder == SENT))]
        following = folder if more else SENT if folder == INBOX else INBOX
        place = json.dumps({"links": links | {folder: on}, "next": following})
        return MailPage(tuple(mails), place, bool(more) or folder == INBOX)

    def _beginning(self, folder: str, since: datetime) -> str:
        asked_for = {"$filter": f"receivedDateTime ge {since.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}", "$select": SHOWN}
        return f"{self.base_url}/v1.0/me/mailFolders/{folder}/messages/delta?{httpx.QueryParams(asked_for)}"

    async def _follow(self, http: httpx.AsyncClient, link: str) -> dict[str, Any]:
        self._must_be_theirs(link)
        return await asked(http, self.name, "GET", link, headers=WISHES)

    def _must_be_theirs(self, link: str) -> None:
        """A token goes to Graph and to nobody else, whatever a link says."""
        if urlsplit(link)[:2] != urlsplit(self.base_url)[:2]:
            raise MailFailed("Outlook's link leads somewhere else.")

    def _http(self, access: str) -> httpx.AsyncClient:
        return httpx.AsyncClient(headers={"Authorization": f"Bearer {access}"}, timeout=TIMEOUT)


def _place(cursor: str | None) -> tuple[dict[str, str], str]:
    """The links of the folders, and which one is next; once there was but one link, that of the inbox."""
    told = json.loads(cursor) if cursor else {}
    return told.get("links") or ({INBOX: told["link"]} if "link" in told else {}), told.get("next", INBOX)


def _read(told: dict[str, Any], *, sent: bool) -> Mail | None:
    """A mail, unless it is a draft or was thrown away."""
    if "@removed" in told or told.get("isDraft"):
        return None
    try:
        content, form = told["body"]["content"], told["body"]["contentType"]
        return Mail(
            id=str(told["id"]),
            thread=str(told["conversationId"]),
            mail_id=told.get("internetMessageId"),
            sender=str(told["from"]["emailAddress"]["address"]),
            to=tuple(str(each["emailAddress"]["address"]) for each in told.get("toRecipients", ())),
            subject=" ".join(clean(told.get("subject") or "").split())[:LONGEST_LINE],
            body=shortened(from_html(content) if form.lower() == "html" else content),
            at=datetime.fromisoformat(told["receivedDateTime"]),
            sent=sent,
        )
    except (KeyError, TypeError, ValueError, AttributeError):
        return None
