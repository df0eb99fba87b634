"""`POST /api/webhooks/…`: what providers tell us. Proved and stored before it is answered, and dealt with afterwards.

Nobody is signed in here: the signature over the body is who is asking. What is refused leaves nothing behind.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from fastapi import FastAPI, Request

from domain.problems import TooLarge
from domain.webhooks import Inbox
from tools.card import Wire

LARGEST = 5 * 1024 * 1024
DOORS = {
    "stripe": ("Stripe-Signature", "Take an event of Stripe's: a payment that settles its invoice, a subscription."),
    "elevenlabs": ("ElevenLabs-Signature", "Take an event of ElevenLabs': a call that becomes an entry of the log."),
}


class Received(Wire):
    """That an event is kept; `again` if it was before."""

    received: bool = True
    again: bool = False


def mount(app: FastAPI, inbox: Inbox) -> None:
    """Give each provider its address."""
    for provider, (header, told) in DOORS.items():
        _describe(app, provider, header, told, _door(inbox, provider, header))


def _door(inbox: Inbox, provider: str, header: str) -> Callable[[Request], Awaitable[Received]]:
    async def receive(request: Request) -> Received:
        body = await _body(request)
        stored = await inbox.take(provider, body, request.headers.get(header, ""))
        return Received(again=not stored)

    return receive


async def _body(request: Request) -> bytes:
    """The body, unless it is too large; one that says nothing of its size is read no further than that."""
    if int(request.headers.get("content-length") or 0) > LARGEST:
        raise TooLarge("That is more than 5 MB; send less.")
    body = bytearray()
    async for piece in request.stream():
        body += piece
        if len(body) > LARGEST:
            raise TooLarge("That is more than 5 MB; send less.")
    return bytes(body)


def _describe(
    app: FastAPI, provider: str, header: str, told: str, endpoint: Callable[[Request], Awaitable[Received]]
) -> None:
    signature = {"name": header, "in": "header", "required": True, "schema": {"type": "string", "maxLength": 2000}}
    event = {"type": "object", "additionalProperties": True}
    app.add_api_route(
        f"/api/webhooks/{provider}",
        endpoint,
        methods=["POST"],
        tags=["webhooks"],
        operation_id=f"{provider}_webhook",
        summary=told,
        openapi_extra={
            "parameters": [signature],
            "requestBody": {"required": True, "content": {"application/json": {"schema": event}}},
            "security": [],
        },
        response_model=Received,
    )
