"""Working on the lines of a document: written anew, added, changed or dropped by name, and added up again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Protocol, cast

from rapidfuzz import fuzz, process, utils
from sqlalchemy import select

from domain.context import Context
from domain.find import find
from domain.lines import add_up, line_of, reprice
from domain.money import rounded, summed
from domain.problems import Ambiguous, Conflict, FieldError, Invalid, Missing, NotFound
from storage.base import Record
from storage.inventory import InventoryItem
from storage.lines import Line, Totalled

Given = Mapping[str, Any]
MOST_LINES = 200
ALIKE = 72
EDITS = ("lines", "add_lines", "change_lines", "drop_lines", "discount", "total")
DISCOUNT, ADJUSTMENT = "Discount", "Adjustment"


class Document(Protocol):
    """A numbered document with lines and totals."""

    id: str
    number: int


@dataclass(frozen=True, slots=True)
class Paper:
    """A document that is worked on: the kind of its lines, by which relation they hang on it, and what it is called."""

    document: Document
    kind: type[Line]
    owner: str
    called: str
    unnamed: str

    @property
    def totals(self) -> Totalled:
        """The document as far as its money goes."""
        return cast(Totalled, self.document)


async def lines_of(ctx: Context, paper: Paper) -> list[Line]:
    """The document's lines in order."""
    mine = select(paper.kind).where(getattr(paper.kind, f"{paper.owner}_id") == paper.document.id)
    return list(await ctx.session.scalars(mine.order_by(paper.kind.position, paper.kind.id)))


async def write_lines(ctx: Context, paper: Paper, lines: Sequence[Given]) -> None:
    """Write all lines anew."""
    for line in await lines_of(ctx, paper):
        line.deleted_at = ctx.now()
    await settle(ctx, paper, await made(ctx, paper, lines, 0, "lines"))


async def restated(ctx: Context, paper: Paper, facts: Given) -> bool:
    """Replace, drop, change and add lines as asked, then what they come to; whether anything is another now."""
    changed = await _relined(ctx, paper, facts)
    total, off = facts.get("total"), facts.get("discount")
    if off is not None:
        total = paper.totals.total - off
    if total is None or total == paper.totals.total:
        return changed
    await come_to(ctx, paper, total)
    return True


async def _relined(ctx: Context, paper: Paper, facts: Given) -> bool:
    whole, more = facts.get("lines"), facts.get("add_lines") or ()
    other, fewer = facts.get("change_lines") or (), facts.get("drop_lines") or ()
    if whole is None and not (more or other or fewer):
        return False
    if whole is not None:
        await write_lines(ctx, paper, whole)
    lines = await lines_of(ctx, paper)
    for each in fewer:
        gone = _called(paper, lines, each)
        gone.deleted_at = ctx.now()
        lines.remove(gone)
    for each in other:
        _change(paper, _called(paper, lines, each), each)
    lines += await made(ctx, paper, more, max((line.position for line in lines), default=0), "addLines")
    await settle(ctx, paper, lines)
    return True


async def made(ctx: Context, paper: Paper, given: Sequence[Given], after: int, field: str) -> list[Line]:
    """New lines of what was given, behind those that are there."""
    new = []
    for place, each in enumerate(given):
        facts = await _priced(ctx, {k: v for k, v in each.items() if v is not None}, f"{field}.{place}.unitPrice")
        facts.setdefault("description", paper.unnamed)
        at = {paper.owner: paper.document, "position": after + place + 1}
        new.append(line_of(paper.kind, facts, paper.totals.currency, **at))
    ctx.session.add_all(new)
    return new


async def settle(ctx: Context, paper: Paper, lines: Sequence[Line]) -> None:
    """Add up what is on the document now."""
    if len(lines) > MOST_LINES:
        raise Invalid(f"{paper.called} would hold more than {MOST_LINES} lines.", [FieldError("lines", "are too many")])
    add_up(paper.totals, lines)
    await ctx.session.flush()
    ctx.session.expire(cast(Record, paper.document), ["lines"])


