"""Texts by Twilio's REST API against a stand-in that speaks its wire format."""

import pytest

from domain.ports import DeliveryFailed
from integrations.twilio import TwilioTexter
from tests.loopback import ACCOUNT, TOKEN, twilio

TO = "+17205550204"


async def test_a_text_is_posted_as_twilio_wants_it() -> None:
    async with twilio() as server:
        await TwilioTexter(ACCOUNT, TOKEN, "+13035550100", server.url).send(TO, "Running late & sorry", "parcel-1")
        await TwilioTexter(ACCOUNT, TOKEN, "MG1", server.url).send(TO, "Hello", "parcel-2")
    assert server.taken == [
        {"To": TO, "From": "+13035550100", "Body": "Running late & sorry"},
        {"To": TO, "MessagingServiceSid": "MG1", "Body": "Hello"},
    ]
    assert server.keys == ["parcel-1", "parcel-2"]


@pytest.mark.parametrize(
    ("answer", "sentence", "permanent"),
    [
        ((400, 21610, "Attempt to send to unsubscribed recipient"), "asked not to be texted", True),
        ((400, 21611, "This 'From' number has exceeded its queue."), "exceeded its queue", True),
        ((429, 20429, "Too Many Requests"), "Too Many Requests", False),
        ((503, 20503, "Service unavailable"), "Service unavailable", False),
    ],
)
async def test_a_refusal_says_whether_trying_again_helps(
    answer: tuple[int, int, str], sentence: str, permanent: bool
) -> None:
    async with twilio() as server:
        server.answers = [answer]
        with pytest.raises(DeliveryFailed, match=sentence) as failed:
            await TwilioTexter(ACCOUNT, TOKEN, "+13035550100", server.url).send(TO, "Hello", "key")
    assert failed.value.permanent is permanent


async def test_a_wrong_token_is_told_and_tried_again() -> None:
    async with twilio() as server:
        with pytest.raises(DeliveryFailed, match="Authenticate") as failed:
            await TwilioTexter(ACCOUNT, "another", "+13035550100", server.url).send(TO, "Hello", "key")
    assert not failed.value.permanent


async def test_a_twilio_that_is_away_may_come_back() -> None:
    async with twilio() as server:
        texter = TwilioTexter(ACCOUNT, TOKEN, "+13035550100", server.url)
    with pytest.raises(DeliveryFailed, match="does not answer") as failed:
        await texter.send(TO, "Hello", "key")
    assert not failed.value.permanent


async def test_something_else_in_twilios_place_is_no_delivery() -> None:
    async with twilio() as server:
        with pytest.raises(DeliveryFailed, match="status 404"):
            await TwilioTexter("AC1", TOKEN, "+13035550100", server.url).send(TO, "Hello", "key")
