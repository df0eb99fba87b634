"""Who may do what. A permission is `noun:deed`, deed being read, write, delete or the noun's own word."""

from __future__ import annotations

from enum import StrEnum
from fnmatch import fnmatchcase


class Role(StrEnum):
    """What somebody is to the account."""

    ADMIN = "admin"
    DISPATCHER = "dispatcher"
    OFFICE = "office"
    TECH = "tech"
    CUSTOMER = "customer"
    CALLER = "caller"
    OPERATOR = "operator"


STAFF = (Role.ADMIN, Role.DISPATCHER, Role.OFFICE, Role.TECH)
OF_THE_INSTALLATION = ("tenants:*",)
OF_THE_CUSTOMER = ("customer:*",)  # what customers do for themselves, nobody does in their name
OF_THE_OWNER = (*OF_THE_INSTALLATION, "users:write", "billing:*", "account:*", "llm-providers:*", "contacts:erase")

ALLOWED: dict[Role, tuple[str, ...]] = {
    Role.ADMIN: ("*",),
    Role.DISPATCHER: ("*",),
    Role.OFFICE: ("*",),
    Role.TECH: (
        "me:*",
        "own-jobs:*",
        "gps:*",
        "jobs:read",
        "jobs:write",
        "jobs:status",
        "jobs:delete",
        "job-photos:*",
        "job-materials:*",
        "signatures:*",
        "time-entries:*",
        "contacts:read",
        "contact-notes:*",
        "contact-tags:read",
        "conversations:read",
        "messages:*",
        "inventory:read",
        "schedule:read",
        "schedule:block",
        "routes:read",
        "knowledge-base:read",
        "notifications:*",
        "push:register",
        "realtime:read",
        "call-logs:read",
        "call-logs:write",
        "search:read",
        "voice:use",
        "undo:write",
    ),
    Role.CUSTOMER: (
        "customer:*",
        "realtime:read",
        "jobs:book",
        "tickets:open",
        "tickets:read",
        "knowledge-base:read",
        "voice:use",
        "undo:write",
    ),
    Role.CALLER: ("leads:open", "tickets:open", "jobs:book", "knowledge-base:read", "voice:use"),
    Role.OPERATOR: ("tenants:*", "me:*", "voice:use", "undo:write"),
}
DENIED: dict[Role, tuple[str, ...]] = {
    Role.ADMIN: (*OF_THE_INSTALLATION, *OF_THE_CUSTOMER),
    Role.DISPATCHER: (*OF_THE_OWNER, *OF_THE_CUSTOMER),
    Role.OFFICE: (*OF_THE_OWNER, *OF_THE_CUSTOMER, "approvals:decide"),
}


def allows(role: Role, permission: str) -> bool:
    """Whether a role has a permission."""
    granted = any(fnmatchcase(permission, pattern) for pattern in ALLOWED[role])
    return granted and not any(fnmatchcase(permission, pattern) for pattern in DENIED.get(role, ()))
