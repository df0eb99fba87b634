"""`/api/webhooks/twilio/messages`: where Twilio tells of texts that come in. What it has not signed is not read."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from html import escape
from http import HTTPStatus
from urllib.parse import parse_qsl

import structlog
from fastapi import FastAPI, Request, Response

from domain.reach import phone_number
from domain.texts_in import TextIn, TextsIn

PATH = "/api/webhooks/twilio/messages"
LARGEST, MOST_FIELDS = 65_536, 200
FORM = "application/x-www-form-urlencoded"
Fields = Sequence[tuple[str, str]]
Genuine = Callable[[str, Fields, str], bool]
log = structlog.get_logger()


def mount(app: FastAPI, texts: TextsIn, address: str, genuine: Genuine) -> None:
    """Take texts in. Twilio signs the very address that it was given, so that is the public one."""
    url = address.rstrip("/") + PATH

    @app.post(PATH, include_in_schema=False)
    async def text_in(request: Request) -> Response:
        told = _form(request, await _body(request))
        if told is None or request.url.query or not genuine(url, told, request.headers.get("x-twilio-signature", "")):
            return Response(status_code=HTTPStatus.FORBIDDEN)
        text = _read(dict(told))
        if text is None:
            return Response(status_code=HTTPStatus.BAD_REQUEST)
        try:
            return _answered(await texts.take(text))
        except LookupError:
            log.warning("text_to_no_company", to=text.to)
            return Response(status_code=HTTPStatus.NOT_FOUND)


async def _body(request: Request) -> bytes:
    """The body, or nothing if it is longer than any text."""
    body = b""
    async for piece in request.stream():
        body += piece
        if len(body) > LARGEST:
            return b""
    return body


def _form(request: Request, body: bytes) -> Fields | None:
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != FORM:
        return None
    try:
        return parse_qsl(body.decode(), keep_blank_values=True, max_num_fields=MOST_FIELDS)
    except ValueError:
        return None


def _read(told: dict[str, str]) -> TextIn | None:
    try:
        sid, media = told["MessageSid"], int(told.get("NumMedia") or 0)
        sender, to = (phone_number(told[each]) for each in ("From", "To"))
    except (KeyError, ValueError):
        return None
    if not sid:
        return None
    return TextIn(sid[:64], sender, to, told.get("Body", "")[:20_000], media, bool(told.get("OptOutType")))


def _answered(words: str | None) -> Response:
    """What Twilio texts back: nothing, or one message."""
    message = f"<Message>{escape(words)}</Message>" if words else ""
    return Response(f'<?xml version="1.0" encoding="UTF-8"?><Response>{message}</Response>', media_type="text/xml")
