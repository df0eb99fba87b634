"""Figures, what was aimed at, and how they are printed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Figure:
    """One measured number, and what it should be at least or at most, where that was set."""

    name: str
    value: float
    unit: str
    at_least: float | None = None
    at_most: float | None = None

    @property
    def aim(self) -> str:
        """What was aimed at, and whether it is missed."""
        bounds = [
            f"{sign} {bound:g}" for sign, bound in (("≥", self.at_least), ("≤", self.at_most)) if bound is not None
        ]
        return f"aim {' and '.join(bounds)}{', MISSED' if self.missed else ''}" if bounds else ""

    @property
    def missed(self) -> bool:
        """Whether the number is not what it should be."""
        too_small = self.at_least is not None and self.value < self.at_least
        return too_small or (self.at_most is not None and self.value > self.at_most)


def percentile(values: Sequence[float], share: float) -> float:
    """The value below which this share of the values lies."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))]


def percentiles(name: str, values: Sequence[float], unit: str, p99: float | None = None) -> list[Figure]:
    """The middle and the 99th percentile, which `p99` is the most of."""
    return [
        Figure(f"{name}, p50 of {len(values)}", percentile(values, 0.5), unit),
        Figure(f"{name}, p99 of {len(values)}", percentile(values, 0.99), unit, at_most=p99),
    ]


def share(name: str, rights: Sequence[bool], at_least: float | None = None) -> list[Figure]:
    """How many per cent are right; nothing of nothing."""
    return [Figure(f"{name}, of {len(rights)}", 100 * sum(rights) / len(rights), "%", at_least)] if rights else []


def printed(figures: Sequence[Figure]) -> str:
    """The figures as lines."""
    return "\n".join(f"  {each.name:<68} {each.value:>9.2f} {each.unit:<3} {each.aim}".rstrip() for each in figures)


def table(parts: Mapping[str, Sequence[Figure]], failed: Mapping[str, str]) -> str:
    """Every figure under the name of its part; a part that failed says why."""
    lines = [f"{name}\n{printed(figures)}" for name, figures in parts.items()]
    return "\n".join([*lines, *(f"{name}\n  FAILED: {why}" for name, why in failed.items())])
