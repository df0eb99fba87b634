"""`/pay/…`: what the link under an invoice leads to: the provider's page for what is owed on the day."""

from __future__ import annotations

from html import escape

from fastapi import FastAPI, Request, Response
from fastapi.responses import RedirectResponse

from api.letters import nowhere, page
from api.limits import Rule, address_of, limits_of
from domain.payment_links import Tills
from domain.problems import Unavailable

FOLLOWING = Rule("pay", "60 per minute", "That is too often; wait a minute and follow the link again.")


def mount(app: FastAPI, tills: Tills) -> None:
    """Lead to where an invoice is paid."""

    @app.get("/pay/{token}", include_in_schema=False)
    async def paying(request: Request, token: str) -> Response:
        limits_of(request).take(FOLLOWING, address_of(request))
        try:
            till = await tills.behind(token)
        except Unavailable as away:
            return page("Try again", f"<p>{escape(away.sentence)}</p>")
        if till is None:
            return nowhere()
        if till.url is None:
            return page(till.company.name, f"<p>{escape(till.told)} Thank you.</p>")
        return RedirectResponse(till.url, 303, headers={"Cache-Control": "no-store"})
