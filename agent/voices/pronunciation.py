"""How words sound, in the phones of the bundled dictionary; names it lacks are sounded out from their letters."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Iterable, Iterator
from functools import cache
from importlib.resources import files
from pathlib import Path

import pocketsphinx

MODEL = Path(pocketsphinx.__file__).parent / "model" / "en-us"
FLITE = {
    "ax": "AH", "ix": "IH", "axr": "ER", "dx": "D", "el": "AH L", "em": "AH M", "en": "AH N", "nx": "N",
    "hv": "HH", "ux": "UW", "eng": "NG",
}  # fmt: skip
BATCH = 200


def pronunciations(words: Iterable[str]) -> dict[str, list[str]]:
    """Each word with the ways it is said, each a line of phones."""
    known, wanted = dictionary(), sorted(set(words))
    said = {word: known[word] for word in wanted if word in known}
    missing = [word for word in wanted if word not in known]
    stems = {word: known[word[:-2]] for word in missing if word.endswith("'s") and word[:-2] in known}
    said |= {word: [_possessive(way) for way in ways] for word, ways in stems.items()}
    return said | _sounded_out([word for word in missing if word not in stems])


@cache
def dictionary() -> dict[str, list[str]]:
    """The dictionary that comes with the decoder."""
    entries: dict[str, list[str]] = {}
    for line in (MODEL / "cmudict-en-us.dict").read_text(encoding="utf-8").splitlines():
        word, sound = line.split(" ", 1)
        entries.setdefault(re.sub(r"\(\d+\)$", "", word), []).append(sound.strip())
    return entries


def from_letters(word: str) -> str:
    """The phones of a word by rule alone."""
    word = re.sub(r"[^a-z]", "", word)
    if not re.search(r"[aeiouy]", word):
        return " ".join(dictionary()[f"{letter}."][0] for letter in word)
    return " ".join(_by_rule(word))


def _sounded_out(words: list[str]) -> dict[str, list[str]]:
    ways = {word: [from_letters(word)] for word in words}
    if shutil.which("flite"):
        for word, sound in _by_flite([word for word in words if re.search(r"[aeiouy]", word)]):
            ways[word] = list(dict.fromkeys([sound, *ways[word]]))
    return {word: [way for way in said if way] for word, said in ways.items() if any(said)}


def _by_flite(words: list[str]) -> Iterator[tuple[str, str]]:
    for at in range(0, len(words), BATCH):
        batch = words[at : at + BATCH]
        text = ". ".join(re.sub(r"[^a-z]", "", word) for word in batch) + "."
        told = subprocess.run(["flite", "-ps", "-t", text, "none"], capture_output=True, text=True, check=True).stdout  # noqa: S603, S607
        sounds = [sound.split() for sound in re.split(r"\bpau\b", told) if sound.strip()]
        if len(sounds) == len(batch):
            yield from zip(batch, (" ".join(FLITE.get(p, p.upper()) for p in sound) for sound in sounds), strict=True)


def _possessive(sound: str) -> str:
    last = sound.rsplit(maxsplit=1)[-1]
    if last in {"S", "Z", "SH", "CH", "ZH", "JH"}:
        return f"{sound} AH Z"
    return f"{sound} {'S' if last in {'P', 'T', 'K', 'F', 'TH'} else 'Z'}"


@cache
def _rules() -> dict[str, list[tuple[re.Pattern[str], str, re.Pattern[str], list[str]]]]:
    rules: dict[str, list[tuple[re.Pattern[str], str, re.Pattern[str], list[str]]]] = {}
    for line in (files("agent.voices") / "letters.tsv").read_text(encoding="ascii").splitlines():
        if not line.startswith("#"):
            before, letters, after, phones = line.split("\t")
            rule = re.compile(f"(?:{before})$" if before else ""), letters, re.compile(after), phones.split()
            rules.setdefault(letters[0], []).append(rule)
    return rules


def _by_rule(word: str) -> Iterator[str]:
    at = 0
    while at < len(word):
        for before, letters, after, phones in _rules()[word[at]]:
            end = at + len(letters)
            if word.startswith(letters, at) and before.search(word[:at]) and after.match(word[end:]):
                yield from phones
                at = end
                break
        else:
            at += 1
