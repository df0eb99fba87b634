"""`/portal/{company}`: the customers' page. The company is named as at `/api/customer/auth`: by its id or its line."""

from __future__ import annotations

from html import escape
from pathlib import Path
from string import Template

from fastapi import FastAPI, Response
from fastapi.responses import HTMLResponse

from api.letters import nowhere
from domain.customer_auth import CustomerSignIn
from domain.problems import NotFound

PAGE = Template((Path(__file__).parent / "web" / "customer" / "portal.html").read_text(encoding="utf-8"))
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'"
)


def mount(app: FastAPI, customers: CustomerSignIn) -> None:
    """Serve the page."""

    @app.get("/portal/{company}", include_in_schema=False)
    async def portal(company: str) -> Response:
        try:
            found = await customers.company(company)
        except NotFound:
            return nowhere()
        told = {
            "company": found.id,
            "name": found.name,
            "zone": found.timezone.key,
            "phone": found.business_line or "",
        }
        page = PAGE.substitute({name: escape(value) for name, value in told.items()})
        return HTMLResponse(page, headers={"Content-Security-Policy": POLICY, "Cache-Control": "no-cache"})
