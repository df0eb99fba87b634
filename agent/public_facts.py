"""What anybody may know of the company, told to callers and customers: when it is open, where it goes, how to reach it.

Asked for as a question about "you"; a request that merely mentions a day or a town is none. A question that only names
another day or town ("what about sunday") is about what was told last.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from agent.conversation import Conversation
from agent.knowledge import outside
from tools.account_settings import SettingsCard
from tools.settings_told import asked_for

YOU = r"(?:you|y'all|ya|you're|your|guys|folks|the (?:office|shop|store|business|place)|anybody|anyone|somebody)"
DAY = (
    r"(?:(?:mon|tues|wednes|thurs|fri|satur|sun)days?|weekends?|weekdays?|nights?|evenings?|holidays?|christmas|"
    r"thanksgiving)"
)
ALL = r"(?: guys| folks| all)?"
NOT_OURS = re.compile(
    r"\b(?:open|opens|close|closed|closing) (?:up )?"
    r"(?:an?|the|my|his|her|this|that|it|out) (?!on\b|for\b|at\b|today)"
    r"|\b(?:left|leave|leaving|keep|kept|found) (?:\w+ ){1,3}(?:open|closed)\b"
    r"|\b(?:left|stuck|wide|won't|wont|doesn't|can't|keeps?|spring|is) (?:it )?(?:open|close)\b"
    r"|\b(?:door|valve|garage|window|damper|ticket|account|flue)s? (?:\w+ ){0,3}(?:open|clos)"
)
HOURS = re.compile(
    "|".join(
        (
            rf"\b{YOU}\b(?: \w+){{0,4}} (?:open|close|closed|closing)\b",
            rf"^(?:(?:hi|hello|hey|um|uh|so|and|quick one|okay) )*open (?:on )?{DAY}",
            r"\b(?:what|when) (?:are|is|were|r) (?:your|the|y'all's|you guys) (?:\w+ )?(?:hours|opening|closing)",
            r"\byour (?:\w+ )?hours\b|\bwhat hours\b|\bopening times?\b",
            rf"\bhow (?:late|early) (?:are|do|is|will|can|would)? ?{YOU}\b",
            rf"\b(?:when|what time) (?:do|does|are|is) {YOU}\b.*"
            r"\b(?:open|clos\w+|knock off|quit|shut|get in|there till|there until)\b",
            rf"\bdo {YOU}{ALL}(?: ever| even| also)? (?:come|come out|work|run|go out) (?:\w+ ){{0,3}}"
            r"(?:at night|nights|evenings|on weekends|weekends|saturdays|sundays|after hours)\b",
            rf"\b(?:do|does|are|is) {YOU}{ALL}(?: \w+)? (?:work|working|in|around|there|available) (?:\w+ "
            rf"){{0,2}}{DAY}",
        )
    )
)
PLACES = r"(?:towns?|cities|areas?|suburbs?|neighbou?rhoods?|places|counties)"
GOES = (
    r"(?:serve|cover|service|travel|drive|do work in|do jobs in|work (?:in|out in|over in)|(?:come|go|get|"
    r"make it|head|run)"
    r"(?: all the way)?(?: as far(?: as| out)?)?(?: (?:out|up|down|over))? (?:to|in))"
)
NO_TOWN = (
    r"(?:my|the|an?|our|this|that|it|out|to|in|up|down|over|as|today|tomorrow|tonight|someone|somebody|me|"
    r"here|by|at|on|and|"
    r"like|around|after|before|next|week|\d+)\b|(?:mon|tue|wed|thu|fri|sat|sun|night)"
)
AREA = re.compile(
    "|".join(
        (
            rf"\b(?:what|which) (?:\w+ )?{PLACES} (?:do|are|can|d'?you|you)\b",
            r"\byour (?:service |coverage )?(?:area|territory|range)\b",
            rf"\b(?:do|does|can|will|would|could|d'you) {YOU}{ALL}(?: ever| even| also| still| actually| usually)* "
            rf"{GOES}(?: as)? (?!{NO_TOWN})[a-z]+",
            rf"\bhow far (?:out )?(?:do|will|can) {YOU}\b|\btoo far (?:out|east|west|north|south|for you)\b",
            r"\b(?:is|are) [a-z .'-]{3,20} too far\b",
        )
    )
)
WAYS = re.compile(
    r"\b(?:what(?:'s| is)|give me|tell me|have you got|do you have)(?: your| the| a)? (?:company |office |business )?"
    r"(?:website|e-?mail(?: address)?|phone number|street address|address)(?: of)?(?: yours)?$"
    rf"|\bwhere (?:are|is) {YOU}{ALL} (?:located|based|at)\b|\bwhat'?s your address\b"
)
ON_WITH = re.compile(
    r"^(?:(?:and|okay|oh|so|um|uh|alright|hm+|bummer|cool|great|thanks) )*"
    r"(?:what about|how about|and(?: how late)?(?: on)?(?: an?| the)?)\b"
)
FIELDS: Mapping[str, re.Pattern[str]] = {"hours": HOURS, "service_area": AREA}
REACHED_AT = ("business_line", "address", "email", "website", "timezone", "name")
STREET = re.compile(
    r"\d|\b(?:tomorrow|today|tonight|asap|"
    r"(?:at|around|by) (?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|noon))\b"
    r"|\b(?:leak|clog|broke|broken|fix|repair|install|replace|book|schedule|appointment|no heat|not working)\w*\b"
)
TOLD = {
    "hours": ("we're open", "We're closed", "We're open", "AM to"),
    "service_area": ("We serve", "we serve", "service area"),
}


def public_fact(conversation: Conversation, said: str) -> str | None:
    """The answer to a question about the company that anybody may ask; None if it is no such question."""
    text = said.lower().strip().rstrip("?.! ")
    if not outside(conversation) or conversation.asking is not None:
        return None
    field = _asked(text) or _gone_on_with(conversation, text)
    return SettingsCard.of(conversation.company).answer_about(field, text) if field else None


def _asked(text: str) -> str | None:
    if HOURS.search(text) and not NOT_OURS.search(text):
        return "closures" if asked_for(text) == "closures" else "hours"
    if AREA.search(text) and not STREET.search(text):
        return "service_area"
    field = asked_for(text)
    return field if WAYS.search(text) and field in REACHED_AT else None


def _gone_on_with(conversation: Conversation, text: str) -> str | None:
    """The fact that was told last, asked about another day or town."""
    if not ON_WITH.match(text) or STREET.search(text):
        return None
    last = conversation.last_said
    return next((field for field, words in TOLD.items() if any(each in last for each in words)), None)
