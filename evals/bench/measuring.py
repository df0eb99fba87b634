"""Figures, and how they are printed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Figure:
    """One measured number."""

    name: str
    value: float
    unit: str


def percentile(values: Sequence[float], share: float) -> float:
    """The value below which this share of the values lies."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))]


def percentiles(name: str, values: Sequence[float], unit: str) -> list[Figure]:
    """The middle and the 99th percentile."""
    return [
        Figure(f"{name}, p50 of {len(values)}", percentile(values, 0.5), unit),
        Figure(f"{name}, p99 of {len(values)}", percentile(values, 0.99), unit),
    ]


def printed(figures: Sequence[Figure]) -> str:
    """The figures as lines."""
    return "\n".join(f"{each.name:<58} {each.value:>10.2f} {each.unit}" for each in figures)
