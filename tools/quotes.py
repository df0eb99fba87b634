"""Quotes: what is offered at what price, what was said to it, and the job that becomes of it."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated

from pydantic import AwareDatetime, Field, StringConstraints

from domain import quotes as rules
from domain.context import Context
from domain.conversations import Written
from domain.money import written
from domain.quote_letter import send_quote as send
from domain.quotes import Status
from domain.wording import day
from storage.contacts import Contact
from storage.estimates import Estimate
from storage.leads import Lead
from storage.quotes import Quote
from storage.users import User
from tools.card import Card, Money, Page, Time, first_of, through
from tools.document_lines import LINES, LineCard, LineEdits, LineFields, plain
from tools.estimates import GONE
from tools.operation import Fields, Instead
from tools.resource import Resource

Title = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]
Notes = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=2000)]
Amount = Annotated[Money, Field(ge=0)]


class QuoteCard(Card):
    """A quote as it is shown, with where it came from and the job that became of it."""

    number: int
    title: str
    contact_id: str
    contact_name: str | None = through("contact", "name")
    lead_id: str | None
    estimate_id: str | None
    estimate_number: int | None = through("estimate", "number")
    status: Status
    lines: list[LineCard]
    currency: str
    subtotal: Money
    tax_rate: Annotated[Decimal, Field(description="A share: 0.0881 is 8.81 percent.")]
    tax: Money
    total: Money
    valid_until: date | None
    notes: str | None
    sent_at: Time | None
    accepted_at: Time | None
    declined_at: Time | None
    job_id: Annotated[str | None, first_of("id"), Field(validation_alias="jobs")]
    job_number: Annotated[int | None, first_of("number"), Field(validation_alias="jobs")]

    @classmethod
    def relations(cls) -> tuple[str, ...]:
        return (*super().relations(), "lines", "jobs")

    @property
    def worth(self) -> str:
        """The total as it is written."""
        return written(self.total, self.currency)

    @property
    def price(self) -> str:
        """The total as people write it, if there is one yet."""
        return self.worth if self.lines else "no price yet"

    @property
    def good(self) -> str | None:
        """Until when an offer that is out is good."""
        return f"{self.valid_until:%B %-d}" if self.status == "sent" and self.valid_until else None

    @property
    def standing(self) -> str:
        """How it stands, as people say it."""
        match self.status:
            case "draft":
                return "a draft, not sent yet"
            case "accepted":
                return f"accepted, now job {self.job_number}" if self.job_number else "accepted"
        return self.status

    def spoken(self, now: datetime) -> str:
        on = f" on {len(self.lines)} lines" if len(self.lines) > 1 else ""
        good = f", good until {day(self.valid_until, now)}" if self.good and self.valid_until else ""
        return (
            f"Quote {self.number} to {self.contact_name or GONE}, {self.title}: {self.price}{on}, {self.standing}{good}"
        )


class QuoteFields(Fields):
    """What can be said of a new quote."""

    contact: Annotated[Contact | None, Field(description="The customer."), Instead("lead")] = None
    lead: Annotated[Lead | None, Field(description="The lead, if no customer yet.")] = None
    estimate: Annotated[Estimate | None, Field(description="The estimate that it is made of.")] = None
    title: Annotated[Title | None, Field(description="What is offered; the estimate's title, if not said.")] = None
    lines: Annotated[list[LineFields] | None, LINES, Field(description="What it is made up of.")] = None
    total: Annotated[Amount | None, Field(description="The price of all of it, tax included, if not by line.")] = None
    valid_until: Annotated[date | None, Field(description="Its last day; 30 days from sending, if not said.")] = None
    notes: Annotated[Notes | None, Field(description="Printed below the total.")] = None
    status: Annotated[Status, Field(description="sent: handed over otherwise.")] = "draft"


class QuoteChanges(LineEdits):
    """What of a quote can be changed."""

    contact: Annotated[Contact | None, Field(description="Whom it is for.")] = None
    title: Title = ""
    discount: Annotated[Amount | None, Field(description="How much to take off the total.")] = None
    total: Annotated[Amount | None, Field(description="What it comes to from now on, tax included.")] = None
    valid_until: Annotated[date | None, Field(description="Its last day.")] = None
    notes: Notes | None = None
    status: Annotated[Status, Field(description="What became of it.")] = "draft"


quotes = Resource(
    Quote,
    QuoteCard,
    "/quotes",
    "quote",
    time="created_at",
    search=("number", "title", "notes", "contact_name"),
    sort="-number",
)


class QuoteListing(quotes.listing()):  # type: ignore[misc]
    """Which quotes."""

    open: Annotated[bool | None, Field(description="Only what is not answered yet, or only what is.")] = None


get_quote = quotes.get("pull up quote three oh one", "what did we quote Wei Zhang for the furnace")


@quotes.read("GET ", "show me the quotes", "what bids do we have out there", "which of our offers have expired")
async def list_quotes(ctx: Context, listing: QuoteListing) -> Page[QuoteCard]:
    """List quotes by customer, how they stand, day or words."""
    waiting = Quote.status.in_(("draft", "sent"))
    return await quotes.page(ctx, listing, *([] if listing.open is None else [waiting if listing.open else ~waiting]))


@quotes.write(
    "POST ",
    "write up a quote for Wei Zhang, furnace replacement, at sixty four fifty",
    "quote two smart thermostats at two forty nine each for Lynn Newman",
    done="Drafted quote {it.number} to {it.contact_name}, {it.title}: {it.price}.",
)
async def create_quote(ctx: Context, fields: QuoteFields) -> Quote:
    """Draft a quote: line by line or at one price, for a customer, a lead or of an estimate."""
    return await rules.open_quote(ctx, fields.contact, fields.lead, fields.estimate, plain(fields.given()))


@quotes.write(
    "PATCH /{quote}",
    "change the total on quote three oh two to seventy nine hundred",
    "add a line to the AC quote for a new pad at one fifty",
    "Wei said yes, mark his quote accepted",
    done="Quote {it.number} to {it.contact_name}, {it.title}: {it.price}, {it.standing}[, good until {it.good}].",
)
async def update_quote(ctx: Context, quote: Quote, changes: QuoteChanges) -> Quote:
    """Change a quote: its price, its lines, its last day or how it stands."""
    return await rules.change_quote(ctx, quote, plain(changes.given()))


@quotes.write(
    "POST /{quote}/send",
    "send quote three oh two",
    "get Xavier his AC proposal",
    may="quotes:send",
    done="Sent {it.contact_name} quote {it.number}, {it.title} for {it.worth}.",
)
async def send_quote(
    ctx: Context,
    quote: Quote,
    channel: Annotated[Written | None, Field(description="By e-mail with its PDF, unless by text.")] = None,
    note: Annotated[Notes | None, Field(description="Words to go before it.")] = None,
) -> Quote:
    """Send a customer their quote as a PDF."""
    return await send(ctx, quote, channel, note)


class Work(Fields):
    """The job that becomes of a quote, where it is not called as the quote is."""

    title: Annotated[Title | None, Field(description="The job, if not called as the quote.")] = None
    scheduled_start: Annotated[AwareDatetime | None, Field(description="When the visit starts.")] = None
    scheduled_end: Annotated[AwareDatetime | None, Field(description="When the visit ends.")] = None
    tech: Annotated[User | None, Field(description="The technician who goes.")] = None


@quotes.write(
    "POST /{quote}/convert",
    "turn quote three oh one into a job",
    "Wei Zhang gave us the thumbs up on the furnace quote, get it on the board",
    may="quotes:convert",
    done="Quote {it.number} is accepted, and job {it.job_number} for {it.contact_name} is on the board.",
)
async def convert_quote(ctx: Context, quote: Quote, work: Work) -> Quote:
    """Turn a quote that the customer accepts into a job."""
    return await rules.convert(ctx, quote, {name: each for name, each in work.given().items() if each is not None})
