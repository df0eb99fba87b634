"""Email addresses as they are spoken and spelled: "jay smith at gmail dot com", "m g a r z a at mail dot example"."""

import re

from agent.speech.cues import CUES
from agent.speech.numbers import Words, digits, is_number, word_at
from agent.speech.repairs import repaired
from agent.speech.tokens import Lexicon, says, tokenise
from agent.speech.values.spelling import LETTERS, letter

_SIGNS = {"dot": ".", "period": ".", "underscore": "_", "dash": "-", "hyphen": "-", "plus": "+"} | {
    sign: sign for sign in "_-+"
}
_AT = frozenset({"at", "arroba", "@"})
_WRITING = (
    *("all one word", "one word", "two words", "all together", "no spaces", "no space", "no dash", "no apostrophe"),
    *("no dots", "all lowercase", "all lower case", "lowercase", "capital", "on the end", "first initial", "last name"),
)
_SPEAKING = ("it's", "it is", "it", "that's", "that is", "that", "um", "uh", "email", "my email is", "the address is")
_REMARKS = Lexicon(dict.fromkeys((*_WRITING, *_SPEAKING), True))
_HEARD_AS = {"male": "mail", "gee mail": "gmail", "jay mail": "gmail"}
_WRITTEN = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+", re.ASCII)


def email(text: str) -> str | None:
    """The address in lower case; spelling that follows a name stands for the name."""
    written = _WRITTEN.search(text)
    if written:
        return written[0].lower()
    words = tokenise(repaired(text)).words
    split = _at(words)
    if split is None:
        return None
    local = _typed(_spelled_out(_plain(_meant(words[:split]))), figures=True)
    domain = _domain(words[split + 1 :])
    return f"{local}@{domain}" if local and domain else None


def _at(words: Words) -> int | None:
    """The last "at" that a dot follows."""
    places = [place for place, word in enumerate(words) if word in _AT and "dot" in words[place + 1 :]]
    return places[-1] if places else None


def _meant(words: Words) -> Words:
    """What follows a correction."""
    starts = [at + 2 for at in range(len(words)) if says(words, at, "i mean")]
    return words[starts[-1] :] if starts and starts[-1] < len(words) else words


def _domain(words: Words) -> str:
    """What stands after the "at", up to its ending: words run together, numbers left as words."""
    plain = _plain(words)
    last = max((place for place, word in enumerate(plain) if word == "dot"), default=-1)
    host = _typed(_spelled_out(plain[:last]), figures=False)
    ending = ""
    for word in plain[last + 1 :]:
        ending += word
        if ending in CUES["endings"]:
            break
    return f"{_HEARD_AS.get(host, host)}.{ending}" if host and ending in CUES["endings"] else ""


def _plain(words: Words) -> tuple[str, ...]:
    """Without remarks about how it is written, and with "n as in november" as a letter."""
    kept: list[str] = []
    at = 0
    while at < len(words):
        remark = _REMARKS.at(words, at)
        found = letter(words, at)
        if remark:
            at = remark[1]
        elif words[at] == "number" and is_number(word_at(words, at + 1)):
            at += 1
        elif words[at] == "with" and word_at(words, at + 1) in ("a", "an", "two"):
            at += 3
        elif words[at] == "like":
            at += 1 if word_at(words, at + 1) in LETTERS else 2
        elif found and (len(words[at]) == 1 or found[1] > at + 1 or _called(words, at)):
            kept.extend(found[0].lower())
            at = found[1]
        else:
            kept.append(words[at].replace("'", ""))
            at += 1
    return tuple(kept)


def _called(words: Words, at: int) -> bool:
    """Whether a call word such as "mike" stands for its letter: among other call words, that is."""
    return any(len(word) > 1 and word in LETTERS for word in (word_at(words, at - 1), word_at(words, at + 1)))


def _spelled_out(words: Words) -> tuple[str, ...]:
    """With what is then spelled put as it is spelled: "k leigh k l e i g h", "joe dot schmidt s c h m i d t"."""
    out: list[str] = []
    at = 0
    while at < len(words):
        end = at
        while end < len(words) and words[end] in LETTERS and len(words[end]) == 1:
            end += 1
        if end - at > 1 and (said := _said_before(out, "".join(words[at:end]))):
            out[said[0] : said[1]] = ["".join(words[at:end])]
        else:
            out.extend(words[at:end] or words[at : at + 1])
        at = max(end, at + 1)
    return tuple(out)


def _said_before(out: list[str], run: str) -> tuple[int, int] | None:
    """The words that the letters spell again, exactly or a sound or two aside."""
    alike: tuple[int, int] | None = None
    for start in range(len(out)):
        for end in range(start + 1, len(out) + 1):
            said = "".join(out[start:end])
            if said == run or said.replace("and", "n") == run:
                return start, end
            near = said[:2] == run[:2] and abs(len(said) - len(run)) <= 2 and len(run) > 2
            alike = (start, end) if near and end == len(out) and alike is None else alike
    return alike


def _typed(words: Words, *, figures: bool) -> str:
    """The words as they are typed."""
    typed, at = "", 0
    while at < len(words):
        number = digits(_up_to_letter_o(words, at), at) if figures or words[at].isdecimal() else None
        if number:
            typed, at = typed + number[0], number[1]
        else:
            typed, at = typed + _SIGNS.get(words[at], words[at]), at + 1
    return typed


def _up_to_letter_o(words: Words, at: int) -> Words:
    """The words before the next "o", which in an address is a letter and no zero."""
    return words[: words.index("o", at)] if "o" in words[at:] else words
