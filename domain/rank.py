"""Which of a few hundred named things is meant: by sound and spelling, and before that by what the talk is about."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from domain.likeness import Named, fits

SURE, POSSIBLE = 0.6, 0.3
# Nearness outweighs a difference in spelling, but not a difference in name.
OF_NEARNESS = 0.12
CLEAR_LEAD = 0.05
MOST_TOLD = 5


@dataclass(frozen=True, slots=True)
class Ranked:
    """A candidate, how well it fits what was heard, and its score with nearness counted in; both from 0 to 1."""

    named: Named
    fit: float
    score: float


@dataclass(frozen=True, slots=True)
class One:
    """This one and no other is meant."""

    ranked: Ranked


@dataclass(frozen=True, slots=True)
class Several:
    """These fit alike; a person has to choose."""

    ranked: tuple[Ranked, ...]


@dataclass(frozen=True, slots=True)
class Nothing:
    """None of them fits; these come nearest."""

    near: tuple[Ranked, ...]


def rank(heard: str, candidates: Iterable[Named]) -> list[Ranked]:
    """The candidates that may be meant, best first."""
    named = list(candidates)
    ranked = [
        Ranked(each, fit, (fit + OF_NEARNESS * each.near) / (1 + OF_NEARNESS))
        for each, fit in zip(named, fits(heard, named).tolist(), strict=True)
        if fit >= POSSIBLE
    ]
    return sorted(ranked, key=lambda each: (-each.score, each.named.id))


def decide(ranked: list[Ranked]) -> One | Several | Nothing:
    """One clear winner, several that fit alike, or nothing that fits well enough."""
    sure = [each for each in ranked if each.fit >= SURE]
    if not sure:
        return Nothing(tuple(ranked[:MOST_TOLD]))
    alike = [each for each in sure if sure[0].score - each.score < CLEAR_LEAD]
    return One(alike[0]) if len(alike) == 1 else Several(tuple(alike))
