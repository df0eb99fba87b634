"""How people say how large the bills are that they ask for: "over five hundred", "more than two grand"."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from agent.planner.reading import Words
from agent.speech import hear

LARGER = re.compile(
    r"\b(?:over|above|more than|north of|bigger than|greater than|larger than|exceed\w*) (?P<sum>[\w .$,]+)"
)


def above(words: Words) -> str | None:
    """The sum that they are larger than, as a decimal text; the longest run of words that is one."""
    found = LARGER.search(words.said)
    told = found["sum"].split() if found else []
    sums = (hear.money(" ".join(told[:length])) for length in range(len(told), 0, -1))
    return next((f"{each:.2f}" for each in sums if each is not None), None)


BILLS: Mapping[str, Callable[[Words], Any]] = {"above": above}
