"""One look everywhere: every list that takes a search, and every name by its sound, best first.

Derived from the catalogue: what the role may not list is not searched, what the lists do not show is not found.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any

from pydantic import Field
from rapidfuzz import fuzz

from domain.context import Context
from domain.find import find
from domain.problems import Ambiguous, Candidate, Missing, NotFound
from domain.roles import allows
from storage.base import Record
from storage.contacts import Contact
from tools.card import Card, Wire
from tools.cards import record_of
from tools.contacts import ContactCard
from tools.finding import by_id
from tools.operation import Operation
from tools.resource import Resource

EACH = 10
SOUNDS_LIKE = 75


class Hit(Wire):
    """One record found: what kind it is, and the record in a few words."""

    type: str
    id: str
    label: str


class Group(Wire):
    """How many of one kind were found."""

    type: str
    count: int


class SearchResult(Wire):
    """What was found, best first over all kinds; `groups` says how many of each there are."""

    query: str
    count: int
    items: list[Hit]
    groups: list[Group]

    def spoken(self, now: datetime) -> str:
        if not self.items:
            return f"I found nothing for {self.query}."
        first = "; ".join(each.label for each in self.items[:3])
        return f"{self.count} found: {first}." if self.count > 1 else f"Just one: {first}."


@dataclass(frozen=True, slots=True)
class _Found:
    noun: str
    card: Card
    label: str
    score: float


everywhere = Resource(Contact, ContactCard, "/search", "search", permits="search")
Words = Annotated[str | None, Field(min_length=1, max_length=200, description="The words, name or number to look for.")]


@everywhere.read(
    "GET ", "search for Garcia", "find anything with Oak Street", "who or what is Dubois", card=SearchResult
)
async def search_everything(
    ctx: Context,
    search: Words = None,
    q: Annotated[str | None, Field(min_length=1, max_length=200, description="The same, in short.")] = None,
    limit: Annotated[int, Field(ge=1, le=200, description="How many to give.")] = 50,
) -> SearchResult:
    """Look for words in every kind of record at once."""
    words = search or q
    if not words:
        raise Missing(["search"])
    found: dict[str, _Found] = {}
    counts: dict[str, int] = {}
    for operation in _lists(ctx):
        counts[operation.noun] = 0
        async for each in _in_one(ctx, operation, words, counts):
            if each.card.id not in found or found[each.card.id].score < each.score:
                found[each.card.id] = each
    ranked = sorted(found.values(), key=lambda each: -each.score)
    items = [Hit(type=each.noun, id=each.card.id, label=each.label) for each in ranked[:limit]]
    groups = [Group(type=noun, count=counts[noun]) for noun in dict.fromkeys(each.noun for each in ranked)]
    return SearchResult(query=words, count=sum(group.count for group in groups), items=items, groups=groups)


def _lists(ctx: Context) -> Iterable[Operation[Any, Any]]:
    """The lists that take a search and that this role may ask for, one a kind of record."""
    from tools.catalog import OPERATIONS

    fitting = [each for each in OPERATIONS.values() if "listing" in each.groups and "search" in each.input.model_fields]
    permitted = [each for each in fitting if allows(ctx.actor.role, each.may)]
    return {each.card: each for each in reversed(permitted)}.values()


async def _in_one(
    ctx: Context, operation: Operation[Any, Any], words: str, counts: dict[str, int]
) -> AsyncIterator[_Found]:
    """What one list has: by its text, and by how it sounds."""
    listing = operation.groups["listing"].model_validate({"search": words, "limit": EACH})
    page = await operation.function(ctx, listing=listing)
    counts[operation.noun] += page.count
    seen = {card.id for card in page.items}
    for card in page.items:
        yield _scored(ctx, operation.noun, card, words)
    async for card in _by_ear(ctx, operation, words):
        hit = _scored(ctx, operation.noun, card, words)
        if card.id not in seen and hit.score >= SOUNDS_LIKE:
            counts[operation.noun] += 1
            yield hit


async def _by_ear(ctx: Context, operation: Operation[Any, Any], words: str) -> AsyncIterator[Card]:
    card: type[Card] | None = operation.card
    kind = record_of(card) if card else None
    if card is None or kind is None or kind.heard_as is Record.heard_as:
        return
    for candidate in await _candidates(ctx, kind, words):
        if row := await by_id(ctx, kind, candidate.id):
            yield card.model_validate(row)


async def _candidates(ctx: Context, kind: type[Record], words: str) -> Iterable[Candidate]:
    try:
        return [await find(ctx, kind, words, field="search")]
    except Ambiguous as several:
        return several.candidates
    except NotFound as none:
        return none.near


def _scored(ctx: Context, noun: str, card: Card, words: str) -> _Found:
    """A name or number that is the words ranks before one that has them, and that before a mention in the text."""
    label = card.spoken(ctx.now())
    name = next((str(told) for name in ("name", "title", "subject") if (told := getattr(card, name, None))), label)
    if words.isdigit() and str(getattr(card, "number", "")) == words:
        return _Found(noun, card, label, 200)
    return _Found(noun, card, label, fuzz.WRatio(words.lower(), name.lower()))
