"""A server on loopback that speaks Stripe's payment links, checkout and invoices as they are on the wire.

Form-encoded requests, a key that answers the first answer again, and errors as Stripe gives them.
"""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web

KEY = "sk_test_of_this_test"
SMALLEST = 50
TAKEN = {"line_items", "metadata", "payment_intent_data", "restrictions", "active"}


@dataclass
class Refusal:
    """An error that is answered instead, once."""

    status: int
    type: str = "api_error"
    message: str = "Something went wrong on Stripe's end."
    code: str | None = None


@dataclass
class Stripe:
    """The payment links of one Stripe account; `troubles` are answered first."""

    url: str = ""
    links: dict[str, dict[str, Any]] = field(default_factory=dict)
    sessions: dict[str, dict[str, Any]] = field(default_factory=dict)
    invoices: list[dict[str, Any]] = field(default_factory=list)
    page: int = 100
    troubles: list[Refusal] = field(default_factory=list)
    keys: list[str] = field(default_factory=list)
    _answers: dict[str, tuple[dict[str, str], web.Response]] = field(default_factory=dict)

    async def create(self, request: web.Request) -> web.Response:
        """`POST /v1/payment_links`."""
        form = {name: str(value) for name, value in (await request.post()).items()}
        key = request.headers.get("Idempotency-Key", "")
        self.keys.append(key)
        if refused := self._refused(request):
            return refused
        if key in self._answers:
            return self._again(key, form)
        answer = self._created(nested(form))
        self._answers[key] = (form, answer)
        return answer

    async def check_out(self, request: web.Request) -> web.Response:
        """`POST /v1/checkout/sessions`."""
        form = {name: str(value) for name, value in (await request.post()).items()}
        key = request.headers.get("Idempotency-Key", "")
        if refused := self._refused(request):
            return refused
        if key in self._answers:
            return self._again(key, form)
        told = nested(form)
        if told["mode"] != "subscription" or "recurring" not in told["line_items"]["0"]["price_data"]:
            return _error(400, "invalid_request_error", "You must provide at least one recurring price", param="mode")
        session_id = f"cs_test_{len(self.sessions) + 1:06}"
        facts = {"id": session_id, "object": "checkout.session", "mode": "subscription", "payment_status": "unpaid"}
        url = f"https://checkout.stripe.test/{session_id}"
        self.sessions[session_id] = {**facts, **told, "status": "open", "subscription": None, "url": url}
        answer = web.json_response({**facts, "status": "open", "url": url, "metadata": told["metadata"]})
        self._answers[key] = (form, answer)
        return answer

    async def bills(self, request: web.Request) -> web.Response:
        """`GET /v1/invoices`: the newest first, page by page."""
        if refused := self._refused(request):
            return refused
        of = [each for each in reversed(self.invoices) if each["subscription"] == request.query["subscription"]]
        after = request.query.get("starting_after")
        start = next((place + 1 for place, each in enumerate(of) if each["id"] == after), 0)
        data = of[start : start + min(self.page, int(request.query["limit"]))]
        more = start + len(data) < len(of)
        return web.json_response({"object": "list", "url": "/v1/invoices", "has_more": more, "data": data})

    def bill(self, subscription: str, cents: int, at: int, status: str = "paid") -> str:
        """Make an invoice out for a subscription's month; its id."""
        name = f"in_{len(self.invoices) + 1:06}"
        line = {"object": "line_item", "description": "3 × Callout Pro", "quantity": 3, "amount": cents}
        facts: dict[str, Any] = {
            "id": name,
            "object": "invoice",
            "subscription": subscription,
            "currency": "usd",
            "status": status,
        }
        facts |= {"number": f"CALL-{len(self.invoices) + 1:04}" if status != "draft" else None, "total": cents}
        facts |= {"created": at, "period_start": at, "period_end": at + 30 * 86_400}
        facts |= {"lines": {"object": "list", "data": [line]}, "hosted_invoice_url": f"https://invoice.test/{name}"}
        self.invoices.append(facts)
        return name

    async def update(self, request: web.Request) -> web.Response:
        """`POST /v1/payment_links/{id}`."""
        if refused := self._refused(request):
            return refused
        link = self.links.get(request.match_info["id"])
        if link is None:
            return _error(404, "invalid_request_error", "No such payment_link", code="resource_missing", param="id")
        told = nested({name: str(value) for name, value in (await request.post()).items()})
        link["active"] = told.get("active", link["active"]) in ("true", True)
        return web.json_response(link)

    def asked(self, link_id: str) -> int:
        """What a link asks for, in cents."""
        return int(self.links[link_id]["line_items"]["data"][0]["price"]["unit_amount"])

    @property
    def open(self) -> list[str]:
        """The links that can be paid."""
        return [link_id for link_id, link in self.links.items() if link["active"]]

    def _refused(self, request: web.Request) -> web.Response | None:
        if request.headers.get("Authorization") != f"Bearer {KEY}":
            return _error(401, "invalid_request_error", "Invalid API Key provided")
        if self.troubles:
            trouble = self.troubles.pop(0)
            return _error(trouble.status, trouble.type, trouble.message, code=trouble.code)
        return None

    def _again(self, key: str, form: Mapping[str, str]) -> web.Response:
        first, answer = self._answers[key]
        if first != form:
            told = "Keys for idempotent requests can only be used with the same parameters they were first used with."
            return _error(400, "idempotency_error", told)
        replay = web.Response(status=answer.status, body=answer.body, content_type="application/json")
        replay.headers["Idempotent-Replayed"] = "true"
        return replay

    def _created(self, told: dict[str, Any]) -> web.Response:
        if unknown := set(told) - TAKEN:
            param = min(unknown)
            message = f"Received unknown parameter: {param}"
            return _error(400, "invalid_request_error", message, "parameter_unknown", param)
        line = told["line_items"]["0"]
        price, amount = line["price_data"], line["price_data"].get("unit_amount", "")
        if not re.fullmatch(r"\d+", amount) or price["currency"] != price["currency"].lower():
            return _error(400, "invalid_request_error", "Invalid integer", "parameter_invalid_integer", "unit_amount")
        if int(amount) < SMALLEST:
            message = "The amount must be greater than or equal to the minimum charge amount."
            return _error(400, "invalid_request_error", message, "amount_too_small", "line_items")
        link_id = f"plink_{len(self.links) + 1:06}"
        item = {"quantity": int(line["quantity"]), "price": {"currency": price["currency"], "unit_amount": int(amount)}}
        self.links[link_id] = {
            "id": link_id,
            "object": "payment_link",
            "active": True,
            "currency": price["currency"],
            "livemode": False,
            "line_items": {"object": "list", "data": [item]},
            "metadata": told.get("metadata", {}),
            "restrictions": told.get("restrictions"),
            "payment_intent_data": told.get("payment_intent_data"),
            "url": f"https://buy.stripe.test/{link_id}",
        }
        return web.json_response(self.links[link_id])


def nested(form: Mapping[str, str]) -> dict[str, Any]:
    """`line_items[0][quantity]=1` as nested mappings."""
    told: dict[str, Any] = {}
    for name, value in form.items():
        *path, last = re.findall(r"[^\[\]]+", name)
        place = told
        for step in path:
            place = place.setdefault(step, {})
        place[last] = value
    return told


def _error(status: int, kind: str, message: str, code: str | None = None, param: str | None = None) -> web.Response:
    return web.json_response(
        {"error": {"type": kind, "message": message, "code": code, "param": param}},
        status=status,
        headers={"Request-Id": "req_of_this_test", "Stripe-Should-Retry": "false"},
    )


@asynccontextmanager
async def stripe() -> AsyncIterator[Stripe]:
    """Stripe's payment links, on a free port."""
    stand_in = Stripe()
    app = web.Application()
    app.router.add_post("/v1/payment_links", stand_in.create)
    app.router.add_post("/v1/payment_links/{id}", stand_in.update)
    app.router.add_post("/v1/checkout/sessions", stand_in.check_out)
    app.router.add_get("/v1/invoices", stand_in.bills)
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    stand_in.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
    try:
        yield stand_in
    finally:
        await runner.cleanup()
