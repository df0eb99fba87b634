"""Numbers as people read them out, and as they are typed."""

from __future__ import annotations

UNITS = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
    "eighteen nineteen"
)
TENS = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
VALUE_OF = (
    {word: i for i, word in enumerate(UNITS.split())} | {word: 10 * i for i, word in enumerate(TENS, 2)} | {"oh": 0}
)


def in_digits(words: str) -> str:
    """A number read out in groups ("ten forty two", "twenty oh one", "seven two oh ...") as digits; else the words."""
    spoken = words.split()
    if any(word not in VALUE_OF for word in spoken):
        return words
    groups: list[str] = []
    joined = False
    for before, word in zip(["", *spoken], spoken, strict=False):
        unit = 0 < VALUE_OF[word] < 10
        joined = unit and not joined and (before == "oh" or before in TENS)
        if joined:
            groups[-1] = groups[-1][:-1] + str(VALUE_OF[word]) if before != "oh" else f"0{VALUE_OF[word]}"
        else:
            groups.append(str(VALUE_OF[word]))
    return "".join(groups)
