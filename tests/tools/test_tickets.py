"""Tickets through the one door: whose they are, which state follows which, and how one ends."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.context import Actor
from domain.problems import Conflict, Forbidden, Invalid, Missing, NeedsConfirmation, NotFound
from domain.roles import Role
from domain.tickets import NEXT, OVER, set_status
from storage.tickets import Ticket
from tests.conftest import Ask, person

MARIA = Actor("ridgeline", Role.CUSTOMER, "Maria Garcia", contact_id="maria-garcia", phone="+17205550204")
SOMEBODY = Actor("ridgeline", Role.CALLER, phone="+13035550198")
WITHHELD = Actor("ridgeline", Role.CALLER)


async def test_a_ticket_for_a_customer_takes_the_next_number(ask: Ask) -> None:
    made = await ask("create_ticket", subject="Scratched floor", contactId="jon-smyth", priority="high")
    assert (made["number"], made["status"], made["contactName"]) == (503, "open", "Jon Smyth")
    with pytest.raises(Missing) as missing:
        await ask("create_ticket", subject="Scratched floor")
    assert missing.value.fields == ("contactId",)


async def test_a_customer_opens_their_own_and_sees_no_others(ask: Ask) -> None:
    made = await ask("create_ticket", subject="Gate left open", by=MARIA)
    assert made["contactId"] == "maria-garcia"
    seen = await ask("list_tickets", by=MARIA)
    assert {each["contactId"] for each in seen["items"]} == {"maria-garcia"}
    assert seen["count"] == 2
    with pytest.raises(NotFound):
        await ask("get_ticket", id="ticket-501", by=MARIA)
    with pytest.raises(NotFound):
        await ask("create_ticket", subject="Not mine", contactId="bob-johnson", by=MARIA)
    with pytest.raises(Forbidden):
        await ask("resolve_ticket", id="ticket-502", resolution="Never mind", by=MARIA)


async def test_somebody_unknown_leaves_name_and_number(ask: Ask) -> None:
    with pytest.raises(Missing) as missing:
        await ask("create_ticket", subject="Your van hit my mailbox", by=WITHHELD)
    assert missing.value.fields == ("callerName", "callerPhone")
    made = await ask("create_ticket", subject="Your van hit my mailbox", callerName="Ada Price", by=SOMEBODY)
    assert (made["contactId"], made["callerName"], made["callerPhone"]) == (None, "Ada Price", "+13035550198")
    with pytest.raises(Forbidden):
        await ask("get_ticket", id=made["id"], by=SOMEBODY)
    found = await ask("get_ticket", id="Ada Price", channel="voice")
    assert found["id"] == made["id"]


async def test_resolving_says_how_by_whom_and_when_and_once(ask: Ask) -> None:
    with pytest.raises(Missing):
        await ask("update_ticket", id="ticket-501", status="resolved")
    done = await ask("resolve_ticket", id="ticket-501", resolution="Refunded the second charge", by=person("owen"))
    assert (done["status"], done["resolvedByName"]) == ("resolved", "Owen Castellano")
    assert done["resolvedAt"] == "2026-03-10T14:30:00Z"
    with pytest.raises(Conflict, match="resolved already, Refunded the second charge"):
        await ask("resolve_ticket", id="ticket-501", resolution="Again")
    again = await ask("update_ticket", id="ticket-501", status="open")
    assert (again["resolution"], again["resolvedAt"], again["resolvedByName"]) == (None, None, None)


async def test_what_is_added_goes_below_what_was_told(ask: Ask) -> None:
    await ask("update_ticket", id="ticket-502", body="Twenty minutes late.", channel="voice")
    more = await ask("update_ticket", id="ticket-502", addition="It was forty.", channel="voice")
    assert more["body"] == "Twenty minutes late.\n\nIt was forty."
    with pytest.raises(NeedsConfirmation, match="Replace what ticket 502, Tech arrived late, says"):
        await ask("update_ticket", id="ticket-502", body="Nothing.", channel="voice")


async def test_a_resolution_is_for_what_is_resolved(ask: Ask) -> None:
    with pytest.raises(Invalid, match="not resolved yet"):
        await ask("update_ticket", id="ticket-501", resolution="Refunded")
    await ask("update_ticket", id="ticket-501", status="resolved", resolution="Refunded")
    assert (await ask("update_ticket", id="ticket-501", resolution="Refunded by check"))["resolvedAt"]


async def test_the_list_is_narrowed_to_what_is_still_to_do(ask: Ask) -> None:
    await ask("update_ticket", id="ticket-502", status="closed")
    assert [each["number"] for each in (await ask("list_tickets", open=True))["items"]] == [501]
    assert [each["number"] for each in (await ask("list_tickets", open=False))["items"]] == [502]
    assert [each["number"] for each in (await ask("list_tickets", search="johnson"))["items"]] == [501]


@given(st.lists(st.sampled_from(sorted(NEXT)), max_size=12))
def test_only_what_is_over_was_ever_resolved(states: list[str]) -> None:
    ticket = Ticket(number=1, subject="Something", status="open")
    for state in states:
        before = ticket.status
        try:
            set_status(ticket, state)  # type: ignore[arg-type]
        except Conflict:
            assert state not in NEXT[before]  # type: ignore[index]
            assert ticket.status == before
        else:
            assert ticket.status == state
        if ticket.status not in OVER:
            assert ticket.resolved_at is None
