"""What a company pays for Callout: a subscription to a plan, and a bill at the end of each of its months.

With Stripe the money is taken there, on Stripe's own page, and Stripe's webhooks say how a subscription stands. Without
it, a subscription is kept by hand and billed here: seats, and what was used beyond what the plan has free.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any, Literal

from sqlalchemy import select

from domain.companies import Companies
from domain.context import Actor, Context, Ports
from domain.money import written
from domain.news import Subscribed
from domain.outbox import begin_work
from domain.periods import Period
from domain.plans import CURRENCY, PLANS, Name, Plan
from domain.ports import Bill, Billed, Clock, DeliveryFailed, PaymentLink, Run
from domain.problems import Conflict, Unavailable
from domain.roles import Role
from domain.usage import Usage, used
from domain.wording import counted
from storage.counters import next_number
from storage.database import Database
from storage.subscriptions import BillingInvoice, Subscription
from storage.types import new_id

Status = Literal["active", "incomplete", "past_due", "canceled"]
Provider = Literal["manual", "stripe"]
WORK = "bill_subscription"
STANDS: Mapping[str, Status] = {
    "active": "active",
    "trialing": "active",
    "incomplete": "incomplete",
    "past_due": "past_due",
    "unpaid": "past_due",
    "paused": "past_due",
    "incomplete_expired": "canceled",
    "canceled": "canceled",
}


@dataclass(frozen=True, slots=True)
class Offer:
    """What is to be subscribed to, and where it is paid, if a provider takes the money."""

    plan: Plan
    seats: int
    reference: str
    page: PaymentLink | None

    @property
    def question(self) -> str:
        """What a person says yes to."""
        sum_ = written(self.plan.month(self.seats), CURRENCY)
        return f"Subscribe to {self.plan.title} with {counted(self.seats, 'seat')}, for {sum_} a month?"


async def offer(ctx: Context, name: Name, seats: int | None) -> Offer:
    """Work out what is wanted and, with a provider, open the page on which it is paid; the same twice is the same."""
    plan, today = PLANS[name], ctx.now().date()
    seats = seats or (await used(ctx, Period(today, today), Period(today, today))).seats or 1
    wanted = f"{ctx.company.id} {plan.name} {plan.seat} {seats} {today}"
    reference = hashlib.sha256(wanted.encode()).hexdigest()[:32]
    takes = ctx.ports.subscriptions
    if takes is None:
        return Offer(plan, seats, reference, None)
    told = {"account_id": ctx.company.id, "reference": reference}
    bill = Bill(plan.seat, CURRENCY, f"Callout {plan.title}", told)
    try:
        return Offer(plan, seats, reference, await takes.open(bill, seats, reference))
    except DeliveryFailed as failed:
        raise Unavailable(f"{failed} Nothing was subscribed to; try again later.") from failed


async def subscribe(ctx: Context, wanted: Offer) -> Subscription:
    """Subscribe; an earlier subscription that is kept by hand ends with it."""
    theirs = select(Subscription).where(Subscription.status.in_(("active", "past_due")))
    for earlier in await ctx.session.scalars(theirs.with_for_update()):
        if earlier.provider != "manual":
            told = f"{earlier.plan.title()} with {counted(earlier.seats, 'seat')}"
            raise Conflict(f"You are on {told} already; cancel that with Stripe before you take another.")
        earlier.status = "canceled"
    today = ctx.now().date()
    subscription = Subscription(
        id=new_id(),
        plan=wanted.plan.name,
        seats=wanted.seats,
        unit_price=wanted.plan.seat,
        currency=CURRENCY,
        status="incomplete" if wanted.page else "active",
        provider="stripe" if wanted.page else "manual",
        reference=wanted.reference if wanted.page else None,
        checkout_url=wanted.page.url if wanted.page else None,
        period_start=today,
        period_end=a_month_on(today),
    )
    ctx.session.add(subscription)
    if subscription.provider == "manual":
        _bill_at_the_end(ctx, subscription)
    return subscription


def a_month_on(day: date) -> date:
    """The same day of the next month, or its last one."""
    month = day.month % 12 + 1
    year = day.year + (day.month == 12)
    for last in (day.day, 30, 29, 28):
        try:
            return date(year, month, min(last, day.day))
        except ValueError:
            continue
    raise AssertionError


def _bill_at_the_end(ctx: Context, subscription: Subscription) -> None:
    at = datetime.combine(subscription.period_end, time(), ctx.company.timezone)
    told = {"account": ctx.company.id, "subscription": subscription.id}
    begin_work(ctx, WORK, told, subscription, not_before=at)


@dataclass(frozen=True, slots=True)
class Billing:
    """Bills a subscription that is kept by hand, at the end of each of its months."""

    database: Database
    companies: Companies
    ports: Ports
    clock: Clock

    async def work(self, run: Run, told: Mapping[str, str]) -> None:
        """Bill the month that has ended, and have the next one billed when it ends."""

        async def bill() -> None:
            await self.bill(told["account"], told["subscription"])

        await run.step("bill the month", bill)

    async def bill(self, account_id: str, subscription_id: str) -> None:
        """One bill for the month, once: the subscription goes on to the next in the same transaction."""
        company = await self.companies.of(account_id)
        async with self.database.transaction(account_id, now=self.clock) as session:
            ctx = Context(session, Actor(account_id, Role.ADMIN), company, self.clock, "system", self.ports)
            mine = select(Subscription).where(Subscription.id == subscription_id).with_for_update()
            subscription = await session.scalar(mine)
            if subscription is None or subscription.status != "active" or subscription.period_end > ctx.now().date():
                return
            session.add(await made_out(ctx, subscription))
            subscription.period_start = subscription.period_end
            subscription.period_end = a_month_on(subscription.period_start)
            _bill_at_the_end(ctx, subscription)


async def made_out(ctx: Context, subscription: Subscription) -> BillingInvoice:
    """The bill for a subscription's month, numbered, from what was used of it."""
    period = Period(subscription.period_start, subscription.period_end)
    plan: Plan = PLANS[subscription.plan]  # type: ignore[index]
    lines = lines_of(plan, subscription.seats, subscription.unit_price, await used(ctx, period, period))
    return BillingInvoice(
        number=await next_number(ctx.session, "billing invoice"),
        subscription_id=subscription.id,
        plan=subscription.plan,
        status="open",
        issued=ctx.now().date(),
        period_start=period.start,
        period_end=period.end,
        currency=subscription.currency,
        lines=lines,
        total=sum((Decimal(each["amount"]) for each in lines), Decimal(0)),
    )


