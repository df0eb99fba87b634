"""`/unsubscribe/…`: what the link under a campaign's mail leads to. Looking does nothing; the button does.

Mail programs follow links to look for harm, so a GET must not unsubscribe anybody. Those that offer a button of their
own POST to the same address at once (RFC 8058).
"""

from __future__ import annotations

from html import escape

from fastapi import FastAPI, Request, Response
from fastapi.responses import HTMLResponse

from domain.consent import Subscriptions

PAGE = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<meta name="robots" content="noindex"><title>{title}</title><link rel="stylesheet" href="/letter.css"></head>
<body><main><h1>{title}</h1>{body}</main></body></html>
"""
ASK = """<p>You will get no more offers from {company} by e-mail.</p>
<form method="post"><button>Unsubscribe</button></form>"""
DONE = "<p>You will get no more offers from {company} by e-mail. What concerns your own appointments still comes.</p>"
GONE = "<p>This link is not complete. Follow the one in the e-mail once more.</p>"


def mount(app: FastAPI, subscriptions: Subscriptions) -> None:
    """Serve the page and take the answer."""

    @app.get("/unsubscribe/{token}", include_in_schema=False)
    async def shown(token: str) -> Response:
        return _page(await subscriptions.whose(token), "Unsubscribe?", ASK)

    @app.post("/unsubscribe/{token}", include_in_schema=False)
    async def left(request: Request, token: str) -> Response:
        return _page(await subscriptions.leave(token), "You are unsubscribed", DONE)


def _page(company: str | None, title: str, body: str) -> Response:
    if company is None:
        return HTMLResponse(PAGE.format(title="Not found", body=GONE), 404)
    return HTMLResponse(PAGE.format(title=title, body=body.format(company=escape(company))))
