"""Who may not do something hears what, in words, and whom to ask."""

from __future__ import annotations

import pytest

from domain.roles import Role
from tools.catalog import OPERATIONS
from tools.refusal import forbidden


@pytest.mark.parametrize(
    ("role", "operation", "told"),
    [
        (Role.DISPATCHER, "delete_llm_provider", "A dispatcher may not delete an LLM provider; ask an admin."),
        (Role.TECH, "list_invoices", "A technician may not see invoices; ask the office."),
        (Role.TECH, "list_dispatch_queue", "A technician may not see the dispatch queue; ask the office."),
        (Role.OPERATOR, "list_jobs", "An operator may not see what the companies keep; sign in as one of theirs."),
        (Role.CALLER, "list_payments", "I can't do that for you here; somebody in the office can help you with it."),
    ],
)  # fmt: skip
def test_a_refusal_says_whom_to_ask(role: Role, operation: str, told: str) -> None:
    assert forbidden(role, OPERATIONS[operation]).sentence == told
