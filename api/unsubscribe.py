"""`/unsubscribe/…`: what the link under a campaign's mail leads to. Looking does nothing; the button does.

Mail programs follow links to look for harm, so a GET must not unsubscribe anybody. Those that offer a button of their
own POST to the same address at once (RFC 8058).
"""

from __future__ import annotations

from html import escape

from fastapi import FastAPI, Response

from api.letters import nowhere, page
from domain.consent import Subscriptions

ASK = """<p>You will get no more offers from {company} by e-mail.</p>
<form method="post"><button>Unsubscribe</button></form>"""
DONE = "<p>You will get no more offers from {company} by e-mail. What concerns your own appointments still comes.</p>"


def mount(app: FastAPI, subscriptions: Subscriptions) -> None:
    """Serve the page and take the answer."""

    @app.get("/unsubscribe/{token}", include_in_schema=False)
    async def asked_to_leave(token: str) -> Response:
        company = await subscriptions.whose(token)
        return nowhere() if company is None else page("Unsubscribe?", ASK.format(company=escape(company)))

    @app.post("/unsubscribe/{token}", include_in_schema=False)
    async def left(token: str) -> Response:
        company = await subscriptions.leave(token)
        return nowhere() if company is None else page("You are unsubscribed", DONE.format(company=escape(company)))
