"""Phone numbers and e-mail addresses as operations take them: checked, and written one way."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated

from pydantic import AfterValidator, Field
from pydantic_core import PydanticCustomError

from domain.reach import email_address, phone_number


def _checked(rule: Callable[[str], str]) -> AfterValidator:
    def check(words: str) -> str:
        try:
            return rule(words)
        except ValueError as wrong:
            raise PydanticCustomError("unreachable", "{why}", {"why": str(wrong)}) from None

    return AfterValidator(check)


Phone = Annotated[str, Field(max_length=40), _checked(phone_number)]
Email = Annotated[str, Field(max_length=254), _checked(email_address)]
