"""`POST /api/voice-command`: one thing said, typed or recorded, answered over HTTP."""

from __future__ import annotations

from typing import Any

from fastapi import FastAPI, Request
from pydantic import ConfigDict, Field, ValidationError
from pydantic_core import from_json
from starlette.datastructures import UploadFile

from agent.listening import Listener
from api.auth import actor_of
from domain.problems import FieldError, Forbidden, Invalid, Malformed, TooLarge
from domain.roles import allows
from tools.card import Wire

LARGEST = 15 * 1024 * 1024
PATH = "/api/voice-command"


class Command(Wire):
    """What was said, or a recording of it beside this as multipart `audio`."""

    model_config = ConfigDict(extra="forbid")

    text: str | None = Field(None, max_length=20_000, description="What was said.")
    conversation_id: str | None = Field(None, max_length=100, description="To go on with a conversation.")


class VoiceAnswer(Wire):
    """The agent's answer. `asks` says whether it waits for a confirmation, a choice or an input."""

    conversation_id: str
    transcript: str
    reply: str
    asks: str | None
    choices: list[dict[str, str]]
    calls: list[dict[str, Any]]


def mount(app: FastAPI, listener: Listener) -> None:
    """Give the app its voice command."""
    schema = Command.model_json_schema(by_alias=True)
    form = {**schema, "properties": {**schema["properties"], "audio": {"type": "string", "format": "binary"}}}
    content = {"application/json": {"schema": schema}, "multipart/form-data": {"schema": form}}

    @app.post(
        PATH,
        tags=["voice command"],
        operation_id="voice_command",
        openapi_extra={"requestBody": {"required": True, "content": content}},
    )
    async def voice_command(request: Request) -> VoiceAnswer:
        """Take something said, typed or recorded, do it, and answer."""
        actor = await actor_of(request)
        if not allows(actor.role, "voice:use"):
            raise Forbidden(f"A {actor.role} may not talk to the agent.")
        command, audio, mime = await _read(request)
        if (command.text is None) is (audio is None):
            raise Invalid("Send either text or a recording.", [FieldError("text", "or audio must be given")])
        reply = await listener.hear(
            actor, text=command.text, audio=audio, mime=mime, conversation_id=command.conversation_id
        )
        return VoiceAnswer.model_validate(reply)


async def _read(request: Request) -> tuple[Command, bytes | None, str | None]:
    if request.headers.get("content-type", "").startswith("multipart/form-data"):
        return await _from_form(request)
    raw = await request.body()
    try:
        return _command(from_json(raw or b"{}")), None, None
    except ValueError:
        raise Malformed("The body is not JSON; send one JSON object.") from None


async def _from_form(request: Request) -> tuple[Command, bytes | None, str | None]:
    form = await request.form(max_files=1, max_fields=10)
    audio = form.get("audio")
    words = {name: value for name, value in form.items() if isinstance(value, str)}
    if not isinstance(audio, UploadFile):
        return _command(words), None, None
    data = await audio.read(LARGEST + 1)
    if len(data) > LARGEST:
        raise TooLarge("That recording is over 15 MB; send a shorter one.")
    return _command(words), data, audio.content_type


def _command(read: Any) -> Command:
    if not isinstance(read, dict):
        raise Malformed("The body must be one JSON object.")
    try:
        return Command.model_validate(read)
    except ValidationError as wrong:
        errors = [FieldError(".".join(map(str, each["loc"])), each["msg"]) for each in wrong.errors()]
        raise Invalid(f"{errors[0].field}: {errors[0].message}.", errors) from None