def lines_of(plan: Plan, seats: int, seat: Decimal, usage: Usage) -> list[dict[str, Any]]:
    """Seats, and what goes beyond what the plan has free."""
    beyond = (
        (f"{plan.title}, seats", seats, seat),
        (f"Minutes beyond {plan.minutes}", max(0, usage.minutes.count - plan.minutes), plan.minute),
        (f"Messages beyond {plan.messages}", max(0, usage.messages.count - plan.messages), plan.message),
    )
    return [
        {"description": told, "quantity": count, "unitPrice": f"{price:.2f}", "amount": f"{count * price:.2f}"}
        for told, count, price in beyond
        if count
    ]


async def stands(ctx: Context, news: Subscribed) -> Subscription | None:
    """Write down how a subscription stands with its provider; older news than what is known changes nothing."""
    known = (Subscription.provider_id == news.id) | (Subscription.reference == (news.reference or ""))
    mine = select(Subscription).where(known, Subscription.provider == "stripe").with_for_update()
    found: Subscription | None = (await ctx.session.scalars(mine.order_by(Subscription.created_at.desc()))).first()
    if found is None or (found.as_of is not None and news.as_of < found.as_of):
        return None
    found.provider_id, found.as_of = news.id, news.as_of
    found.status = STANDS.get(news.status, found.status)
    found.seats = news.seats or found.seats
    if news.period_start and news.period_end:
        zone = ctx.company.timezone
        found.period_start = news.period_start.astimezone(zone).date()
        found.period_end = news.period_end.astimezone(zone).date()
    return found


async def billed(ctx: Context) -> list[tuple[Subscription, Billed]]:
    """What the provider has billed for the company's subscriptions; raises `Unavailable` where it does not say."""
    takes = ctx.ports.subscriptions
    theirs = select(Subscription).where(Subscription.provider == "stripe", Subscription.provider_id.is_not(None))
    subscriptions = list(await ctx.session.scalars(theirs))
    await ctx.session.close()  # a provider takes its time, and there are few connections to wait on it
    if takes is None:
        return []
    try:
        return [(each, bill) for each in subscriptions for bill in await takes.bills(str(each.provider_id))]
    except DeliveryFailed as failed:
        raise Unavailable(f"{failed} Its bills cannot be shown just now; try again later.") from failed


async def current(ctx: Context) -> Subscription | None:
    """What the company is subscribed to."""
    theirs = select(Subscription).where(Subscription.status.in_(("active", "past_due")))
    found: Subscription | None = (await ctx.session.scalars(theirs.order_by(Subscription.created_at.desc()))).first()
    return found