async def come_to(ctx: Context, paper: Paper, total: Decimal) -> None:
    """Have a document come to a sum, its tax included: by the price of its only line, else by a line that makes it up.

    No price may lead to that very sum once the tax on it is rounded; the tax then takes the odd cent.
    """
    if total < 0:
        sentence = f"{paper.called} cannot come to less than nothing."
        raise Invalid(sentence, [FieldError("total", "is less than nothing")])
    lines, document = await lines_of(ctx, paper), paper.totals
    if not lines:
        lines = [_line(paper, paper.unnamed, 1)]
    if len(lines) == 1 and lines[0].quantity:
        whole = _before_tax(document, total) if lines[0].taxable else total
        lines[0].unit_price = whole / lines[0].quantity
        reprice(lines[0], document.currency)
    if len(lines) > 1 or lines[0].amount != whole:
        lines = _made_up(ctx, paper, lines, total)
    ctx.session.add_all(lines)
    await settle(ctx, paper, [line for line in lines if line.deleted_at is None])
    document.tax += total - document.total
    document.total = total


def _made_up(ctx: Context, paper: Paper, lines: list[Line], total: Decimal) -> list[Line]:
    """The lines with one more for what is missing or too much; it takes the place of an earlier one."""
    document = paper.totals
    stands = [line for line in lines if line.description not in (DISCOUNT, ADJUSTMENT)]
    for line in lines:
        if line not in stands:
            line.deleted_at = ctx.now()
    missing = _before_tax(document, total - summed(stands, document.tax_rate, document.currency).total)
    if not missing:
        return lines
    made = _line(paper, DISCOUNT if missing < 0 else ADJUSTMENT, max(line.position for line in lines) + 1, missing)
    return [*lines, made]


def _line(paper: Paper, description: str, position: int, price: Decimal = Decimal(0)) -> Line:
    given = {"description": description, "unit_price": price}
    return line_of(paper.kind, given, paper.totals.currency, **{paper.owner: paper.document, "position": position})


def _before_tax(document: Totalled, amount: Decimal) -> Decimal:
    return rounded(amount / (1 + document.tax_rate), document.currency)


async def _priced(ctx: Context, given: dict[str, Any], field: str) -> dict[str, Any]:
    """The line with a price: its own, else that of the part in stock which it names."""
    if "unit_price" in given:
        return given
    if "description" not in given:
        raise Missing([field])
    try:
        found = await find(ctx, InventoryItem, given["description"], field=field)
    except (Ambiguous, NotFound):
        raise Missing([field]) from None
    item = await ctx.session.get_one(InventoryItem, (ctx.actor.account_id, found.id))
    if item.unit_price is None:
        raise Missing([field])
    return {**given, "description": item.name, "unit_price": item.unit_price}


def _called(paper: Paper, lines: Sequence[Line], given: Given) -> Line:
    """The line that is meant: the one so called, or the only one; raises `Conflict`."""
    words = given.get("description")
    if words is None and len(lines) == 1:
        return lines[0]
    names = {line.id: line.description for line in lines}
    scorer, plain = fuzz.WRatio, utils.default_process
    fits = process.extract(words or "", names, scorer=scorer, processor=plain, score_cutoff=ALIKE, limit=2)
    if fits and (len(fits) == 1 or fits[0][1] > fits[1][1]):
        return next(line for line in lines if line.id == fits[0][2])
    has = " and ".join(names.values()) if len(names) < 4 else f"{len(names)} lines"
    wanted = f"no one line called {words}" if words else "several lines" if lines else "no lines"
    raise Conflict(f"{paper.called} has {wanted}{f'; it has {has}' if lines else ''}; say which.")


def _change(paper: Paper, line: Line, given: Given) -> None:
    for name in ("quantity", "unit_price", "taxable"):
        if given.get(name) is not None:
            setattr(line, name, given[name])
    reprice(line, paper.totals.currency)
