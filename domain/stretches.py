"""Stretches of time, and what is left of them when others are taken out."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta


@dataclass(frozen=True, slots=True, order=True)
class Stretch:
    """From a start up to, and without, an end; kept in UTC, where an hour is an hour when the clocks change."""

    start: datetime
    end: datetime

    def __post_init__(self) -> None:
        object.__setattr__(self, "start", self.start.astimezone(UTC))
        object.__setattr__(self, "end", self.end.astimezone(UTC))

    @property
    def length(self) -> timedelta:
        """How long it is."""
        return self.end - self.start

    def overlaps(self, other: Stretch) -> bool:
        """Whether the two have a moment in common."""
        return self.start < other.end and other.start < self.end

    def covers(self, other: Stretch) -> bool:
        """Whether all of the other lies within it."""
        return self.start <= other.start and other.end <= self.end

    def within(self, other: Stretch) -> Stretch | None:
        """What of it lies within another, if anything."""
        start, end = max(self.start, other.start), min(self.end, other.end)
        return Stretch(start, end) if start < end else None


def merged(stretches: Iterable[Stretch]) -> list[Stretch]:
    """The same moments in as few stretches as there can be, in order."""
    joined: list[Stretch] = []
    for each in sorted(stretches):
        if joined and each.start <= joined[-1].end:
            joined[-1] = Stretch(joined[-1].start, max(joined[-1].end, each.end))
        else:
            joined.append(each)
    return joined


def without(stretches: Iterable[Stretch], taken: Iterable[Stretch]) -> list[Stretch]:
    """What is left of the first when the second are taken out."""
    out = merged(taken)
    return [left for each in merged(stretches) for left in _cut(each, out)]


def clipped(stretches: Iterable[Stretch], frame: Stretch) -> list[Stretch]:
    """What of the stretches lies within a frame."""
    return [inside for each in stretches if (inside := each.within(frame))]


def total(stretches: Iterable[Stretch]) -> timedelta:
    """How long they are together; moments in several count once."""
    return sum((each.length for each in merged(stretches)), timedelta())


def _cut(whole: Stretch, taken: Sequence[Stretch]) -> Iterable[Stretch]:
    start = whole.start
    for each in taken:
        if each.end <= start or each.start >= whole.end:
            continue
        if each.start > start:
            yield Stretch(start, each.start)
        start = max(start, each.end)
    if start < whole.end:
        yield Stretch(start, whole.end)
