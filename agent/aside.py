"""A question that is open while something is looked up beside it: it is asked once more, and waits for its answer.

"Send the campaign to three people now?" – "hmm before I say yes, who's on it" – the three, and the question again.
What is done, or asked, in the meantime takes its place, and so does another subject where a yes would do something: a
yes must not answer what nobody has in mind any more. Words to be written down are not waited for, since anything
that is said next would be taken for them.
"""

from __future__ import annotations

import re
import time
from typing import TYPE_CHECKING

from agent.planner.slots import is_text
from tools.operation import parameter_at

if TYPE_CHECKING:
    from agent.conversation import Conversation
    from agent.pending import Pending
    from agent.turn import Turn
    from tools.call import Outcome


# What only says that something else is asked in between: "hold that thought, what time is sam at the church".
ASIDE = re.compile(
    r"^(?:(?:hm+|um+|uh+|oh|okay|ok|so|well|thanks|and|but|yeah)[ ,]+)*(?:(?:hold that thought|hang on|hold on|wait|"
    r"one (?:sec|second|minute|moment)|just a (?:sec|second|minute|moment)|before (?:i|we|you) (?:say|do|"
    r"answer|decide|go|send|forget)(?: \w+){0,2}?|quick question|real quick|by the way|"
    r"while (?:i'm|you're|we're) (?:in there|at it|on it))[ ,]+)+"
    r"(?=(?:what|who|whose|when|where|how|which|is|isn't|are|does|did|do|has|have|remind|tell|show|read)\b)",
    re.IGNORECASE,
)
NAMES = ("person", "record", "job", "invoice", "item", "name")


def set_aside(conversation: Conversation, turn: Turn) -> None:
    """Leave the open questions for now: the turn speaks of something else."""
    turn.aside = conversation.asked_together()
    conversation.drop_pending()


def taken_up_again(conversation: Conversation, turn: Turn) -> None:
    """Ask what was set aside once more, where the turn did nothing and asks nothing."""
    aside, turn.aside = turn.aside, []
    if conversation.pending or any(step.wrote or step.operation.effect != "read" for step in turn.steps):
        return
    for asked in aside:
        if _waits(conversation, asked) and (asked.kind != "confirmation" or _beside(turn, asked)):
            asked.asked_at, asked.played = time.monotonic(), False
            conversation.pending.append(asked)


def _waits(conversation: Conversation, asked: Pending) -> bool:
    """Whether no words but an answer will be taken for one."""
    if asked.kind != "input" or asked.wants is None:
        return not asked.any
    return not is_text(parameter_at(conversation.desk.operations[asked.operation], asked.wants))


def _beside(turn: Turn, asked: Pending) -> bool:
    """Whether the turn was about what is asked, or only said to be in between; not about another, named record."""
    named = turn.heard is not None and any(span.field in NAMES for span in turn.heard[1].spans)
    if not named or ASIDE.match(turn.text):
        return True
    looked_at = (step.outcome for step in turn.steps if step.outcome is not None)
    return any(asked.about & _concerned(outcome) for outcome in looked_at)


def _concerned(outcome: Outcome) -> set[str]:
    """The ids of what a look was at, and of what that hangs on."""
    links = {value for name, value in getattr(outcome.value, "__dict__", {}).items() if name.endswith("_id")}
    return {each.id for each in outcome.records.values()} | {each for each in links if isinstance(each, str)}
