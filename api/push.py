"""The key that a browser is told when it signs up for pushes, so that its push service takes ours and nobody else's."""

from __future__ import annotations

from fastapi import FastAPI, Request

from api.auth import actor_of
from domain.problems import Unavailable
from tools.perform import Desk


def mount(app: FastAPI, desk: Desk) -> None:
    """The one door of it, for whoever is signed in."""

    @app.get("/api/push/key", tags=["push device"], summary="The key that a browser signs up for pushes with.")
    async def push_key(request: Request) -> dict[str, str]:
        await actor_of(request)
        if desk.ports.pusher is None:
            raise Unavailable("Pushes are not set up here: set CALLOUT_DATA to a folder.")
        return {"publicKey": desk.ports.pusher.public_key}
