"""Prompts: every blank is filled, and nothing else is."""

import pytest

from prompts import HERE, WrongBlanks, prompt


def test_a_prompt_with_an_unfilled_blank_is_not_used() -> None:
    with pytest.raises(WrongBlanks, match="wish"):
        prompt("draft", company="Ridgeline", form="a text")


def test_a_blank_that_is_not_there_is_not_filled() -> None:
    with pytest.raises(WrongBlanks, match="tone"):
        prompt("draft", company="Ridgeline", form="a text", wish="sorry", tone="warm")


def test_what_fills_a_blank_opens_no_other() -> None:
    assert "{{company}}" in prompt("draft", company="Ridgeline", form="a text", wish="say {{company}}")


def test_every_prompt_is_written_down_in_markdown() -> None:
    assert {path.suffix for path in HERE.iterdir() if path.is_file()} <= {".md", ".py"}
