"""What a choice is to be where another is told that it is not to be."""

from __future__ import annotations

import pytest

from agent.planner.contrast import made, told_instead
from agent.planner.synonyms import denied_in

JOB = ("unscheduled", "scheduled", "en_route", "in_progress", "on_hold", "completed", "cancelled")
PRIORITY = ("low", "normal", "high", "emergency")
CONTACT = ("lead", "customer", "inactive")
METHOD = ("cash", "check", "card", "transfer")


@pytest.mark.parametrize(
    ("said", "choices", "meant"),
    [
        ("flip the duct cleaning from on hold to in progress", JOB, "in_progress"),
        ("switch her from inactive to a regular customer", CONTACT, "customer"),
        ("it's down as a check but it was really a bank transfer", METHOD, "transfer"),
        ("the oak street payment was cash not card", METHOD, "cash"),
        ("should be a check instead of a card", METHOD, "check"),
        ("he's not a customer put him down as a lead", CONTACT, "lead"),
        ("that one was marked low it should be high", PRIORITY, "high"),
        ("i'm not done yet put it on hold", JOB, "on_hold"),
        ("put it on hold not cancelled", JOB, "on_hold"),
        ("ten forty six is finished mark it done", JOB, None),
        ("it's not urgent drop it to low", PRIORITY, None),
    ],
)
def test_what_is_not_to_be_is_not_taken(said: str, choices: tuple[str, ...], meant: str | None) -> None:
    assert told_instead(said, choices) == meant


def test_a_word_that_makes_it_so_tells_a_choice() -> None:
    assert made("mark catherine and walter as customers", CONTACT) == "customer"
    assert made("set the outlet repair to high please", PRIORITY) == "high"
    assert made("the customer wants it on friday", CONTACT) is None


def test_a_denial_is_the_choice_that_it_leaves() -> None:
    assert denied_in("which threads haven't been closed out yet", ("open", "closed")) == "open"
    assert denied_in("what hasn't been put on the calendar", JOB) == "unscheduled"
    assert denied_in("what was closed yesterday", ("open", "closed")) is None
