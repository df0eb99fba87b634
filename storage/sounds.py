"""How a written word is likely to be said, and the keys under which words that sound alike meet.

A sound is one character: ``p b t d k g f v s z m n l r w y h`` as in English, ``T`` thing, ``S`` shoe, ``C`` chew,
``J`` judge, ``N`` sing, and the vowels ``a e i o u``, kept rough because nobody hears them reliably. `letters.tsv`
holds the spelling rules in the order they are tried: a pattern, its sounds, and other sounds that it may stand for.
`said.tsv` holds names whose spelling hides how they are said.
"""

import re
from functools import lru_cache
from pathlib import Path
from string import ascii_lowercase
from unicodedata import combining, normalize

HERE = Path(__file__).parent
SMALL = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
NTH = ("zeroth", "first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth")
SHORT = {"ave": "avenue", "blvd": "boulevard", "rd": "road", "ct": "court", "ln": "lane", "hwy": "highway"}
WORD = re.compile(r"\d+(?:st|nd|rd|th)?|[a-z]+")
CLASSES = dict(zip("pbfvtdTkgszSCJmnNlr", "PPFFTTTKKSSJJJMNNLR", strict=True))
# A sound is written as its manner and itself, so that an edit distance counts a near miss as half of a full one.
MANNER = dict(zip("pbtdkgfvTszSCJmnNlrwyaeiou", "00000011122222333456777777", strict=True))
SPELT_OUT = "e bi si di i ef Ji eC ai Je ke el em en o pi kyu ar es ti yu vi dabalyu eks wai zi"
LETTERS = dict(zip(ascii_lowercase, SPELT_OUT.split(), strict=True))
MOST_READINGS, SHORT_BONES, SHORT_PLURAL = 6, 2, 5


def _table(name: str) -> list[list[str]]:
    lines = (HERE / name).read_text(encoding="utf-8").splitlines()
    return [(line + "\t\t").split("\t")[:3] for line in lines]


RULES = _table("letters.tsv")
SAID = {written: likes.split(",") for written, likes, _ in _table("said.tsv")}
SPELLING = re.compile("|".join(f"({pattern})" for pattern, _, _ in RULES))
VOWEL = re.compile("[aeiou]")
DOUBLED = re.compile(r"(.)\1+")


def words(text: str) -> list[str]:
    """The words of a name as they may be heard: no accents, no marks, small numbers and abbreviations in full."""
    plain = "".join(each for each in normalize("NFKD", text.lower()) if not combining(each))
    plain = re.sub(r"['’]s\b|['’]", "", plain.replace("&", " and "))
    return _letters_joined([_in_full(word, place) for place, word in enumerate(WORD.findall(plain))])


def _in_full(word: str, place: int) -> str:
    if word[0].isdigit():
        number, nth = word.rstrip("stndrh"), word[-1].isalpha()
        forms = NTH if nth else SMALL
        return forms[int(number)] if int(number) < len(forms) else number
    if word == "st":
        return "street" if place else "saint"
    return SHORT.get(word, word)


def _letters_joined(found: list[str]) -> list[str]:
    """Letters that were said one by one are one word: "h v a c"."""
    joined: list[str] = []
    run = ""
    for word in found:
        if len(word) == 1:
            run += word
            continue
        joined += [run, word] if run else [word]
        run = ""
    return [*joined, run] if run else joined


@lru_cache(maxsize=50_000)
def readings(word: str) -> tuple[str, ...]:
    """The sounds of a written word: the likeliest reading first, then others that its letters allow."""
    if word in SAID:
        return tuple("".join(_spelt(part)[0] for part in like.split()) for like in SAID[word])
    return _spelt(word)


def _spelt(word: str) -> tuple[str, ...]:
    rules = [(match.lastindex or 1) - 1 for match in SPELLING.finditer(word)]
    parts = [RULES[rule][1] for rule in rules]
    found = ["".join(parts)]
    for place, rule in enumerate(rules):
        found += ("".join([*parts[:place], other, *parts[place + 1 :]]) for other in RULES[rule][2].split())
    return tuple(dict.fromkeys(DOUBLED.sub(r"\1", each) or word for each in found))[:MOST_READINGS]


def sounds(word: str) -> str:
    """The likeliest sounds of a word, as one string."""
    return readings(word)[0]


def ways(heard: str) -> tuple[str, ...]:
    """How heard words may sound: one by its likeliest reading, and as one of the many that it names; a row of them one
    after another, or as if one word.

    In a row a single letter is said by its name: "care c" is Keirsey. "Castle lano" is Castellano by its letters.
    """
    if " " not in heard:
        one = heard.removesuffix("s") if len(heard) > SHORT_PLURAL and not heard.endswith("ss") else heard
        return tuple(dict.fromkeys((sounds(heard), sounds(one))))
    row = "".join(LETTERS.get(each, sounds(each)) for each in heard.split())
    return tuple(dict.fromkeys((DOUBLED.sub(r"\1", row), sounds(heard.replace(" ", "")))))


@lru_cache(maxsize=50_000)
def features(sound: str) -> str:
    """Sounds with their manner, to be compared by edit distance."""
    return "".join(MANNER.get(each, "") + each for each in sound)


def skeleton(sound: str) -> str:
    """What is left when vowels, voicing and doubling are not trusted."""
    classes = "".join(CLASSES.get(each, "") for each in sound)
    return DOUBLED.sub(r"\1", classes)


def keys(text: str) -> frozenset[str]:
    """The keys under which the words of a name are kept: each word's skeleton, and it with any one sound left open."""
    return frozenset(key for word in words(text) for key in kept_under(word))


def kept_under(word: str) -> dict[str, str]:
    """The keys of a recorded word, each with the features of the reading that it comes from."""
    found: dict[str, str] = {}
    for sound in readings(word):
        bones = skeleton(sound)
        for key in (bones, *_vowelled(_one_open(bones), sound)):
            found.setdefault(key, features(sound))
    return found


def asked_for(word: str, *, closely: bool = False) -> frozenset[str]:
    """The keys that a recorded word can have which is at most one sound away from this heard one, or row of them.

    Closely, a word of one or two consonants asks for those alone.
    """
    return frozenset(key for sound in ways(word) for key in _asked(sound, closely))


def _asked(sound: str, closely: bool) -> tuple[str, ...]:
    bones = skeleton(sound)
    if closely and len(bones) <= SHORT_BONES:
        return (bones,)
    shorter = (bones[:at] + bones[at + 1 :] for at in range(len(bones)))
    longer = [f"{bones[:at]}*{bones[at:]}" for at in range(len(bones) + 1)]
    return (bones, *shorter, *_vowelled([*longer, *_one_open(bones)], sound))


def _one_open(bones: str) -> list[str]:
    """With any one sound left open; not of a single sound, or everything short would meet."""
    return [f"{bones[:at]}*{bones[at + 1 :]}" for at in range(len(bones))] if len(bones) > 1 else []


def _vowelled(opened: list[str], sound: str) -> list[str]:
    """Short words meet with a consonant left open only if their first vowel agrees: a tenth of all words would else."""
    vowel = VOWEL.search(sound)
    return [key + (vowel.group() if vowel else "") if len(key) <= SHORT_BONES else key for key in opened]
