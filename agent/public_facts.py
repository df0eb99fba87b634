"""What anybody may know of the company, told to callers and customers: when it is open, where it goes, how to reach it.

Asked for as a question about "you"; a request that merely mentions a day or a town is none.
"""

from __future__ import annotations

import re

from agent.conversation import Conversation
from agent.knowledge import outside
from tools.account_settings import SettingsCard
from tools.settings_told import asked_for

PUBLIC = ("hours", "closures", "service_area", "business_line", "address", "email", "website", "timezone", "name")
LEADS = (
    r"^(?:(?:hi|hello|hey|um|uh|so|okay|and|yeah|oh|well|quick question|i was wondering|can you tell me|tell me|if|"
    r"whether)[ ,]+)*"
)
WAYS = (
    r"(?:are you|you're|y'all)(?: guys| all| folks)?(?: still| even)? (?:open|closed)\b",
    r"(?:when|what time|till when|how late|how early) (?:do|are|is|will)? ?(?:you|the office|the shop)\b.*"
    r"\b(?:open|close|closed)\b",
    r"what(?:'s| are| is|re)?(?: your| the)? (?:\w+ )?(?:hours|address|website|e-?mail|phone number|opening times)\b",
    r"how late are you\b",
    r"which (?:towns|cities|areas)\b.*\byou\b",
    r"(?:do|can|will|would)(?: you| y'all)(?: guys| all)? (?:even )?"
    r"(?:serve|cover|service|(?:come|go) (?:out )?to|work in)"
    r" (?!my\b|the\b|a\b|our\b)[a-z .'-]+$",
    r"(?:is|are) [a-z .'-]+ in your (?:service )?area\b",
    r"where are you (?:guys )?(?:located|based)\b",
)
ASKS = re.compile(rf"{LEADS}(?:{'|'.join(WAYS)})")
STREET = re.compile(r"\d|\b(?:tomorrow|today|tonight|at (?:one|two|three|four|five|six|seven|eight|nine|ten|noon))\b")


def public_fact(conversation: Conversation, said: str) -> str | None:
    """The answer to a question about the company that anybody may ask; None if it is no such question."""
    text = said.lower().strip().rstrip("?.! ")
    if not outside(conversation) or not ASKS.search(text):
        return None
    field = asked_for(text)
    if field not in PUBLIC or (field == "service_area" and STREET.search(text)):
        return None
    return SettingsCard.of(conversation.company).answer(text)
