"""Kept files, to those who are signed in to the account that keeps them."""

from __future__ import annotations

from fastapi import FastAPI, Request, Response

from api.auth import actor_of
from domain.ports import Files
from domain.problems import NotFound

# a kept file never changes, and nothing in it may run: it came from outside
HEADERS = {
    "Cache-Control": "private, max-age=31536000, immutable",
    "Content-Security-Policy": "default-src 'none'; sandbox",
    "X-Content-Type-Options": "nosniff",
}


def mount(app: FastAPI, files: Files) -> None:
    """Serve what the files port keeps."""

    @app.get("/files/{name}", include_in_schema=False)
    async def kept(request: Request, name: str) -> Response:
        actor = await actor_of(request)
        try:
            data, mime = await files.read(actor.account_id, name)
        except FileNotFoundError:
            raise NotFound("There is no such file here.") from None
        shown = "inline" if mime.startswith(("image/", "audio/")) else "attachment"
        return Response(data, media_type=mime, headers={**HEADERS, "Content-Disposition": shown})
