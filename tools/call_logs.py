"""Call logs: who called, what was said and what came of it; the agent writes its own conversations down by itself."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

from pydantic import AwareDatetime, Field, StringConstraints

from domain import call_logs as rules
from domain.call_logs import Direction, Kind, Outcome
from domain.context import Context
from domain.wording import length, when
from storage.call_logs import CallLog
from storage.contacts import Contact
from tools.card import Card, Page, Time, through
from tools.operation import Fields
from tools.reach import Phone
from tools.resource import Resource

Words = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=5000)]
Transcript = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=rules.MOST_KEPT)]
Link = Annotated[str, StringConstraints(max_length=2000, pattern=r"^https?://\S+$")]
SAID_TO_ME = {"voice": "spoke with me", "chat": "wrote to me"}


class CallLogCard(Card):
    """A call as it is shown."""

    kind: Kind
    direction: Direction
    contact_id: str | None
    contact_name: str | None = through("contact", "name")
    user_id: str | None
    user_name: str | None = through("user", "name")
    phone: str | None
    at: Time
    duration_seconds: int | None
    outcome: Outcome | None
    summary: str | None
    transcript: str | None
    calls: list[dict[str, Any]]
    recording_url: str | None

    @property
    def lasted(self) -> str | None:
        """How long it was, in words."""
        return None if self.duration_seconds is None else length(self.duration_seconds)

    @property
    def other(self) -> str:
        """Who was at the other end."""
        return rules.other(self.contact_name, self.phone)

    @property
    def title(self) -> str:
        """What the call is called."""
        return f"the call with {self.other}"

    def spoken(self, now: datetime) -> str:
        about = f": {self.summary}" if self.summary else ""
        at = when(self.at, now)
        if self.kind != "call" and self.contact_id is None:
            return f"{self.user_name or self.other} {SAID_TO_ME.get(self.kind, 'called')} {at}{about}"
        if self.direction == "outbound":
            return f"{self.user_name or 'We'} called {self.other} {at}{about}"
        return f"{self.other} called {at}{about}"


class CallFields(Fields):
    """What can be said of a call."""

    contact: Annotated[Contact | None, Field(description="Who was at the other end.")] = None
    direction: Annotated[Direction, Field(description="Whether they called us, or we them.")] = "inbound"
    phone: Annotated[Phone | None, Field(description="The number at the other end.")] = None
    at: Annotated[AwareDatetime | None, Field(description="When it was; now, if not said.")] = None
    duration_seconds: Annotated[int | None, Field(ge=0, le=86_400, description="How long it was, in seconds.")] = None
    summary: Annotated[Words | None, Field(description="What it was about, and what was agreed.")] = None
    transcript: Annotated[Transcript | None, Field(description="What was said, word for word.")] = None
    recording_url: Annotated[Link | None, Field(description="Where the recording is.")] = None


class CallChanges(Fields):
    """What of a call can be put right."""

    contact: Contact | None = None
    direction: Annotated[Direction, Field(description="Whether they called us, or we them.")] = "inbound"
    phone: Annotated[Phone | None, Field(description="The number at the other end.")] = None
    at: AwareDatetime = Field(None, description="When it was.")  # type: ignore[assignment]
    duration_seconds: Annotated[int | None, Field(ge=0, le=86_400, description="How long it was, in seconds.")] = None
    summary: Annotated[Words | None, Field(description="What it was about, and what was agreed.")] = None
    transcript: Annotated[Transcript | None, Field(description="What was said, word for word.")] = None
    recording_url: Annotated[Link | None, Field(description="Where the recording is.")] = None


call_logs = Resource(
    CallLog, CallLogCard, "/call-logs", "call log", time="at", search=("summary", "transcript", "phone"), sort="-at"
)


class CallListing(call_logs.listing()):  # type: ignore[misc]
    """Which calls."""

    kind: Annotated[
        Kind | None, Field(description="Phone calls, what was spoken with the agent in the app, or what was typed.")
    ] = None
    outcome: Annotated[Outcome | None, Field(description="How it ended.")] = None


async def _other(ctx: Context, values: dict[str, Any]) -> dict[str, str]:
    log: CallLog = values["record"]
    return {"other": rules.other(log.contact.name if log.contact else None, log.phone)}


get_call_log = call_logs.get("what did bob call about", "read me the transcript of the last call")
delete_call_log = call_logs.delete(
    "delete the call with bob from the log",
    ask="Delete the log of the call with {other}, {call_log.at}?",
    blanks=_other,
    done="Deleted that call from the log.",
)


@call_logs.read("GET ", "who has called us today", "show me the calls that still need somebody", "our calls with bob")
async def list_call_logs(ctx: Context, listing: CallListing) -> Page[CallLogCard]:
    """List the calls, the latest first: who called, when and about what."""
    spoken_of = () if ctx.channel == "rest" or listing.kind else (CallLog.kind == "call",)
    return await call_logs.page(ctx, listing, *spoken_of)


@call_logs.write(
    "POST ",
    "log a call with maria told her we'd be late",
    "write down that i called wei zhang and got no answer",
    told_by=(r"^(?:(?:okay|ok|please|can you|could you|and|so|um|uh) )*log (?:a|the|this|that|my) call\b",),
    done="Logged the call with {it.other}[: {it.summary}].",
)
async def create_call_log(ctx: Context, fields: CallFields) -> CallLog:
    """Write down a phone call with a customer."""
    return rules.log_call(ctx, fields.given())


@call_logs.write(
    "PATCH /{call_log}",
    "change what it says about the call with bob",
    "that call was outbound",
    done="Changed the log of the call with {it.other}.",
)
async def update_call_log(ctx: Context, call_log: CallLog, changes: CallChanges) -> CallLog:
    """Put a call in the log right."""
    return rules.change_call(ctx, call_log, changes.given())
