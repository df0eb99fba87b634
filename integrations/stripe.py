"""Bills paid by card on Stripe's own page: one payment link a bill, good for one payment."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from decimal import Decimal

import stripe
from stripe import StripeClient
from stripe.params import PaymentLinkCreateParams

from domain.ports import Bill, Billed, DeliveryFailed, PaymentLink

TIMEOUT = 20.0
AT_ONCE = 100
# docs.stripe.com/currencies; krónur and Uganda's shillings have no cents, but Stripe takes them with two
WHOLE = frozenset(
    ("BIF", "CLP", "DJF", "GNF", "JPY", "KMF", "KRW", "MGA", "PYG", "RWF", "VND", "VUV", "XAF", "XOF", "XPF")
)
THOUSANDTHS = frozenset(("BHD", "JOD", "KWD", "OMR", "TND"))
MAY_PASS = (stripe.APIConnectionError, stripe.RateLimitError, stripe.AuthenticationError, stripe.PermissionError)


class StripeLinks:
    """Opens and closes Stripe payment links. The same key gives the same link."""

    def __init__(self, api_key: str, base_url: str | None = None) -> None:
        self._client = client_of(api_key, base_url)

    async def open(self, bill: Bill, key: str) -> PaymentLink:
        """A page on which this bill can be paid, once."""
        line: stripe.params.PaymentLinkCreateParamsLineItem = {
            "quantity": 1,
            "price_data": {
                "currency": bill.currency.lower(),
                "unit_amount": minor(bill.amount, bill.currency),
                "product_data": {"name": bill.title},
            },
        }
        reference = dict(bill.reference)
        wanted: PaymentLinkCreateParams = {
            "line_items": [line],
            "metadata": reference,
            "payment_intent_data": {"metadata": reference, "description": bill.title},
            "restrictions": {"completed_sessions": {"limit": 1}},
        }
        try:
            made = await self._client.v1.payment_links.create_async(wanted, {"idempotency_key": key})
        except stripe.StripeError as refused:
            raise _failed(refused) from refused
        return PaymentLink(made.id, made.url)

    async def close(self, link_id: str) -> None:
        """Let nobody pay by this link any more; one that Stripe no longer knows is closed enough."""
        try:
            await self._client.v1.payment_links.update_async(link_id, {"active": False})
        except stripe.StripeError as refused:
            if refused.code != "resource_missing":
                raise _failed(refused) from refused


class StripeSubscriptions:
    """Opens Stripe's page on which a subscription is begun, and reads its bills. The same key gives the same page."""

    def __init__(self, api_key: str, back: str, base_url: str | None = None) -> None:
        self._client, self._back = client_of(api_key, base_url), back

    async def open(self, seat: Bill, seats: int, key: str) -> PaymentLink:
        """A page on which so many seats are subscribed to, by the month."""
        reference = dict(seat.reference)
        line: stripe.params.checkout.SessionCreateParamsLineItem = {
            "quantity": seats,
            "price_data": {
                "currency": seat.currency.lower(),
                "unit_amount": minor(seat.amount, seat.currency),
                "recurring": {"interval": "month"},
                "product_data": {"name": seat.title},
            },
        }
        wanted: stripe.params.checkout.SessionCreateParams = {
            "mode": "subscription",
            "line_items": [line],
            "metadata": reference,
            "subscription_data": {"metadata": reference},
            "success_url": self._back,
            "cancel_url": self._back,
        }
        try:
            made = await self._client.v1.checkout.sessions.create_async(wanted, {"idempotency_key": key})
        except stripe.StripeError as refused:
            raise _failed(refused) from refused
        return PaymentLink(made.id, made.url or self._back)

    async def bills(self, subscription: str) -> Sequence[Billed]:
        """The invoices that Stripe has made out; one that is still a draft there is none yet."""
        wanted: stripe.params.InvoiceListParams = {"subscription": subscription, "limit": AT_ONCE}
        try:
            page = await self._client.v1.invoices.list_async(wanted)
            return [_billed(each) async for each in page.auto_paging_iter() if each.status != "draft"]
        except stripe.StripeError as refused:
            raise _failed(refused) from refused


def _billed(told: stripe.Invoice) -> Billed:
    currency = told.currency.upper()
    lines = [(each.description or "", each.quantity or 1, major(each.amount, currency)) for each in told.lines.data]
    return Billed(
        id=told.id,
        number=told.number or told.id,
        status=told.status or "open",
        made=datetime.fromtimestamp(told.created, UTC),
        start=datetime.fromtimestamp(told.period_start, UTC),
        end=datetime.fromtimestamp(told.period_end, UTC),
        currency=currency,
        lines=lines,
        total=major(told.total, currency),
        url=told.hosted_invoice_url,
    )


def client_of(api_key: str, base_url: str | None) -> StripeClient:
    """A client whose failures are tried again by whoever delivers, under the same key."""
    return StripeClient(
        api_key,
        base_addresses={"api": base_url} if base_url else {},
        http_client=stripe.HTTPXClient(timeout=TIMEOUT),
        max_network_retries=0,
    )


def minor(amount: Decimal, currency: str) -> int:
    """An amount as Stripe takes it: in what Stripe counts as the currency's smallest coin."""
    return int(amount.scaleb(0 if currency in WHOLE else 3 if currency in THOUSANDTHS else 2))


def major(coins: int, currency: str) -> Decimal:
    """What Stripe counts in the currency's smallest coin, as an amount."""
    return Decimal(coins).scaleb(0 if currency in WHOLE else -3 if currency in THOUSANDTHS else -2)


def _failed(refused: stripe.StripeError) -> DeliveryFailed:
    """What is wrong with us or the line may pass; what is wrong with the request will not."""
    passing = isinstance(refused, MAY_PASS) or (refused.http_status or 500) >= 500 or refused.http_status == 409
    return DeliveryFailed(f"Stripe refused: {refused.user_message or refused}.", permanent=not passing)
