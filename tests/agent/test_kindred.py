"""What sounds like another operation, and is told by what the words name or point at."""

from __future__ import annotations

import pytest

from agent.conversation import Conversation
from agent.planner.kindred import by_its_noun, on_what_is_there, only_asked
from agent.planner.recogniser import Recognition
from agent.planner.spans import TaggedSpan
from storage.estimates import Estimate
from storage.leads import Lead
from storage.quotes import Quote
from tests.conftest import person
from tools.catalog import OPERATIONS
from tools.perform import Desk


@pytest.fixture
async def conversation(desk: Desk) -> Conversation:
    return Conversation(desk, person("owen"), await desk.companies.of("ridgeline"))


def heard(said: str, words: str) -> Recognition:
    start = said.index(words)
    tag = TaggedSpan("record", start, start + len(words), words, 1.0)
    return Recognition(operations=(), acts=(), spans=(tag,), breaks=())


@pytest.mark.parametrize(
    ("said", "words", "meant"),
    [
        ("add a trip fee to quote three oh one", "three oh one", "update_quote"),
        ("a trip fee like three oh one", "three oh one", None),
        ("write wei up a quote", "wei", None),
    ],
)
def test_what_is_named_by_its_number_is_changed_and_not_made(
    conversation: Conversation, said: str, words: str, meant: str | None
) -> None:
    found = on_what_is_there(conversation, OPERATIONS["create_quote"], said, heard(said, words))
    assert (found.name if found else None) == meant


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("turn that quote into a job", "convert_quote"),
        ("turn that lead into a job", None),
        ("turn it into a job", None),
        ("turn that estimate into a job", None),
    ],
)
def test_a_noun_tells_what_is_pointed_at(conversation: Conversation, said: str, meant: str | None) -> None:
    conversation.memory.focus |= {Quote: "quote-301", Estimate: "est-401", Lead: "lead-1"}
    found = by_its_noun(conversation, OPERATIONS["convert_lead"], said)
    assert (found.name if found else None) == meant


@pytest.mark.parametrize(
    ("operation", "said", "meant"),
    [
        ("update_contact", "it's walter who moved is he already inactive", "get_contact"),
        ("send_invoice", "and the church, when's theirs due", "get_invoice"),
        ("send_invoice", "what is taking so long can you send it to the church", None),
        ("update_contact", "set him to inactive", None),
    ],
)
def test_what_is_only_asked_about_is_not_changed(
    conversation: Conversation, operation: str, said: str, meant: str | None
) -> None:
    found = only_asked(conversation, OPERATIONS[operation], said)
    assert (found.name if found else None) == meant
