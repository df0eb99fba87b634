"""The words for a moment: days, hours and parts of the day, in whichever order they are said."""

from agent.speech.cues import CUES, counts_something
from agent.speech.numbers import Words, word_at
from agent.speech.spans import Moment
from agent.speech.times.clock import PARTS, Clock, clock
from agent.speech.times.cycles import DAY, weekday
from agent.speech.times.date_words import TODAY, day
from agent.speech.times.dates import FromToday, Inside, Shifted
from agent.speech.times.lengths import Length

LINKS = CUES["links"]
_END_OF_DAY = Clock(17 * 60)


def moment(words: Words, at: int, *, to_is_idiom: bool = True) -> tuple[Moment, int] | None:
    """As many pieces as go together: "half past two on monday the sixteenth"."""
    whole: Moment | None = None
    after = at
    while found := _next_piece(words, after, to_is_idiom, first=whole is None):
        merged = whole.merged(found[0]) if whole else found[0]
        if merged is None:
            break
        whole, after = merged, found[1]
    return (whole, after) if whole else None


def _next_piece(words: Words, at: int, to_is_idiom: bool, *, first: bool) -> tuple[Moment, int] | None:
    place = at
    while True:
        found = _piece(words, place, to_is_idiom)
        if found or word_at(words, place) not in LINKS:
            break
        place += 1
    if found is None or not found[0].plain or found[0].clock is None:
        return found
    led = first or word_at(words, place - 1) in ("at", "around", "about")
    return None if counts_something(words, found[1]) and not led else found


def _piece(words: Words, at: int, to_is_idiom: bool) -> tuple[Moment, int] | None:
    fixed = _part(words, at) or _edge(words, at)
    told = clock(words, at, to_is_idiom=to_is_idiom)
    if fixed and (told is None or fixed[1] >= told[1]):
        return fixed
    dated = day(words, at)
    if dated and (told is None or dated.after >= told[1]):
        return Moment(dated.day, plain=dated.plain), dated.after
    return (Moment(clock=told[0], plain=told[0].plain), told[1]) if told else None


def _part(words: Words, at: int) -> tuple[Moment, int] | None:
    """A part of the day: "this morning", "tonight", "in the afternoon"."""
    word, following = word_at(words, at), word_at(words, at + 1)
    if word == "tonight":
        return Moment(TODAY, part=PARTS["night"]), at + 1
    if following in PARTS and (word == "this" or (word == "last" and following == "night")):
        return Moment(TODAY if word == "this" else FromToday(-1), part=PARTS[following]), at + 2
    if word not in PARTS or word_at(words, at - 1) == "good":
        return None
    sign = {"after": 1, "before": -1}.get(following)
    other = day(words, at + 2) if sign else None
    if sign and other and other.day.grain == "day":  # "the morning after thanksgiving"
        return Moment(Shifted(other.day, Length(days=1), sign), part=PARTS[word]), other.after
    return Moment(part=PARTS[word], plain=word_at(words, at - 1) not in ("the", "at", "in")), at + 1


_EDGES = {"end": -1, "close": -1, "start": 1, "beginning": 1, "top": 1, "middle": 15, "mid": 15}


def _edge(words: Words, at: int) -> tuple[Moment, int] | None:
    """The end, the beginning or the middle of something: "end of next week", "the start of april"."""
    number = _EDGES.get(word_at(words, at))
    joined = word_at(words, at + 1) == "of"
    if number is None or not (joined or words[at] == "mid"):
        return None
    found = day(words, at + 1 + joined)
    if found is None:
        return None
    if found.day.grain == "day":
        return (Moment(found.day, _END_OF_DAY), found.after) if number == -1 else None
    if found.day.grain == "week" and number == -1:
        return Moment(Inside(weekday(4), 1, found.day), _END_OF_DAY), found.after
    if found.day.grain == "week" and number == 15:
        return Moment(Inside(weekday(2), 1, found.day)), found.after
    return Moment(Inside(DAY, number, found.day)), found.after
