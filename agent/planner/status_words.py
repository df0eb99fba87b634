"""How a job stands, in the trade's words: "take it off hold", "we're in business", "pick it back up", "that's a wrap".

What is told to be done outweighs what is only told, and of two the later counts; what is denied says nothing: "it is
not finished i am only driving there". A job that comes off hold goes on where somebody is at work on it, else it waits.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from agent.planner.reading import Words
from agent.planner.synonyms import denied, meant, spoken_in
from domain.jobs import Status

SET = r"(?:mark|put|set|show|make|log|flag|list|call|get|got|switch|change|flip|have)"
STARTS = (
    r"(?:re)?start(?:ed|ing)?(?! time)|get(?:ting)? (?:\w+ )?(?:started|going|rolling|to work)|"
    r"kick(?:ed|ing)? (?:\w+ )?off|"
    r"begin(?:ning)?|began|resum(?:e|ed|ing)|reopen|un ?-?(?:pause|hold)|pick(?:ing|ed)? (?:\w+ ){0,3}back up|"
    r"fire (?:\w+ )?up|"
    r"(?:take|taking|took|pull|get|bring|come|coming|came|lift) (?:[\w']+ ){0,4}?(?:off|out of|from) "
    r"(?:of )?(?:hold|pause)|"
    r"off (?:of )?hold"
)
HOLDS = (
    r"on (?:a )?(?:hold|pause|ice)|paus(?:e|ed|ing)|hold (?:it|this|that|the job|off on it)\b|"
    r"park(?:ed)? (?:it|this|that)|"
    r"on the back burner|stall(?:ed)?"
)
ENDS = (
    r"clos(?:e|ed|ing)(?: \w+)?(?: out| up)?|wrap(?:s|ped|ping)?(?: \w+)?(?: up)?|finish(?:ed|es|ing)?(?: up)?|"
    r"complet(?:e|ed|es|ing)|"
    r"button(?:ed)?(?: \w+)? up|knock(?:ed)?(?: \w+)? out|all set|good to go|over and done|in the books|a wrap|"
    r"all done|done"
)
CALLS_OFF = (
    r"cancel(?:l?ed|l?ing)?|call(?:ed|ing)?(?: [\w']+){0,3}? off|scrub(?:bed)?|scratch(?:ed)?|nix(?:ed)?|scrap(?:ped)?"
)
GOES = (
    r"en ?route|on (?:my|his|her|their|the|our) way|roll(?:ing|in|ed)|head(?:ing|ed|in)(?! back to)|leav(?:ing|in)\b|"
    r"driv(?:ing|in)|out the door|taking off|on the road|"
    r"off to|going (?:there|over)|wheels up"
)
IS_THERE = (
    r"on ?-?site|arriv(?:e|ed|ing|al)|in progress|under ?way|working|(?:back )?(?:on|at) it(?: again| now)?|"
    r"in business|"
    r"pull(?:ed|ing) (?:up|in)|(?:just )?got (?:here|there|to)|"
    r"(?<!not )(?<!right over )here|showed up|landed|parking|knocking|"
    r"in the middle of|started on|at work|walking in"
)
BACK_ON = r"back (?:on|onto|to) (?:the )?(?:schedule|scheduled|calendar|books|board)|(?:re)?booked"
OFF_CALENDAR = r"off (?:of )?(?:the )?(?:schedule|calendar|board|books)|unscheduled?|unbook(?:ed)?"
# What one does oneself and says of a job beside another's state.
OF_THE_JOB: tuple[tuple[Status, str], ...] = (
    ("cancelled", CALLS_OFF),
    ("unscheduled", OFF_CALENDAR),
    ("scheduled", BACK_ON),
    ("on_hold", HOLDS),
    ("in_progress", STARTS),
    ("en_route", GOES),
    ("in_progress", IS_THERE),
    ("completed", ENDS),
)
COMMANDED = re.compile(
    rf"(?:^|\b(?:and|then|so|please|okay|ok|just|now|can you|could you|go ahead and|let's|it|one|job|him|her|me) )"
    rf"(?:{SET}|close|wrap|finish|complete|button|start|restart|get|kick|begin|resume|reopen|unpause|pick|take|pull|pause|"
    rf"hold|park|cancel|call|scrub|scratch|scrap|nix|bring)\b(?:(?!\b(?:i'm|i am|we're|we are|i)\b).){{0,60}}$"
)
NOT_YET = re.compile(
    r"\b(?:not|isn't|ain't|wasn't|never|haven't|hasn't|before|until|till|once|when|after|to be|"
    r"gonna be|if)(?: \w+){0,2} $"
)
OFF_AND_ON = "off hold"
WAITS = "scheduled"
HERE = "here"


@dataclass(frozen=True, slots=True)
class Told:
    """A state that the words tell of, where, and whether it is told to be set."""

    status: Status
    start: int
    commanded: bool
    weak: bool  # that somebody is there may be said of any state


def status(words: Words) -> str | None:
    """The state that a job is to be in; a new job is given one only by a tagged word."""
    if words.makes:
        choices = [name for name, _ in OF_THE_JOB]
        return next((found for text in words.tagged("status") if (found := meant(text, choices))), None)
    said = re.sub(r"[,.?!]", " ", words.said)
    told = _told(said)
    if not told:
        return spoken_in(words.said, [name for name, _ in OF_THE_JOB])
    commanded = [each for each in told if each.commanded]
    clear = [each for each in told if not each.weak]
    last = max(commanded or clear or told, key=lambda each: each.start)
    if last.status == "in_progress" and not words.at_work and not _goes_on(said) and OFF_AND_ON in said:
        return WAITS
    return last.status


def _goes_on(said: str) -> bool:
    """Whether somebody is at work on what comes off hold."""
    return (
        re.search(rf"\b(?:{STARTS.rsplit('|', 1)[0]}|{IS_THERE})\b", re.sub(r"\b\w+ (?:\w+ )*?off hold\b", "", said))
        is not None
    )


def _told(said: str) -> Sequence[Told]:
    found: list[Told] = []
    taken: list[tuple[int, int]] = []
    for name, pattern in OF_THE_JOB:
        for match in re.finditer(rf"(?<![\w'])(?:{pattern})(?![\w'])", said):
            before = said[: match.start()]
            if any(match.start() < end and start < match.end() for start, end in taken):
                continue
            taken.append(match.span())
            if not (denied(before) or NOT_YET.search(before)):
                found.append(
                    Told(name, match.start(), COMMANDED.search(said[: match.end()]) is not None, match[0] == HERE)
                )
    return found


STATUSES: Mapping[str, Callable[[Words], Any]] = {"status": status}
