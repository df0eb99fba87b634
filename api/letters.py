"""The pages that people see who follow a link that we sent them: plain HTML, without a script and without a cookie."""

from __future__ import annotations

from fastapi.responses import HTMLResponse

PAGE = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex"><title>{title}</title>
<link rel="stylesheet" href="/style.css"><link rel="stylesheet" href="/css/letter.css"></head>
<body class="letter"><main><h1>{title}</h1>
{body}
</main></body></html>
"""


def page(title: str, body: str, status: int = 200) -> HTMLResponse:
    """A page of this title; what is in the body is HTML already."""
    return HTMLResponse(PAGE.format(title=title, body=body), status)


def nowhere() -> HTMLResponse:
    """What a link leads to that is none of ours."""
    said = "<p>This link is not complete. Follow the one in the message once more.</p>"
    return HTMLResponse(PAGE.format(title="Not found", body=said), 404)
