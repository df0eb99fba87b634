"""The words people use for the values of a choice: "wrapped up" is completed, "on my way" is en_route."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from rapidfuzz import fuzz, process

SAID: Mapping[str, tuple[str, ...]] = {
    "unscheduled": (
        "unscheduled", "not scheduled", "unbooked", "no date", "off the calendar", "not booked", "not on the calendar",
        "not on the schedule", "not have a date", "not have a time", "not a date", "not dated",
    ),
    "scheduled": ("scheduled", "booked", "on the calendar", "back on", "set up", "off hold"),
    "en_route": (
        "en route", "on my way", "on the way", "on his way", "on her way", "heading", "heading there", "heading out",
        "heading over", "headed", "leaving", "left", "driving over", "driving", "on the road", "rolling",
        "out the door", "going there", "going", "taking off",
    ),
    "in_progress": (
        "in progress", "in the middle of", "under way", "underway", "working", "work", "starting", "started", "on site",
        "onsite", "here", "arrived", "got here", "just got here", "just got to", "pulled up", "there", "parking",
        "kicked off", "back on it", "on it again", "back at it", "getting to work", "get it started", "in business",
        "start",
        "start it", "start the job", "start that", "start this",
        "back at it", "reopen", "landed", "showed up", "knocking on the door",
    ),
    "on_hold": (
        "on hold", "hold", "paused", "pause", "stalled", "parked", "waiting", "waiting on parts", "waiting on",
        "put on hold",
        "stopped",
    ),
    "paused": ("paused", "on pause", "pause", "on hold", "put on hold", "held", "stopped", "on ice"),
    "sending": ("sending", "being sent", "going out", "mid send", "going through"),
    "completed": (
        "completed", "complete", "done", "all done", "finished", "finished up", "wrapped", "wrapped up", "wrap up",
        "a wrap",
        "all wrapped up", "closed", "close out", "close", "buttoned up", "all buttoned up", "knocked out", "knock out",
        "all set", "over and done", "good to go",
    ),
    "cancelled": (
        "cancelled", "canceled", "cancel", "call off", "called off", "scrub", "scratch", "kill", "killed",
    ),
    "ordered": ("ordered", "on order", "on the way", "placed", "called in", "coming in", "outstanding", "not received"),
    "received": (
        "received", "delivered", "came in", "come in", "showed up", "arrived", "got here", "signed for",
        "already filled", "already fill", "all here",
    ),
    "emergency": ("emergency", "an emergency", "emergencies", "top priority", "drop everything"),
    "high": ("high", "urgent", "high priority", "rush", "asap", "important", "escalate", "escalated"),
    "low": ("low", "low priority", "whenever", "no rush", "not urgent"),
    "normal": ("normal", "regular", "standard", "normal priority"),
    "sms": ("text", "texts", "sms", "text message", "texting", "message"),
    "email": ("email", "emails", "e-mail", "mail", "email her", "email him"),
    "phone": ("phone", "voice", "call"),
    "chat": ("chat", "webchat", "web chat"),
    "open": ("open", "active", "reopen", "still open", "unresolved", "not closed", "not resolved", "not wrapped up"),
    "closed": ("closed", "close", "shut", "done", "finished", "resolved", "put to bed"),
    "lead": ("lead", "leads", "prospect", "prospects"),
    "customer": ("customer", "customers", "client", "clients"),
    "suspended": (
        "suspended", "suspend", "freeze", "frozen", "on hold", "shut off", "shut out", "shut down", "lock out",
        "locked out", "cut off", "turn off", "turned off", "deactivate", "disable", "inactive",
    ),
    "active": (
        "active", "reactivate", "activate", "unsuspend", "unfreeze", "back on", "turn on", "access back", "back in",
        "bring back", "lift the suspension", "live", "restore", "off hold",
    ),
    "starter": ("starter", "basic", "basic monthly", "standard", "smallest", "cheapest", "trial"),
    "pro": ("pro", "growth", "team", "business", "plus", "premium", "professional"),
    "enterprise": ("enterprise", "unlimited", "biggest"),
    "inactive": ("inactive", "gone", "moved away", "dormant"),
    "tech": ("tech", "techs", "technician", "technicians", "field"),
    "dispatcher": ("dispatcher", "dispatchers", "dispatch"),
    "office": ("office", "office staff", "desk"),
    "admin": ("admin", "admins", "administrator", "owner"),
    "csv": ("csv", "c s v", "comma separated"),
    "json": ("json", "j son", "jason"),
    "excel": ("excel", "spreadsheet", "sheet", "a sheet"),
    "in": ("in", "inbound", "incoming", "received"),
    "out": ("out", "outbound", "outgoing", "sent"),
    "unread": (
        "unread", "not read", "new", "haven't seen", "haven't seen yet", "i haven't seen", "i haven't seen yet",
        "haven't read", "not seen",
    ),
    "read": ("read", "seen", "saw", "got it", "noted", "acknowledge", "acknowledged", "looked it over", "opened"),
    "draft": ("draft", "drafts", "not sent", "not out", "not finished", "unfinished", "not mailed", "not placed"),
    "sent": ("sent", "out", "out there", "gone out", "out the door", "mailed", "waiting to hear back", "waiting on"),
    "accepted": (
        "accepted", "approved", "agreed", "agreed to", "said yes", "said yes to", "signed", "signed off", "a go",
        "going with it", "took it",
    ),
    "declined": ("declined", "turned down", "turned us down", "passed", "passed on", "said no", "rejected", "dead"),
    "expired": ("expired", "ran out", "run out", "lapsed", "out of date"),
    "new": ("new", "cold", "fresh", "not contacted", "not called", "not reached", "not talked to"),
    "contacted": (
        "contacted", "talked to", "reached out to", "gotten to", "called back", "gotten back to", "followed up with",
         "spoken to", "called", "reached", "reached out", "got hold of", "left a voicemail",
    ),
    "qualified": ("qualified", "warm", "hot", "ready to buy", "a real one"),
    "won": ("won", "win", "signed", "landed", "closed", "got it", "in the bag"),
    "lost": ("lost", "gone", "dead", "went with somebody else", "went with another outfit", "not interested"),
    "unpaid": (
        "unpaid", "outstanding", "open", "still open", "owed", "owing", "not paid", "not settled", "not collected",
        "not collect on", "not been paid",
    ),
    "overdue": ("overdue", "late", "past due", "behind", "delinquent", "running late"),
    "paid": ("paid", "settled", "paid in full", "squared away", "paid off"),
    "void": ("void", "voided", "cancelled", "canceled", "written off", "write off"),
    "cash": ("cash", "in cash", "bills"),
    "check": ("check", "cheque", "checks"),
    "card": ("card", "credit card", "debit card", "visa", "mastercard", "amex", "plastic"),
    "transfer": ("transfer", "wire", "wired", "wire transfer", "bank transfer", "direct deposit", "zelle", "venmo"),
}  # fmt: skip
# What says a choice wherever it stands, even where nothing marks it as one.
SURELY: Mapping[str, tuple[str, ...]] = {
    "unscheduled": ("no date", "no time", "no day", "undated", "unbooked", "without a date", "without a time"),
    "daily": ("by day", "day by day", "per day"),
    "weekly": ("by week", "week by week", "per week"),
    "monthly": ("by month", "month by month", "per month", "best month"),
    "quarterly": ("by quarter", "quarter by quarter"),
    "yearly": ("by year", "year by year"),
    "ordered": (
        "on order", "on the way", "coming in", "waiting on", "expecting", "on the truck", "hasn't landed",
        "outstanding",
    ),
    "unpaid": (
        "owes", "owe", "owe us", "owes us", "deadbeats", "outstanding", "paid up", "all paid up", "squared up",
        "settled up", "haven't paid", "hasn't paid", "not paid", "not collect", "open bills", "open invoices",
        "chasing", "call about money",
    ),
    "overdue": ("past due", "behind on", "late on", "running late", "who's behind", "everybody behind", "are behind"),
}  # fmt: skip
# What a flag's yes and its no are called.
FLAGS: Mapping[str, tuple[str, str]] = {"read": ("read", "unread")}
# What holds where another is denied: "leads we haven't reached out to" are new.
OPPOSITE: Mapping[str, tuple[str, ...]] = {
    "contacted": ("new",),
    "sent": ("draft",),
    "paid": ("unpaid",),
    "received": ("ordered",),
    "ordered": ("draft",),
    "scheduled": ("unscheduled",),
    "resolved": ("open",),
    "closed": ("open",),
    "read": ("unread",),
    "completed": ("pending",),
}
CLOSE = 84.0
PUNCTUATION = r"(?<!n)'|'(?!t)|[^a-z0-9' -]"  # the n't of what is denied stays
BETWEEN = "we|you|i|they|he|she|it|a|an|the|been|yet|ever|even|really|is|has|got|gone|went|go|put|gotten|anyone"
TO_BE = re.compile(r"\b(?:to be|to get|be|get|gets) *$")  # what has to be done yet is not done
DENIED = re.compile(rf"\b(?:not|never|nobody|no one|\w+n't|\w+ n't)(?: (?:{BETWEEN}))*\s*$")


def denied(before: str) -> bool:
    """Whether what is said next is denied: "the ones we haven't" contacted yet."""
    return DENIED.search(before.lower()) is not None


def meant(words: str, choices: Sequence[str], *, denied: bool = False) -> str | None:
    """The choice that the words stand for, or that their denial does; None if none is near."""
    said = re.sub(r"[^\w\s'-]", "", words.lower()).strip()
    if denied:
        told = next((choice for choice in choices if f"not {said}" in SAID.get(choice, ())), None)
        return told or next((each for each in OPPOSITE.get(meant(words, choices) or "", ()) if each in choices), None)
    if said.replace(" ", "_") in choices:
        return said.replace(" ", "_")
    phrases = {phrase: choice for choice in choices for phrase in (*SAID.get(choice, ()), choice.replace("_", " "))}
    if said in phrases:
        return phrases[said]
    found = process.extractOne(said, list(phrases), scorer=fuzz.ratio, score_cutoff=CLOSE)
    return phrases[found[0]] if found else None


def spoken_in(text: str, choices: Sequence[str], *, by_name: bool = False) -> str | None:
    """The choice whose words stand in a longer utterance, longest first; `by_name`: only those that tell surely."""
    said = f" {re.sub(PUNCTUATION, '', text.lower())} "
    phrases = sorted(
        (
            (phrase, choice)
            for choice in choices
            for phrase in (*(SURELY if by_name else SAID).get(choice, ()), *_names(choice))
        ),
        key=lambda pair: -len(pair[0]),
    )
    places = ((choice, said.find(f" {phrase} ")) for phrase, choice in phrases)
    return next(
        (choice for choice, at in places if at >= 0 and not (denied(said[:at]) or TO_BE.search(said[:at]))), None
    )


def denied_in(text: str, choices: Sequence[str]) -> str | None:
    """The choice that the denial of what stands in a longer utterance means: "haven't been closed" is open."""
    said = f" {re.sub(PUNCTUATION, '', text.lower())} "
    for choice in choices:
        for phrase in SAID.get(choice, ()):
            at = said.find(f" {phrase.removeprefix('not ')} ") if phrase.startswith("not ") else -1
            if at >= 0 and denied(said[: at + 1]):
                return choice
    for choice, others in OPPOSITE.items():
        other = next((each for each in others if each in choices and choice in choices), None)
        places = (said.find(f" {phrase} ") for phrase in SAID.get(choice, ()))
        if other and any(at >= 0 and denied(said[: at + 1]) for at in places):
            return other
    return None


def phrases_of(choices: Sequence[str]) -> list[tuple[str, str]]:
    """Every way of saying one of the choices, and the choice."""
    return [(phrase, choice) for choice in choices for phrase in {*SAID.get(choice, ()), *_names(choice)}]


def _names(choice: str) -> tuple[str, str]:
    """The choice's own name, for one and for several: emergency, emergencies."""
    name = choice.replace("_", " ")
    return name, f"{name[:-1]}ies" if name.endswith("y") else f"{name}s"
