"""What a company pays for Callout: plans, subscriptions by hand and by Stripe, usage that is counted, and bills."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from pydantic import SecretStr
from sqlalchemy import select

from domain import demo
from domain.billing import Billing, a_month_on
from domain.companies import Companies
from domain.context import Ports
from domain.incoming import dealt_with
from domain.passwords import Passwords
from domain.plans import PLANS
from domain.problems import Conflict, Forbidden, NeedsConfirmation, Unavailable
from integrations.stripe import StripeSubscriptions
from integrations.stripe_webhooks import StripeWebhooks
from storage.database import Database
from storage.outbox import Parcel
from tests.conftest import QUICK_HASH, Ask, person
from tests.lasting import Hands
from tests.loopback_stripe import KEY, Refusal, Stripe, stripe
from tools.call import Call
from tools.perform import Desk, surroundings

pytestmark = pytest.mark.both_engines


@pytest.fixture
async def loopback() -> AsyncIterator[Stripe]:
    async with stripe() as stand_in:
        yield stand_in


@pytest.fixture
def with_stripe(ports: Ports, loopback: Stripe) -> None:
    taking: Any = StripeSubscriptions(KEY, "http://here/", loopback.url)
    object.__setattr__(ports, "subscriptions", taking)


@pytest.fixture
def ports() -> Ports:
    return Ports(passwords=Passwords(QUICK_HASH))


async def test_without_stripe_a_subscription_is_kept_by_hand_and_one_replaces_another(ask: Ask) -> None:
    first = await ask("create_subscription", plan="starter")
    assert (first["status"], first["provider"], first["seats"]) == ("active", "manual", 8)
    second = await ask("create_subscription", plan="pro", quantity=10)
    assert (second["unitPrice"], second["periodEnd"]) == ("49.00", "2026-04-10")
    stands = {each["plan"]: each["status"] for each in (await ask("list_subscriptions"))["items"]}
    assert stands == {"starter": "canceled", "pro": "active"}
    await ask("undo")
    stands = {each["plan"]: each["status"] for each in (await ask("list_subscriptions"))["items"]}
    assert stands == {"starter": "active"}


async def test_it_is_an_admins_to_see_and_asked_about_when_spoken(ask: Ask) -> None:
    for who in ("priya", "owen", "mike-a"):
        with pytest.raises(Forbidden):
            await ask("get_billing_usage", by=person(who))
    with pytest.raises(NeedsConfirmation, match=r"Subscribe to Pro with 10 seats, for \$490\.00 a month\?"):
        await ask("create_subscription", plan="pro", quantity=10, channel="voice")


@pytest.mark.usefixtures("with_stripe")
async def test_with_stripe_it_is_paid_on_a_page_and_its_events_say_how_it_stands(
    ask: Ask, desk: Desk, loopback: Stripe
) -> None:
    made = await ask("create_subscription", plan="pro", quantity=3)
    [session] = loopback.sessions.values()
    assert (made["status"], made["checkoutUrl"]) == ("incomplete", session["url"])
    price = session["line_items"]["0"]["price_data"]
    assert (price["unit_amount"], price["currency"], session["line_items"]["0"]["quantity"]) == ("4900", "usd", "3")
    assert session["subscription_data"]["metadata"] == session["metadata"]
    at = int(demo.demo_now().timestamp())
    told = {"object": "subscription", "id": "sub_1", "metadata": session["metadata"], "status": "past_due"}
    done = {**session, "object": "checkout.session", "payment_status": "paid", "subscription": "sub_1"}
    later, first = ("customer.subscription.updated", told, at + 5), ("checkout.session.completed", done, at)
    for kind, about, created in (later, first):  # the older one comes second, and says nothing new
        await heard(desk, kind, {"created": created, "data": {"object": about}})
    [now] = (await ask("list_subscriptions"))["items"]
    assert (now["status"], now["stripeSubscriptionId"]) == ("past_due", "sub_1")
    with pytest.raises(Conflict, match="on Pro with 3 seats already"):
        await ask("create_subscription", plan="starter")


async def heard(desk: Desk, kind: str, payload: Any) -> None:
    news = StripeWebhooks(SecretStr("of this test")).understood(kind, payload)
    assert news is not None
    call = Call("list_subscriptions", {}, person("dana"))
    async with surroundings(desk, call, write=True) as ctx:
        await dealt_with(ctx, news, "stripe")


@pytest.mark.usefixtures("with_stripe")
async def test_what_stripe_has_billed_is_listed_with_what_was_billed_here(
    ask: Ask, desk: Desk, loopback: Stripe, ports: Ports, database: Database
) -> None:
    taking, months = ports.subscriptions, 6
    object.__setattr__(ports, "subscriptions", None)
    by_hand = await ask("create_subscription", plan="starter", quantity=4)
    hands = Hands()
    hands.on(timedelta(days=31))
    await Billing(database, Companies(database), Ports(), hands).bill("ridgeline", by_hand["id"])
    object.__setattr__(ports, "subscriptions", taking)
    assert [each["number"] for each in (await ask("list_billing_invoices"))["items"]] == [1001]
    made = await ask("create_subscription", plan="pro", quantity=3)
    [session] = loopback.sessions.values()
    at = int(hands().timestamp())
    done = {**session, "object": "checkout.session", "payment_status": "paid", "subscription": "sub_1"}
    await heard(desk, "checkout.session.completed", {"created": at, "data": {"object": done}})
    loopback.page = 4  # so that the second page is asked for, too
    for month in range(1, months + 1):
        loopback.bill("sub_1", 14_700, at + month * 30 * 86_400, "open" if month == months else "paid")
    loopback.bill("sub_1", 14_700, at + 7 * 30 * 86_400, "draft")
    loopback.bill("sub_of_somebody_else", 14_700, at)
    listed = await ask("list_billing_invoices", limit=5)
    assert (listed["count"], [each["number"] for each in listed["items"]][:2]) == (
        1 + months,
        ["CALL-0006", "CALL-0005"],
    )
    newest = listed["items"][0]
    assert (newest["total"], newest["status"], newest["subscriptionId"]) == ("147.00", "open", made["id"])
    assert newest["lines"] == [
        {"description": "3 × Callout Pro", "quantity": 3, "unitPrice": "49.00", "amount": "147.00"}
    ]
    assert newest["url"] == "https://invoice.test/in_000006"
    rest = await ask("list_billing_invoices", offset=5, limit=5)
    assert [each["number"] for each in rest["items"]] == ["CALL-0001", 1001]
    assert [each["number"] for each in (await ask("list_billing_invoices", status="open", sort="issued"))["items"]] == [
        1001,
        "CALL-0006",
    ]
    assert (await ask("list_billing_invoices", dateEnd="2026-05-01"))["count"] == 1
    loopback.troubles.append(Refusal(500))
    with pytest.raises(Unavailable, match="bills cannot be shown just now"):
        await ask("list_billing_invoices")


@pytest.mark.usefixtures("with_stripe")
async def test_where_stripe_fails_nothing_is_subscribed_to(ask: Ask, loopback: Stripe) -> None:
    loopback.troubles.append(Refusal(500))
    with pytest.raises(Unavailable, match="Nothing was subscribed to"):
        await ask("create_subscription", plan="pro", quantity=3)
    assert (await ask("list_subscriptions"))["count"] == 0


async def test_usage_is_what_really_happened_against_the_stretch_before(ask: Ask) -> None:
    before = await ask("get_billing_usage", period="today")
    for seconds in (61, 60, 0):
        await ask("create_call_log", durationSeconds=seconds, direction="outbound")
    after = await ask("get_billing_usage", period="today")
    assert after["calls"]["count"] - before["calls"]["count"] == 3
    assert after["minutes"]["count"] - before["minutes"]["count"] == 2 + 1 + 0
    assert after["operations"]["count"] - before["operations"]["count"] == 3
    assert (after["seats"], after["minutes"]["included"]) == (8, None)
    await ask("create_subscription", plan="pro", quantity=9)
    held = await ask("get_billing_usage")
    assert (held["plan"], held["minutes"]["included"], held["seatsPaid"]) == ("pro", 1000, 9)


async def test_a_month_is_billed_once_when_it_ends_and_the_bill_stays(ask: Ask, database: Database) -> None:
    made = await ask("create_subscription", plan="starter", quantity=4)
    await ask("create_call_log", durationSeconds=60 * 230)
    hands = Hands()
    billing = Billing(database, Companies(database), Ports(), hands)
    await billing.bill("ridgeline", made["id"])
    assert (await ask("list_billing_invoices"))["count"] == 0
    hands.on(timedelta(days=31))
    for _ in range(2):
        await billing.bill("ridgeline", made["id"])
    [bill] = (await ask("list_billing_invoices"))["items"]
    assert Decimal(bill["total"]) == 4 * PLANS["starter"].seat + 30 * PLANS["starter"].minute
    assert (bill["number"], bill["periodStart"], bill["periodEnd"]) == (1001, "2026-03-10", "2026-04-10")
    async with database.transaction("ridgeline", write=False) as session:
        due = [each.due_at.date() for each in await session.scalars(select(Parcel).where(Parcel.kind == "work"))]
    assert sorted(due) == [date(2026, 4, 10), date(2026, 5, 10)]


@pytest.mark.parametrize(
    ("day", "next_"), [("2026-01-31", "2026-02-28"), ("2028-01-30", "2028-02-29"), ("2026-12-05", "2027-01-05")]
)
def test_a_month_on(day: str, next_: str) -> None:
    assert a_month_on(date.fromisoformat(day)) == date.fromisoformat(next_)
