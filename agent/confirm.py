"""What counts as a yes. Judged by rule before any model: a doubtful yes is none, and a hedged one is a no.

"Yes", "yep void it" and "that's right, five hundred by check" are; "yeah no wait", "yes but tomorrow" and silence are
not.
"""

from __future__ import annotations

import re
from typing import Literal

Verdict = Literal["yes", "no", "partial", "unclear"]

YES = re.compile(
    r"^(?:(?:um+|uh+|oh|well|okay|ok|so|alright|all right|and|please|hey)\s+)*"
    r"(?:y(?:es|eah|ep|up|a|as|ea|essir|up)|sure|correct|right|affirmative|absolutely|definitely|certainly|of course|"
    r"go (?:ahead|for it|on)|do (?:it|that|so)|that'?s (?:right|correct|it|the one|good|fine)|sounds (?:good|right)|"
    r"please do|m+ ?h+m+|uh ?huh|okay|ok|confirm(?:ed)?|si|sí|send it|delete it|cancel it|void it|book it|make it so|"
    r"perfect|great|yessir|you bet|for sure|let (?:her|it|'er) (?:rip|fly)|fire away|out it goes|off it goes|"
    r"fine|alright|by all means|i(?:'m| am) (?:sure|positive|certain))\b"
)
# Words that agree though one of them alone would doubt: "yep that's what it says", "what can you do".
AGREES = re.compile(
    r"\bthat(?:'?s| is) (?:exactly |just )?(?:what|how|who) (?:it|he|she|they|i|we|you) "
    r"(?:says?|said|want(?:s|ed)?|meant?|means|like|need(?:s|ed)?|asked(?: for)?|told me)\b|\bit'?s only\b"
)
# A yes that comes at the end, after what bears it out: "i've got it in my hand so yes absolutely".
AT_THE_END = re.compile(
    r"(?:^|\bso |, )(?:yes|yep|yeah|absolutely|definitely|of course|for sure|go (?:for it|ahead)|"
    r"(?:let (?:it|her) (?:rip|fly))|fire away|out it goes|do it|please do)"
    r"(?: (?:yes|please|absolutely|definitely|sure|go ahead|do it|thanks|thank you|now|then))*$"
)
NO = re.compile(
    r"^(?:(?:um+|uh+|oh|well|okay|ok|so|ah|hmm+)\s+)*"
    r"(?:no+|nope|nah|naw|negative|never ?mind|forget (?:it|about it|that|i asked)|cancel(?: that)?|stop|"
    r"don'?t|do not|leave (?:it|that|him|her|them)|scratch that|not (?:now|yet|really|that)|absolutely not|"
    r"hold (?:on|off|it)|wait|hang on|skip it|drop it)\b"
)
HEDGES = frozenset(
    [
        "no",
        "nope",
        "not",
        "don't",
        "dont",
        "wait",
        "hold",
        "actually",
        "but",
        "except",
        "only",
        "unless",
        "instead",
        "maybe",
        "perhaps",
        "might",
        "think",
        "guess",
        "although",
        "however",
        "rather",
        "what",
        "which",
        "who",
        "when",
        "why",
        "how",
        "if",
        "stop",
        "never",
        "hang",
        "hmm",
        "change",
        "make",
        "later",
        "tomorrow",
        "first",
        "depends",
        "suppose",
        "probably",
        "undo",
        "cancel-that",
    ]
)
FILLERS = frozenset(
    [
        "yes",
        "yeah",
        "yep",
        "yup",
        "sure",
        "okay",
        "ok",
        "please",
        "go",
        "ahead",
        "do",
        "it",
        "that",
        "that's",
        "thats",
        "right",
        "correct",
        "the",
        "a",
        "an",
        "and",
        "um",
        "uh",
        "oh",
        "well",
        "sir",
        "ma'am",
        "maam",
        "thank",
        "thanks",
        "you",
        "for",
        "now",
        "it's",
        "its",
        "is",
        "i",
        "i'm",
        "am",
        "this",
        "one",
        "just",
        "so",
        "all",
        "both",
        "by",
        "to",
        "of",
        "on",
        "in",
        "his",
        "her",
        "them",
        "him",
        "me",
        "my",
        "we",
        "us",
        "good",
        "fine",
        "sounds",
        "great",
        "perfect",
        "sí",
        "si",
        "por",
        "favor",
        "mm",
        "hmm",
        "huh",
        "mhm",
        "man",
        "boss",
        "buddy",
        "dude",
        "go",
        "let's",
        "lets",
        "rip",
        "away",
        "with",
        "at",
        "definitely",
        "absolutely",
        "certainly",
        "course",
        "confirm",
        "confirmed",
        "want",
        "would",
        "like",
        "did",
        "said",
        "will",
        "affirmative",
        "yessir",
        "bet",
        "positive",
        "certain",
    ]
)


