"""What is the subject of a dictated mail, and where it ends."""

import pytest

from agent.planner.spans import TaggedSpan
from agent.planner.subjects import with_subject
from tools.catalog import OPERATIONS

TAKES = OPERATIONS["create_email_template"].takes


@pytest.mark.parametrize(
    ("said", "subject"),
    [
        ("create a template named follow up with the subject still thinking it over", "still thinking it over"),
        ("a note for no shows subject line sorry we missed you", "sorry we missed you"),
        ("fix the typo the subject it should be still thinking it over", "still thinking it over"),
        ("titled rebate info subject you may qualify and the body call us", "you may qualify"),
        ("change the subject of the spring template to beat the heat", None),
        ("it needs a new subject", None),
    ],
)
def test_it_is_what_follows_the_word(said: str, subject: str | None) -> None:
    tags = with_subject(TAKES, said, [TaggedSpan("body", len(said) - 4, len(said), said[-4:], 0.9)])
    assert next((tag.text for tag in tags if tag.field == "subject"), None) == subject


def test_what_has_no_subject_keeps_its_words() -> None:
    tags = [TaggedSpan("body", 0, 4, "text", 0.9)]
    assert with_subject(OPERATIONS["create_contact_note"].takes, "subject line hello", tags) == tags
