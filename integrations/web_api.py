"""Asking a provider's JSON API with a token: what comes back, or why nothing does."""

from __future__ import annotations

from typing import Any

import httpx

from domain.ports import AccessLost, MailFailed

TIMEOUT = httpx.Timeout(20.0)


class Gone(MailFailed):
    """What was asked for is not there any more."""


async def asked(http: httpx.AsyncClient, name: str, method: str, url: str, **more: Any) -> dict[str, Any]:
    """The answer; raises `AccessLost` for a token that is refused, `Gone` for what is past, else `MailFailed`."""
    try:
        answer = await http.request(method, url, **more)
    except httpx.HTTPError as trouble:
        raise MailFailed(f"{name} does not answer.") from trouble
    match answer.status_code:
        case 401:
            raise AccessLost(f"{name} lets us in no longer.")
        case 404 | 410:
            raise Gone(f"{name} does not know that any more.")
        case 429:
            raise MailFailed(f"{name} is asked too often; try again in a few minutes.")
        case status if status >= 300:
            raise MailFailed(f"{name} refused, with status {status}.")
    try:
        told = answer.json()
    except ValueError as wrong:
        raise MailFailed(f"{name}'s answer cannot be read.") from wrong
    if not isinstance(told, dict):
        raise MailFailed(f"{name}'s answer cannot be read.")
    return told
