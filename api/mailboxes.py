"""`/api/integrations/…/callback`: where a mail provider sends people back to who have let us in, or have not.

A browser comes here without a token; the state that it brings says for whom. It is sent nowhere else from here, so
there is no address to be tricked with, and the page has nothing in it that the request said.
"""

from __future__ import annotations

from html import escape
from typing import Annotated, Any

from fastapi import FastAPI, Query, Response

from api.letters import page
from domain.mailboxes import AGAIN, BACK_AT, PROVIDERS, Connecting, Provider
from domain.problems import Problem

DONE = """<p>{address} is connected to {company}. Its mail comes in by itself from now on.</p>
<p>You can close this page, or <a href="/">go back to Callout</a>.</p>"""
HTML: dict[str, Any] = {"text/html": {"schema": {"type": "string"}}}
ANSWERS: dict[int | str, dict[str, Any]] = {
    200: {"description": "The mailbox is connected; a page that says so.", "content": HTML},
    400: {"description": "It is not, and nothing was kept; a page that says so.", "content": HTML},
}
Words = Annotated[str, Query(max_length=4096)]


def mount(app: FastAPI, connecting: Connecting) -> None:
    """Take back whoever comes from a provider."""
    for kind, name in PROVIDERS.items():
        _take_back(app, connecting, kind, name)


def _take_back(app: FastAPI, connecting: Connecting, kind: Provider, name: str) -> None:
    async def came_back(state: Words = "", code: Words = "", error: Words = "") -> Response:
        if error:
            return page(
                f"{name} is not connected", f"<p>{name} was told no, so nothing was connected. {AGAIN}</p>", 400
            )
        try:
            company, mailbox = await connecting.finish(kind, state, code)
        except Problem as problem:
            return page(f"{name} is not connected", f"<p>{escape(problem.sentence)}</p>", 400)
        told = DONE.format(address=escape(mailbox.address), company=escape(company.name))
        return page(f"{name} is connected", told)

    app.add_api_route(
        BACK_AT.format(provider=kind),
        came_back,
        methods=["GET"],
        operation_id=f"{kind}_callback",
        summary=f"Come back from {name}, having let us in to a mailbox.",
        tags=["mailbox"],
        responses=ANSWERS,
        response_class=Response,
        openapi_extra={"security": []},
    )
