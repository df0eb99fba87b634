"""A rule of the domain as a check of the input: what it refuses is refused by field, in the rule's own words."""

from __future__ import annotations

from collections.abc import Callable

from pydantic import AfterValidator
from pydantic_core import PydanticCustomError


def checked(rule: Callable[[str], str]) -> AfterValidator:
    """Text that a rule accepts, written as the rule writes it; the rule raises `ValueError` for what it refuses."""

    def check(words: str) -> str:
        try:
            return rule(words)
        except ValueError as wrong:
            raise PydanticCustomError("refused", "{why}", {"why": str(wrong)}) from None

    return AfterValidator(check)
