"""Whose a thing is that a later part of one breath is about: "get me off maria's first then put me on his".

What the parts before it are about is no answer to that: it is the other one, which had been spoken of before.
"""

from __future__ import annotations

import re
from dataclasses import replace

from agent.conversation import Conversation
from agent.planner.plan import Planned
from storage.jobs import Job

THEIRS = re.compile(r"\b(?:on|to|onto|at|for|in on) (?P<whose>his|hers|theirs|the other(?: one)?)\b(?! [a-z])")


def with_theirs(conversation: Conversation, call: Planned, said: str) -> Planned:
    """The call with the job that was spoken of before this breath, where the words only say whose it is."""
    operation, found = conversation.desk.operations[call.operation], THEIRS.search(said.lower())
    wire = next((each.wire for each in operation.takes if each.record is Job), None)
    if found is None or wire is None or call.arguments.get(wire) not in (None, found["whose"]):
        return call
    return replace(call, arguments={**call.arguments, wire: conversation.memory.focus.get(Job, found["whose"])})
