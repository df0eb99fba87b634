"""Payment links by Stripe's own SDK, against a server on loopback that speaks its HTTP."""

from decimal import Decimal

import pytest

from domain.ports import Bill, DeliveryFailed
from integrations.stripe import StripeLinks, minor
from tests.loopback_stripe import KEY, Refusal, stripe

BILL = Bill(Decimal("740.50"), "USD", "Ridgeline Home Services, invoice 2003", {"invoice_id": "inv-2003"})


async def test_a_link_asks_for_the_bill_once_and_is_told_by_its_reference() -> None:
    async with stripe() as server:
        made = await StripeLinks(KEY, server.url).open(BILL, "key")
        link = server.links[made.id]
        assert server.asked(made.id) == 74050
    assert made.url == link["url"]
    assert link["metadata"] == link["payment_intent_data"]["metadata"] == {"invoice_id": "inv-2003"}
    assert link["restrictions"] == {"completed_sessions": {"limit": "1"}}


async def test_the_same_key_makes_one_link() -> None:
    async with stripe() as server:
        links = StripeLinks(KEY, server.url)
        assert await links.open(BILL, "key") == await links.open(BILL, "key")
        assert await links.open(BILL, "another") != await links.open(BILL, "key")
        assert (len(server.links), server.keys) == (2, ["key", "key", "another", "key"])


async def test_a_closed_link_is_closed_however_often() -> None:
    async with stripe() as server:
        links = StripeLinks(KEY, server.url)
        made = await links.open(BILL, "key")
        await links.close(made.id)
        await links.close(made.id)
        await links.close("plink_that_stripe_forgot")
        assert server.open == []


@pytest.mark.parametrize(
    ("trouble", "permanent"),
    [
        (Refusal(500), False),
        (Refusal(429, "rate_limit_error"), False),
        (Refusal(403, "invalid_request_error", "No permission"), False),
        (Refusal(409, "idempotency_error", "Another request with this key is under way"), False),
        (Refusal(400, "invalid_request_error", "Invalid currency: xyz"), True),
    ],
)
async def test_a_refusal_says_whether_trying_again_helps(trouble: Refusal, permanent: bool) -> None:
    async with stripe() as server:
        server.troubles = [trouble]
        with pytest.raises(DeliveryFailed, match="Stripe refused") as failed:
            await StripeLinks(KEY, server.url).open(BILL, "key")
        assert server.links == {}
    assert failed.value.permanent is permanent


async def test_a_wrong_key_or_a_line_that_is_down_may_be_put_right() -> None:
    async with stripe() as server:
        with pytest.raises(DeliveryFailed) as wrong:
            await StripeLinks("sk_test_wrong", server.url).open(BILL, "key")
        down = StripeLinks(KEY, server.url)
    with pytest.raises(DeliveryFailed) as away:
        await down.open(BILL, "key")
    assert not wrong.value.permanent
    assert not away.value.permanent


@pytest.mark.parametrize(
    ("amount", "currency", "coins"),
    [("1.05", "USD", 105), ("1200.00", "JPY", 1200), ("1.25", "KWD", 1250), ("300.00", "ISK", 30000)],
)
def test_amounts_are_in_the_currencys_smallest_coin(amount: str, currency: str, coins: int) -> None:
    assert minor(Decimal(amount), currency) == coins
