"""What a single request is read as, where a sentence goes on after what was wanted."""

from __future__ import annotations

import pytest

from agent.planner.model_words import base_url, model
from agent.planner.reading import Words
from agent.planner.rule_words import NAMED, THANKS
from agent.planner.subjects import ENDS
from agent.planner.synonyms import denied_in
from domain import demo
from domain.numbers import with_sizes


@pytest.mark.parametrize(
    ("said", "choices", "meant"),
    [
        ("which leads haven't we reached out to", ("new", "contacted"), "new"),
        ("any quotes that haven't gone out yet", ("draft", "sent"), "draft"),
        ("which leads have we reached out to", ("new", "contacted"), None),
    ],
)
def test_what_is_denied_is_its_opposite(said: str, choices: tuple[str, ...], meant: str | None) -> None:
    assert denied_in(said, choices) == meant


@pytest.mark.parametrize(
    ("said", "written"),
    [
        ("sixteen by twenty five filters", "16 by 25 filters"),
        ("sixteen by twenty fives", "16 by 25"),
        ("two of the pex", "two of the pex"),
    ],
)
def test_sizes_stand_in_figures(said: str, written: str) -> None:
    assert with_sizes(said) == written


@pytest.mark.parametrize(
    ("said", "name"),
    [
        ("make a rule called new lead alert whenever a lead comes in let priya know", "new lead alert"),
        ("build a workflow call it emergency follow up so when a job is done it texts them", "emergency follow up"),
        ("make that a rule called paid and thanked", "paid and thanked"),
    ],
)
def test_a_name_ends_where_the_sentence_goes_on(said: str, name: str) -> None:
    found = NAMED.search(said)
    assert found is not None
    assert found["name"] == name


def test_a_thank_you_text_needs_no_words() -> None:
    found = THANKS.search("i want the customer to get a thank you text")
    assert found is not None
    assert found["body"] == "thank you"


def test_a_subject_ends_where_more_is_told() -> None:
    found = ENDS.search("cooler still warm she wants a call back make it high priority")
    assert found is not None
    assert found.start() == len("cooler still warm")


def test_a_model_and_where_it_is_reached_are_spelt_out() -> None:
    company_free = Words(
        "the model is gpt four o mini, http colon slash slash ten dot zero dot zero dot five colon eighty eighty",
        (),
        "",
        None,  # type: ignore[arg-type]
        demo.demo_now(),
        makes=True,
    )
    assert model(company_free) == "gpt-4o-mini"
    assert base_url(company_free) == "http://10.0.0.5:8080"
