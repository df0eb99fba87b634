"""What Callout itself costs: the plans, in one place."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

Name = Literal["starter", "pro", "enterprise"]
CURRENCY = "USD"


@dataclass(frozen=True, slots=True)
class Plan:
    """A month of one plan: what a seat costs, what all seats have free, and what goes beyond costs."""

    name: Name
    seat: Decimal
    minutes: int
    messages: int
    minute: Decimal
    message: Decimal

    @property
    def title(self) -> str:
        """How it is written."""
        return self.name.title()

    def month(self, seats: int) -> Decimal:
        """What a month comes to before usage."""
        return self.seat * seats


PLANS: Mapping[Name, Plan] = {
    each.name: each
    for each in (
        Plan("starter", Decimal("29.00"), 200, 500, Decimal("0.12"), Decimal("0.03")),
        Plan("pro", Decimal("49.00"), 1_000, 2_500, Decimal("0.10"), Decimal("0.02")),
        Plan("enterprise", Decimal("89.00"), 5_000, 10_000, Decimal("0.08"), Decimal("0.02")),
    )
}
