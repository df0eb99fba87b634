"""What else people call somebody of a given name: Bob for Robert, and Robert for one recorded as Bob."""

from functools import cache
from pathlib import Path

FILE = Path(__file__).parent / "nicknames.tsv"


@cache
def _known() -> dict[str, frozenset[str]]:
    known: dict[str, set[str]] = {}
    for line in FILE.read_text(encoding="utf-8").splitlines():
        name, short = line.split("\t")
        for each in short.split():
            known.setdefault(name, set()).add(each)
            known.setdefault(each, set()).add(name)
    return {name: frozenset(others) for name, others in known.items()}


def also_called(word: str) -> frozenset[str]:
    """The other given names that may mean the same person as this one."""
    return _known().get(word, frozenset())
