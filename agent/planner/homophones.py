"""Words put right as they were meant: numbers that sound like other words, and what was spelled.

"Put to ignitors on it" is two of them, "a v i p" a VIP.
"""

from __future__ import annotations

import re

COUNTED = re.compile(
    r"\b(put|add|adding|used|use|need|needs|took|take|grab|installed|bring|brought)"
    r"\s+(to|too|for|fore|ate|won)\s+"
    r"(?!the\b|it\b|him\b|her\b|them\b|his\b|their\b|my\b|our\b|me\b|us\b|that\b|this\b|job\b|a\b|an\b|be\b|go\b|get\b|"
    r"do\b|come\b|see\b|leave\b|work\b|call\b|text\b|send\b|know\b|example\b|granted\b|now\b|sure\b|[a-z]+'s\b)"
    r"(?!(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|noon|half|quarter)\b)(?=[a-z]+)"
)
MEANT = {"to": "two", "too": "two", "for": "four", "fore": "four", "ate": "eight", "won": "one"}
SPELLED = re.compile(
    r"\b(?:v\.? i\.? p|h v a c|c s v|p v c|p e x|g f c i|g f i|a f c i|p d f|h o a|l e d|e v|s m s|b t u)\b(?! at\b)",
    re.IGNORECASE,
)


def mended(said: str) -> str:
    """The utterance with such words as the numbers they are, and letters as the word that they spell."""
    whole = SPELLED.sub(lambda found: re.sub(r"[. ]", "", found[0]), said)
    return COUNTED.sub(lambda found: f"{found[1]} {MEANT[found[2]]} ", whole)
