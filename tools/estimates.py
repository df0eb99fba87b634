"""Estimates: what something may cost, from and to."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from pydantic import Field, StringConstraints

from domain import estimates as rules
from domain.context import Context
from domain.estimates import Status, amount
from storage.contacts import Contact
from storage.estimates import Estimate
from storage.leads import Lead
from tools.card import Card, Money, Time, first_of, through
from tools.operation import Fields, Instead
from tools.resource import Resource

GONE = "a customer who was deleted"
Title = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]
Notes = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=5000)]
Amount = Annotated[Money, Field(ge=0)]


class EstimateCard(Card):
    """An estimate as it is shown."""

    number: int
    title: str
    contact_id: str
    contact_name: str | None = through("contact", "name")
    lead_id: str | None
    low: Money | None
    high: Money | None
    currency: str
    notes: str | None
    status: Status
    sent_at: Time | None
    quote_id: Annotated[str | None, first_of("id"), Field(validation_alias="quotes")]
    quote_number: Annotated[int | None, first_of("number"), Field(validation_alias="quotes")]

    @classmethod
    def relations(cls) -> tuple[str, ...]:
        return ("contact", "quotes")

    @property
    def range(self) -> str:
        """Between what and what, as people write it: $1,800 to $3,200."""
        ends = [amount(each, self.currency) for each in (self.low, self.high) if each is not None]
        if len(ends) == 2:
            return " to ".join(dict.fromkeys(ends))
        if not ends:
            return "no amount yet"
        return f"up to {ends[0]}" if self.low is None else f"from {ends[0]}"

    @property
    def standing(self) -> str:
        """How it stands, as people say it."""
        if self.quote_number:
            return f"now quote {self.quote_number}"
        return "a draft" if self.status == "draft" else self.status

    def spoken(self, now: datetime) -> str:
        return f"Estimate {self.number}, {self.title} for {self.contact_name or GONE}: {self.range}, {self.standing}"


class EstimateFields(Fields):
    """What can be said of a new estimate."""

    contact: Annotated[Contact | None, Field(description="The customer."), Instead("lead")] = None
    lead: Annotated[Lead | None, Field(description="The lead, if no customer yet.")] = None
    title: Annotated[Title | None, Field(description="What is to be done; what the lead wants, if not said.")] = None
    low: Annotated[Amount | None, Field(description="What it costs at least.")] = None
    high: Annotated[Amount | None, Field(description="What it costs at most.")] = None
    notes: Annotated[Notes | None, Field(description="What the range depends on.")] = None
    status: Annotated[Status, Field(description="sent, if the customer has been told.")] = "draft"


class EstimateChanges(Fields):
    """What of an estimate can be changed."""

    contact: Annotated[Contact | None, Field(description="Whom it is for.")] = None
    title: Title = ""
    low: Amount | None = None
    high: Amount | None = None
    notes: Notes | None = None
    status: Status = "draft"


estimates = Resource(
    Estimate,
    EstimateCard,
    "/estimates",
    "estimate",
    time="created_at",
    search=("number", "title", "notes", "contact_name"),
    sort="-number",
)

list_estimates = estimates.list("show me the estimates", "what ballparks have we given out")
get_estimate = estimates.get("pull up estimate four oh one", "what range did we give DeShawn on the sewer line")


@estimates.write(
    "POST ",
    "make an estimate for DeShawn, sewer line repair, between eighteen hundred and thirty two hundred",
    "ballpark Bob two to three thousand for a new main line",
    done="Estimate {it.number} for {it.contact_name}, {it.title}: {it.range}.",
)
async def create_estimate(ctx: Context, fields: EstimateFields) -> Estimate:
    """Write an estimate of what something may cost."""
    facts = fields.given()
    return await rules.open_estimate(ctx, facts.pop("contact", None), facts.pop("lead", None), facts)


@estimates.write(
    "PATCH /{estimate}",
    "raise the high end on estimate four oh one to four thousand",
    "DeShawn agreed to the range, set it accepted",
    done="Estimate {it.number}, {it.title} for {it.contact_name}: {it.range}, {it.standing}.",
)
async def update_estimate(ctx: Context, estimate: Estimate, changes: EstimateChanges) -> Estimate:
    """Change an estimate: its range, its title, or how it stands."""
    return await rules.change_estimate(ctx, estimate, changes.given())
