"""`GET /api/voices`: the voices that a company may choose to answer its callers with, for whoever sets it up."""

from __future__ import annotations

from fastapi import FastAPI, Request
from pydantic import BaseModel

from api.auth import actor_of
from api.limits import Rule, limits_of
from domain.roles import allows
from domain.voices import offered
from tools.account_settings import update_account_settings
from tools.perform import Desk
from tools.refusal import forbidden

ASKING = Rule("voices", "60 per minute", "Those were too many requests at once; wait a minute.")


class VoiceCard(BaseModel):
    """A voice to choose."""

    id: str
    name: str
    description: str


class VoiceList(BaseModel):
    """The voices to choose from, by name."""

    items: list[VoiceCard]


def mount(app: FastAPI, desk: Desk) -> None:
    """The one door of it."""
    settings = update_account_settings

    @app.get(
        "/api/voices",
        operation_id="list_voices",
        tags=[settings.noun],
        summary="List the voices that callers may be answered with.",
        openapi_extra={"x-effect": "read", "x-permission": settings.may},
    )
    async def list_voices(request: Request) -> VoiceList:
        actor = await actor_of(request)
        if not allows(actor.role, settings.may):
            raise forbidden(actor.role, settings)
        limits_of(request).take(ASKING, actor.account_id)
        voices = await offered(desk.ports)
        return VoiceList(items=[VoiceCard(id=each.id, name=each.name, description=each.description) for each in voices])
