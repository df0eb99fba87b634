"""Free text is cut at the right word, and what is to be added replaces nothing."""

from __future__ import annotations

import pytest

from agent.planner.freetext import addition, free_text
from agent.planner.spans import TaggedSpan
from tools.tickets import create_ticket, resolve_ticket, update_ticket


def tagged(said: str, field: str, words: str) -> TaggedSpan:
    start = said.index(words)
    return TaggedSpan(field, start, start + len(words), words, 1.0)


@pytest.mark.parametrize(
    ("said", "words", "whole"),
    [
        ("it's sorted took twenty bucks off her bill", "took twenty bucks off her", "Took twenty bucks off her bill"),
        ("it's sorted we refunded him thanks", "we refunded him", "We refunded him"),
        ("we gave her a filter you can wrap that up", "gave her a filter", "Gave her a filter"),
    ],
)
def test_a_last_word_that_the_tagger_missed_belongs_to_it(said: str, words: str, whole: str) -> None:
    parameter = next(each for each in resolve_ticket.takes if each.wire == "resolution")
    assert free_text(resolve_ticket, parameter, tagged(said, "summary", words), said) == whole


def test_a_message_goes_to_the_end_and_a_subject_does_not() -> None:
    said = "the portal password doesn't work for xavier open something up for him"
    subject = next(each for each in create_ticket.takes if each.wire == "subject")
    tag = tagged(said, "subject", "the portal password doesn't work")
    assert free_text(create_ticket, subject, tag, said) == "The portal password doesn't work"


@pytest.mark.parametrize(
    ("said", "text", "added"),
    [
        ("add to bob's ticket that he sent a copy", "he sent a copy", "He sent a copy"),
        ("tack onto five oh one she called again today", "she called again today", "She called again today"),
        ("change what bob's ticket says to he wants a refund", "he wants a refund", None),
    ],
)
def test_what_is_added_is_told_from_what_replaces(said: str, text: str, added: str | None) -> None:
    assert addition(said, [tagged(said, "body", text)]) == added
    assert "addition" in {each.wire for each in update_ticket.takes}
