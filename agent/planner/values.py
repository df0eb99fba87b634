"""Typed values in an utterance, as the wire takes them: times, money, counts, phone numbers, addresses, job numbers."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from agent.planner.spans import TaggedSpan
from agent.speech import hear, when
from agent.speech.numbers import is_number
from agent.speech.spans import Span

NUMBERED = re.compile(
    r"\b(?:job|work order|order|ticket|call|number)\s+(?:number\s+)?(?P<number>(?:\d[\d ]*|(?:[a-z]+[ -]?){1,4}))",
    re.IGNORECASE,
)
SOUND_LIKE_NUMBERS = frozenset(("to", "too", "for", "fore", "ate", "won"))
JOINS_PARTS = ("dot", "period", "point", "underscore", "dash", "hyphen")
HUNDRED, FIRST_SAID, MOST_SAID = 100, 900, 99_999
FOUR_FIGURES, MOST_NUMBERED = 1_000, 9_999
SHORT = 4
FAR_AHEAD = timedelta(days=200)
YEAR_SAID = re.compile(r"\bnext\b|\b20\d\d\b|\btwenty (?:two|three|four|five|six|seven|eight|nine|thirty)|\bfrom now\b")


def times(said: str, now: datetime, but: Sequence[TaggedSpan] = ()) -> list[Span]:
    """The times in an utterance, in the order they were said, without what is known to be something else."""
    found = [
        each.span
        for each in when.find(said, now)
        if not any(each.start_char < tag.end and tag.start < each.end_char for tag in but)
    ]
    alone = when.understand(said, now) if not found and len(said.split()) <= SHORT else None
    return [alone] if alone else found


def nearest(span: Span, now: datetime, said: str) -> Span:
    """A stretch of time that is looked back on: in March, "february" is last month and not eleven months ahead."""
    if span.start is None or span.start - now < FAR_AHEAD or YEAR_SAID.search(said.lower()):
        return span
    end = span.end and _a_year_before(span.end)
    return replace(span, start=_a_year_before(span.start), end=end)


def _a_year_before(moment: datetime) -> datetime:
    try:
        return moment.replace(year=moment.year - 1)
    except ValueError:  # the 29th of February
        return moment.replace(year=moment.year - 1, day=28)


def time_of(words: str, now: datetime) -> Span | None:
    """The time that these words alone mean."""
    return when.understand(words, now)


def job_number(said: str) -> str | None:
    """A job by its number: "job ten forty two" → "1042", or a bare four-digit number as people say them."""
    for match in NUMBERED.finditer(said):
        words = match["number"].split()
        for length in range(len(words), 0, -1):
            number = hear.number(" ".join(words[:length]))
            if number is not None and FIRST_SAID <= number <= MOST_SAID:
                return str(number)
    return _bare_number(said)


def numbered(words: str, said: str, *, whole: bool = False) -> str:
    """Words that are a number (or a part of one that was said) as that number; other words as they are.

    A job's number has four figures, so three are a part of it; a quote's are the `whole` of it: "three oh one".
    """
    bare = re.sub(
        r"^(?:the\s+)?(?:job|work order|order|ticket|call|quote|estimate|number|one)\s+(?:number\s+)?",
        "",
        words.strip().lower(),
    )
    number = hear.number(bare)
    if number is None:
        return words
    return str(number) if number >= (HUNDRED if whole else FIRST_SAID) else job_number(said) or words


def _bare_number(said: str) -> str | None:
    """Two pairs as in "ten forty two", where nothing says that they are a time or money."""
    words = re.findall(r"[a-z0-9]+", said.lower())
    for length in (4, 3, 2, 1):
        for at in range(len(words) - length + 1):
            first, last = words[at], words[at + length - 1]
            if {first, last} & SOUND_LIKE_NUMBERS or not (is_number(first) and is_number(last)):
                continue
            number = hear.number(" ".join(words[at : at + length]))
            if number is not None and 1000 <= number <= MOST_SAID and not _counts(words, at + length):
                return str(number)
    return None


SEVERAL = re.compile(r"^(?:\s|,|and|then|jobs?|also|plus|number|through|to|the)*$", re.IGNORECASE)
CLOCK = re.compile(r"\b(?:at|by|til|till|until|around|from|after|before|about|like)\s*$", re.IGNORECASE)


def listed_numbers(said: str) -> list[int]:
    """The job numbers that are said one after another: "ten fifty one ten fifty two and ten fifty four"."""
    found: list[tuple[int, int, int]] = []
    words = list(re.finditer(r"[a-z0-9]+", said.lower()))
    at = 0
    while at < len(words):
        length = _longest(words, at)
        if length and not CLOCK.search(said[: words[at].start()]):
            number = hear.number(" ".join(word[0] for word in words[at : at + length]))
            found.append((words[at].start(), words[at + length - 1].end(), number or 0))
        at += length or 1
    runs: list[list[tuple[int, int, int]]] = []
    for each in found:
        together = runs and SEVERAL.match(said[runs[-1][-1][1] : each[0]])
        runs[-1].append(each) if together else runs.append([each])
    longest = max(runs, key=len, default=[])
    return list(dict.fromkeys(number for *_, number in longest)) if len(longest) > 1 else []


def _longest(words: Sequence[re.Match[str]], at: int) -> int:
    """How many words from here make one number of four figures; none if they make none."""
    for length in (5, 4, 3, 2, 1):
        told = [word[0] for word in words[at : at + length]]
        if len(told) == length and all(is_number(word) for word in told):
            number = hear.number(" ".join(told))
            if number is not None and FOUR_FIGURES <= number <= MOST_NUMBERED:
                return length
    return 0


def _counts(words: list[str], after: int) -> bool:
    return after < len(words) and words[after] in (
        "dollars",
        "bucks",
        "street",
        "avenue",
        "boulevard",
        "am",
        "pm",
        "oclock",
    )


def switched(said: str, phrases: Sequence[str]) -> bool | None:
    """Yes where one of the phrases is said, no where it is denied ("no job"), None where nothing is said of it."""
    if not phrases:
        return None
    named = rf"(?P<denied>\b(?:no|not a|without a?|don't \w+ a) )?\b(?:{'|'.join(map(re.escape, phrases))})\b"
    found = re.search(named, said.lower())
    return None if found is None else found["denied"] is None


def money(said: str, tag: TaggedSpan | None) -> str | None:
    """An amount, as a decimal text."""
    amount = hear.money(_whole(said, tag)) if tag else None
    return None if amount is None else f"{amount:.2f}"


def _whole(said: str, tag: TaggedSpan) -> str:
    """The tagged number with the words of it that were left out: "eighty" of "eighty nine", "grand" of "a grand"."""
    before = re.search(r"((?:\b(?:a|half a|one|two|three|four|five|six|seven|eight|nine|ten)\s+)?)$", said[: tag.start])
    end = tag.end
    for word in re.finditer(r"\s+([a-z]+)", said[tag.end :].lower()):
        if word.start() != end - tag.end or not is_number(word[1]):
            break
        end = tag.end + word.end()
    words = said[tag.start : end]
    return f"{before[1]}{words}" if before and words.lower() in ("grand", "hundred", "thousand", "buck") else words


def count(said: str, tag: TaggedSpan | None) -> int | str | None:
    """A count: "two" → 2, "a couple of" → 2; a fraction as a decimal text."""
    if tag is None:
        return None
    amount = hear.count(tag.text)
    if amount is None:
        return None
    return int(amount) if amount == int(amount) else str(amount)


def typed(sort: str, tag: TaggedSpan | None, said: str) -> str | None:
    """A phone number, e-mail address or street address."""
    if sort == "email":
        whole = next((str(each.value) for each in hear.find_values(said) if each.kind == "email"), None)
        return whole or (hear.email(tag.text) if tag and hear.email(tag.text) else _email_in(said))
    read = (hear.phone if sort == "phone" else hear.address)(tag.text) if tag else None
    read = read or next((str(each.value) for each in hear.find_values(said) if each.kind == sort), None)
    return read or (tag.text if tag and sort == "address" else None)


def _email_in(said: str) -> str | None:
    """An address at the end of an utterance, from the shortest beginning that makes one."""
    words = said.split()
    at = next((place for place, word in enumerate(words) if word == "at" and "dot" in words[place:]), None)
    starts = range(at - 1, max(-1, at - 6), -1) if at else ()
    after_to = next((place + 1 for place in starts if words[place] in ("to", "is")), None)
    start = after_to if after_to is not None else (at - 1 if at else None)
    while start is not None and after_to is None and start > 1 and words[start - 1] in JOINS_PARTS:
        start -= 2  # "cat dot lee at" begins with the cat
    return hear.email(" ".join(words[start:])) if start is not None else None
