"""What a company pays for Callout, and what it uses of it; for its admins alone."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Any

from pydantic import Field
from pydantic.alias_generators import to_snake

from domain import billing as rules
from domain.billing import Offer, Provider, Status
from domain.context import Context
from domain.money import written
from domain.plans import PLANS, Name
from domain.ports import Billed
from domain.usage import used
from domain.wording import counted
from storage.subscriptions import BillingInvoice, Subscription
from tools.card import Card, Money, Page, Wire
from tools.figures import Asked, CountedCard, Stretch, answer, measured_days, stretch_of
from tools.finance import Days
from tools.operation import Fields
from tools.resource import Resource


class SubscriptionCard(Card):
    """A subscription as it is shown; `checkoutUrl` is where it is paid for, until it is."""

    plan: Name
    status: Status
    seats: int
    unit_price: Money
    currency: str
    provider: Provider
    provider_id: Annotated[str | None, Field(serialization_alias="stripeSubscriptionId")]
    checkout_url: str | None
    period_start: date
    period_end: date

    @property
    def told(self) -> str:
        """The plan, its seats and its price."""
        month = written(self.unit_price * self.seats, self.currency)
        return f"{self.plan.title()} with {counted(self.seats, 'seat')}, {month} a month"

    @property
    def next(self) -> str:
        """What happens now."""
        if self.status == "incomplete":
            return "It begins once it is paid for on Stripe's page"
        return "It is kept by hand here, since Stripe is not set up" if self.provider == "manual" else "Stripe bills it"

    def spoken(self, now: datetime) -> str:
        stands = {"active": f"until {self.period_end:%B %-d}"}.get(self.status, self.status.replace("_", " "))
        return f"{self.told}, {stands}"


class SubscriptionFields(Fields):
    """What is subscribed to."""

    plan: Annotated[Name, Field(description="Which plan.")]
    quantity: Annotated[int | None, Field(ge=1, le=10_000, description="Seats; one a colleague if not said.")] = None


class LineCard(Wire):
    """One line of a bill."""

    description: str
    quantity: int
    unit_price: Money
    amount: Money


class BillingInvoiceCard(Card):
    """A bill for Callout as it is shown."""

    number: int | str
    subscription_id: str
    plan: Name
    status: str
    issued: date
    period_start: date
    period_end: date
    currency: str
    lines: list[LineCard]
    total: Money
    url: Annotated[str | None, Field(description="Where the provider shows it.")] = None

    @classmethod
    def at_the_provider(cls, ctx: Context, subscription: Subscription, bill: Billed) -> BillingInvoiceCard:
        """A bill that a provider has made out."""
        zone = ctx.company.timezone
        lines = [
            LineCard(description=told, quantity=count, unit_price=(amount / count).quantize(CENT), amount=amount)
            for told, count, amount in bill.lines
        ]
        return cls(
            id=bill.id,
            created_at=bill.made,
            updated_at=bill.made,
            number=bill.number,
            subscription_id=subscription.id,
            plan=subscription.plan,
            status=bill.status,
            issued=bill.made.astimezone(zone).date(),
            period_start=bill.start.astimezone(zone).date(),
            period_end=bill.end.astimezone(zone).date(),
            currency=bill.currency,
            lines=lines,
            total=bill.total,
            url=bill.url,
        )

    def spoken(self, now: datetime) -> str:
        return f"{written(self.total, self.currency)} for {self.plan.title()}, billed {self.issued:%B %-d}"


class AllowedCard(CountedCard):
    """How much was used, against what the plan has free."""

    included: Annotated[int | None, Field(description="What the plan has free in a month; null without a plan.")]


class UsageCard(Wire):
    """What was used in a period, beside the stretch before."""

    period: Days
    compared_to: Days
    plan: Name | None
    calls: CountedCard
    minutes: AllowedCard
    messages: AllowedCard
    operations: CountedCard
    seats: int
    seats_paid: int | None

    def spoken(self, now: datetime) -> str:
        told = f"{counted(self.minutes.count, 'minute')} on {counted(self.calls.count, 'call')}"
        rest = f"{counted(self.messages.count, 'message')} and {counted(self.operations.count, 'change')}"
        return f"{told}, {rest} {self.period.called}."

    def answering(self, said: str, now: datetime) -> str | None:
        """The figure that was asked for, first."""
        return answer(self, ASKED, said)

    def _minutes(self) -> str:
        return self._one("minute", self.minutes)

    def _messages(self) -> str:
        return self._one("message", self.messages)

    def _calls(self) -> str:
        return f"{counted(self.calls.count, 'call')} {self.period.called}, {self.calls.told(self.compared_to.called)}."

    def _seats(self) -> str:
        paid = f", of {self.seats_paid} paid for" if self.seats_paid else ""
        return f"{counted(self.seats, 'seat')} in use{paid}."

    def _one(self, noun: str, used: AllowedCard) -> str:
        of = f" of {used.included:,} included" if used.included else ""
        return f"{counted(used.count, noun)}{of} {self.period.called}, {used.told(self.compared_to.called)}."


ASKED: Asked = (
    (r"minutes?|talk(?:ed)?|voice|assistant", UsageCard._minutes),
    (r"texts?|sms|messages?|emails?", UsageCard._messages),
    (r"calls?", UsageCard._calls),
    (r"seats?|users?", UsageCard._seats),
)
PATH = "/billing"
CENT = Decimal("0.01")
MOST_KEPT = 200  # of a company that paid by hand for so many months before it paid by Stripe
subscriptions = Resource(Subscription, SubscriptionCard, f"{PATH}/subscriptions", "subscription", permits="billing")
bills = Resource(
    BillingInvoice, BillingInvoiceCard, f"{PATH}/invoices", "bill", time="issued", sort="-number", permits="billing"
)
usage = Resource(Subscription, SubscriptionCard, f"{PATH}/usage", "usage", permits="billing")

list_subscriptions = subscriptions.list("which plan are we on", "what are we subscribed to")


class BillListing(bills.listing()):  # type: ignore[misc]
    """Which bills."""


async def _at_the_provider(ctx: Context, listing: BillListing) -> list[BillingInvoiceCard]:
    return [BillingInvoiceCard.at_the_provider(ctx, *each) for each in await rules.billed(ctx)]


@bills.read(
    "GET ",
    "what did you bill us for the software",
    "show me our bills for Callout",
    prepares=_at_the_provider,
)
async def list_billing_invoices(ctx: Context, listing: BillListing) -> Page[BillingInvoiceCard]:
    """List what Callout has billed the company, here and by Stripe."""
    if not ctx.prepared:
        return await bills.page(ctx, listing)
    kept = await bills.page(ctx, listing.model_copy(update={"limit": MOST_KEPT, "offset": 0}))
    every = [*kept.items, *(each for each in ctx.prepared if _is_wanted(ctx, each, listing))]
    by, back = to_snake((listing.sort or "-issued").removeprefix("-")), (listing.sort or "-").startswith("-")
    by = "issued" if by == "number" else by
    every.sort(key=lambda each: (getattr(each, by, None) is not None, getattr(each, by, None), each.id), reverse=back)
    shown = every[listing.offset : listing.offset + listing.limit]
    return Page[BillingInvoiceCard](items=shown, count=len(every), limit=listing.limit, offset=listing.offset)


def _is_wanted(ctx: Context, bill: BillingInvoiceCard, listing: BillListing) -> bool:
    first, last = (_day(ctx, each) for each in (listing.date_start, listing.date_end))
    in_time = (first is None or bill.issued >= first) and (last is None or bill.issued <= last)
    return in_time and listing.status in (None, bill.status)


def _day(ctx: Context, told: date | datetime | None) -> date | None:
    return told.astimezone(ctx.company.timezone).date() if isinstance(told, datetime) else told


async def _offer(ctx: Context, fields: SubscriptionFields) -> Offer:
    return await rules.offer(ctx, fields.plan, fields.quantity)


@subscriptions.write(
    "POST ",
    "sign us up for the pro plan with eight seats",
    "put us on the starter plan",
    prepares=_offer,
    asks_when=lambda values: "{prepared.question}",
    done="{it.told}. {it.next}.",
)
async def create_subscription(ctx: Context, fields: SubscriptionFields) -> Subscription:
    """Subscribe the company to a plan, paid on Stripe's page where that is set up."""
    return await rules.subscribe(ctx, ctx.prepared)


@usage.read("GET ", "how many minutes did we use", "what's our usage this month", card=UsageCard, whole_days=True)
async def get_billing_usage(ctx: Context, stretch: Stretch) -> UsageCard:
    """Say what the company has used: calls, minutes, messages, changes and seats, against the stretch before."""
    period, today = stretch_of(ctx, stretch), ctx.now().date()
    found = await used(ctx, period, period.compared(today))
    mine = await rules.current(ctx)
    plan = PLANS[mine.plan] if mine else None  # type: ignore[index]
    shown, against = measured_days(period, today)

    def allowed(tally: Any, included: int | None) -> AllowedCard:
        return AllowedCard(**CountedCard.of(tally).model_dump(), included=included)

    return UsageCard(
        period=shown,
        compared_to=against,
        plan=plan.name if plan else None,
        calls=CountedCard.of(found.calls),
        minutes=allowed(found.minutes, plan.minutes if plan else None),
        messages=allowed(found.messages, plan.messages if plan else None),
        operations=CountedCard.of(found.operations),
        seats=found.seats,
        seats_paid=mine.seats if mine else None,
    )
