"""Stripe's webhooks: proved by the SDK and by the clock, and what their events tell."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import stripe
from pydantic import SecretStr

from domain.news import Event, News, NotGenuine, Paid, Subscribed, TakenBack
from integrations.signatures import must_be_signed, signed_at
from integrations.stripe import major

PAID = ("checkout.session.completed", "checkout.session.async_payment_succeeded", "payment_intent.succeeded")
GIVEN_BACK = ("charge.refunded", "charge.dispute.created")
SUBSCRIBED = "customer.subscription."
UNREADABLE = (stripe.SignatureVerificationError, ValueError, KeyError, TypeError, OverflowError, RecursionError)
Told = Mapping[str, Any]


class StripeWebhooks:
    """Reads what Stripe sends, under the secret of its endpoint."""

    def __init__(self, secret: SecretStr) -> None:
        self._secret = secret

    def read(self, body: bytes, signature: str, now: datetime) -> Event:
        """The event; the SDK lets one from the future pass, so the clock is looked at here."""
        secret = self._secret.get_secret_value()
        moment = signed_at(signature, now)
        must_be_signed(body, signature, "v1", moment, secret)
        try:
            stripe.WebhookSignature.verify_header(body.decode(), signature, secret, tolerance=None)
            told = json.loads(body)
            about = told["data"]["object"]
            happened_at = datetime.fromtimestamp(told["created"], UTC)
            event_id, kind = str(told["id"]), str(told["type"])
        except (
            stripe.SignatureVerificationError,
            ValueError,
            KeyError,
            TypeError,
            OverflowError,
            RecursionError,
        ) as wrong:
            raise NotGenuine("it is no event of Stripe's") from wrong
        account = _metadata(about).get("account_id")
        return Event(event_id, kind, happened_at, told, account if isinstance(account, str) else None)

    def understood(self, kind: str, payload: Told) -> News | None:
        """A payment, one that is given back or disputed, or how a subscription stands."""
        about = payload["data"]["object"]
        if kind in PAID and about.get("mode") == "subscription":
            return _checked_out(about, datetime.fromtimestamp(payload["created"], UTC))
        if kind in PAID:
            return _paid(about)
        if kind in GIVEN_BACK:
            return _given_back(kind, about)
        if kind.startswith(SUBSCRIBED) and about.get("object") == "subscription":
            return _subscribed(kind, about, datetime.fromtimestamp(payload["created"], UTC))
        return None


def _metadata(about: Any) -> Told:
    told = about.get("metadata") if isinstance(about, Mapping) else None
    return told if isinstance(told, Mapping) else {}


def _paid(about: Told) -> Paid | None:
    session = about.get("object") == "checkout.session"
    if session and (about.get("payment_status") != "paid"):
        return None
    minor = about.get("amount_total") if session else about.get("amount_received")
    reference = about.get("payment_intent") or about["id"] if session else about["id"]
    if not isinstance(minor, int) or minor <= 0:
        return None
    amount, currency = _money(minor, about)
    return Paid(str(reference), amount, currency, _metadata(about).get("invoice_id"))


def _given_back(kind: str, about: Told) -> TakenBack:
    disputed = kind == "charge.dispute.created"
    amount, currency = _money(about["amount"] if disputed else about["amount_refunded"], about)
    reference = str(about.get("payment_intent") or about["id"])
    return TakenBack(reference, amount, currency, "disputed" if disputed else "refunded", about.get("reason"))


def _money(minor: int, about: Told) -> tuple[Decimal, str]:
    currency = str(about["currency"]).upper()
    return major(minor, currency), currency


def _checked_out(about: Told, as_of: datetime) -> Subscribed | None:
    """That a subscription has been paid for on Stripe's page."""
    if about.get("payment_status") not in ("paid", "no_payment_required") or not about.get("subscription"):
        return None
    reference = _metadata(about).get("reference")
    return Subscribed(str(about["subscription"]), reference, "active", None, None, None, as_of)


def _subscribed(kind: str, about: Told, as_of: datetime) -> Subscribed:
    items = about.get("items", {}).get("data") or [{}]
    item = items[0]
    return Subscribed(
        id=str(about["id"]),
        reference=_metadata(about).get("reference"),
        status="canceled" if kind.endswith(".deleted") else str(about["status"]),
        seats=item.get("quantity"),
        period_start=_moment(item.get("current_period_start") or about.get("current_period_start")),
        period_end=_moment(item.get("current_period_end") or about.get("current_period_end")),
        as_of=as_of,
    )


def _moment(seconds: Any) -> datetime | None:
    return datetime.fromtimestamp(seconds, UTC) if isinstance(seconds, int) else None
