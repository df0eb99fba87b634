"""A bill, quote or estimate that is sent goes as what it is, and not as a message that says "invoice"."""

from __future__ import annotations

import re
from typing import Any

from agent.conversation import Conversation
from tools.operation import Operation

SENDING = re.compile(
    r"^(?:.*\b)?(?:text|e-?mail|mail|send|shoot|forward|get)\b(?P<whose>(?: [\w']+){0,4}?) "
    r"(?P<paper>invoice|bill|quote|bid|proposal)(?: (?:over|out|again))?"
    r"(?: to (?:him|her|them|(?:[\w']+ ?){1,2}))?(?: (?:again|please|now|over))*$",
    re.IGNORECASE,
)
SENDS = {"invoice": "send_invoice", "bill": "send_invoice", "quote": "send_quote"}


def sent_as_such(conversation: Conversation, operation: Operation[Any, Any], said: str) -> Operation[Any, Any] | None:
    """The operation that sends the paper, where a message was heard: "text bob's invoice to him"."""
    found = SENDING.match(said) if operation.name == "send_message" else None
    return conversation.operations.get(SENDS.get(found["paper"].lower(), "send_quote")) if found else None
