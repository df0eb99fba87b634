"""What somebody hears who asks for what their role may not do, and whom to ask instead."""

from __future__ import annotations

from typing import Any

from domain.problems import Forbidden
from domain.roles import STAFF, Role, allows
from tools.operation import Operation

WHO = {Role.TECH: "a technician", Role.OFFICE: "the office", Role.DISPATCHER: "a dispatcher", Role.ADMIN: "an admin"}
VERBS = {"list": "see", "get": "look up", "create": "make", "update": "change"}
BARE = ("in", "out", "all", "me", "everything", "tags")
SPELLED = "aeioL"  # an L is said "el"


def forbidden(role: Role, operation: Operation[Any, Any]) -> Forbidden:
    """The refusal, in words that say what to do."""
    if role is Role.OPERATOR:
        return Forbidden("An operator may not see what the companies keep; sign in as one of theirs.")
    if role not in STAFF:
        return Forbidden("I can't do that for you here; somebody in the office can help you with it.")
    helper = next((WHO[each] for each in reversed(STAFF) if allows(each, operation.may)), "who runs the installation")
    return Forbidden(f"{_large(WHO[role])} may not {deed(operation.name)}; ask {helper}.")


def deed(name: str) -> str:
    """An operation's name as people say it: `delete_llm_provider` is to delete an LLM provider."""
    verb, *rest = name.split("_")
    noun = " ".join(rest).replace("llm", "LLM")
    if not rest or noun.endswith("s") or rest[0] in BARE:
        return f"{VERBS.get(verb, verb)} {noun}".strip()
    article = "the" if verb == "list" else "an" if noun[0] in SPELLED else "a"
    return f"{VERBS.get(verb, verb)} {article} {noun}"


def _large(words: str) -> str:
    return words[:1].upper() + words[1:]
