"""What a call changes: whether anything, and which field where only that is said, "she wants another email address"."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from tools.operation import Operation

NAMED: Mapping[str, str] = {
    "email": r"e-?mails?",
    "phone": r"phone|cell|mobile|(?:phone |new )number",
    "address": r"address",
    "name": r"name",
    "title": r"title",
    "priority": r"priority",
    "status": r"status",
    "unitPrice": r"price",
    "supplierId": r"supplier|vendor",
}


def to_be_changed(operation: Operation[Any, Any], said: str) -> str | None:
    """The field that the words name, as on the wire; None if they name none that can be changed."""
    changes = {each.wire for each in operation.takes if not each.in_path}
    return next(
        (wire for wire, way in NAMED.items() if wire in changes and re.search(rf"\b(?:{way})\b", said.lower())), None
    )
