"""`/api/pending`: the questions that wait for a person on the page."""

from __future__ import annotations

import json
from typing import Any

from fastapi import FastAPI, Request
from pydantic import BaseModel, ConfigDict

from api.auth import actor_of
from api.waiting import WaitingRoom
from storage.pending import PendingCall


class Decision(BaseModel):
    """A person's answer."""

    model_config = ConfigDict(extra="forbid", strict=True)

    yes: bool


def mount(app: FastAPI, room: WaitingRoom) -> None:
    """Let people see and answer what waits."""

    @app.get("/api/pending", tags=["pending"], summary="List what waits for your yes.")
    async def list_pending(request: Request) -> dict[str, Any]:
        items = [_told(each) for each in await room.seen_by(await actor_of(request))]
        return {"items": items, "count": len(items)}

    @app.post("/api/pending/{id}", tags=["pending"], summary="Say yes or no to what waits.")
    async def decide_pending(request: Request, id: str, decision: Decision) -> dict[str, Any]:
        outcome = await room.answered(await actor_of(request), id, yes=decision.yes)
        return {"done": outcome is not None, "result": json.loads(outcome.json) if outcome else None}


def _told(waiting: PendingCall) -> dict[str, Any]:
    asked = {"question": waiting.question, "operation": waiting.operation, "by": waiting.asked_by}
    return {"id": waiting.id, **asked, "at": waiting.created_at.isoformat(), "until": waiting.expires_at.isoformat()}
