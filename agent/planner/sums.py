"""What a spoken amount is: what something comes to, or by how much it is to change."""

from __future__ import annotations

import re

from tools.operation import Parameter

BY = re.compile(r"\b(?:bump|raise|lower|push|take|bring|move|go(?:es)?)\b.*\b(?:up|down|by)\b", re.IGNORECASE)
TO = re.compile(r"\b(?:should(?:'ve| have)?|(?:down|up) to|comes? to|make (?:it|that)|in all|total)\b", re.IGNORECASE)


def by_so_much(parameter: Parameter, said: str) -> bool:
    """Whether the amount says by how much a total goes up or down, "bump it up twenty", which is no total."""
    return parameter.wire == "total" and BY.search(said) is not None and TO.search(said) is None