YESSES = frozenset(
    (
        "yes",
        "yeah",
        "yep",
        "yup",
        "correct",
        "do",
        "mhm",
        "affirmative",
        "absolutely",
        "definitely",
        "right",
        "positive",
    )
)
AGREEMENT = frozenset(
    (
        "please",
        "that",
        "that's",
        "it",
        "so",
        "right",
        "the",
        "one",
        "oh",
        "um",
        "well",
        "sir",
        "ma'am",
        "i'm",
        "am",
        "i",
        "sure",
        "uh",
        "go",
        "ahead",
        "fire",
        "away",
        "is",
    )
)


# However long somebody takes to come to it: "well i guess what can you do go ahead and cancel it". The deed must be the
# question's own, commanded and not told of anybody: "who can go ahead", "i'll ask her to do it" agree to nothing.
AT_LAST = re.compile(
    r"(?:^|(?P<before>\S+) )go ahead and (?P<verb>\w+) (?:it|him|her|them|that|those)"
    r"(?: (?:then|please|now|thanks|thank you))*$"
)
AGREEING = re.compile(r"|y(?:es|eah|ep|up)|sure|okay|ok|so|then|please|well|right|fine|just|alright|now|absolutely")
OF_ONES_OWN = re.compile(r"(?:(?:well|oh|um|uh) )*(?:i|we|i'm|we're|i've|we've|it's|that's) ")
IDIOM = re.compile(r"\bwhat can you do\b")
NOT_AFTER_ALL = re.compile(
    r"\b(?:let'?s not|hold off|keep (?:it|him|her|them)|(?:hang|hold) on to (?:it|that)(?: one)?|leave "
    r"(?:it|that)(?: be| alone)?|"
    r"don'?t (?:do|cancel|delete|send|void|remove) (?:it|that|this|anything|him|her|them))\b"
)
REFUSES = re.compile(
    r"\b(?:no|nope|not|\w+n'?t|wait|hold|stop|never|unless|if|but|before|until|after|once|when|maybe|perhaps|might|later|"
    r"tomorrow|first|instead|depends|should|tell|ask|wants?|rather|except|only|what|who|why|how|which|whether|other|another)\b"
)


def judged(said: str, question: str) -> Verdict:
    """Whether what was said is a yes or a no to the question."""
    words = _words(said)
    if not words:
        return "unclear"
    text = " ".join(words)
    if NO.match(text) and not _asks_to_go_on(text):
        return "no"
    if _commanded_at_last(text, question) or _agreed_at_last(said):
        return "yes"
    if NOT_AFTER_ALL.search(text):
        return "no"
    if YES.match(text):
        return "yes" if _only_agrees(words, question) else _hedged(words)
    return "unclear"


def only_agrees(said: str) -> bool:
    """Whether it is a yes and nothing more, whatever was asked: "yep that's right", "please do"; "send it" is more."""
    words = _words(AGREES.sub("", said.lower()))
    known = AGREEMENT.union(YESSES)
    return bool(words) and bool(YES.match(" ".join(words))) and known.issuperset(words) and not YESSES.isdisjoint(words)


def _commanded_at_last(text: str, question: str) -> bool:
    """Whether the last words command the very deed that is asked about, and nothing before them casts doubt on it."""
    said = IDIOM.sub(" ", text)
    found = AT_LAST.search(" ".join(said.split()))
    if found is None or not AGREEING.fullmatch(found["before"] or "") or REFUSES.search(said):
        return False
    return found["verb"] in ("do", question.split(" ", 1)[0].lower())


def _agreed_at_last(said: str) -> bool:
    """Whether it ends in a yes after a reason of somebody's own, and nothing in it doubts or asks for more."""
    text = " ".join(said.lower().split()).rstrip(".!")
    text = AGREES.sub("", text)
    found = AT_THE_END.search(text)
    begins = YES.match(text) or OF_ONES_OWN.match(text)
    return bool(found and begins) and not (REFUSES.search(text) or HEDGES.intersection(_words(text)))


def _only_agrees(words: list[str], question: str) -> bool:
    """Nothing but agreement, fillers and the question's own words."""
    words = _words(AGREES.sub("", " ".join(words)))
    if HEDGES.intersection(words) - set(_words(question)):
        return False
    known = FILLERS.union(_words(question), _verbs(question))
    return sum(word not in known for word in words) <= len(words) // 3


def _hedged(words: list[str]) -> Verdict:
    refuses = {"no", "nope", "don't", "dont", "wait", "stop", "not", "never", "hold"}
    return "no" if refuses.intersection(words[1:4]) and "not" not in words[:1] else "partial"


def _asks_to_go_on(text: str) -> bool:
    """ "No problem, go ahead" and "no that's right" agree after all."""
    return bool(re.match(r"no (?:problem|that'?s (?:right|fine|good)|go ahead|worries)", text))


def _verbs(question: str) -> list[str]:
    first = question.split(" ", 1)[0].lower()
    return [first, f"{first}d", f"{first}ed"]


def _words(text: str) -> list[str]:
    return re.findall(r"[a-zà-ÿ0-9']+", text.lower())
