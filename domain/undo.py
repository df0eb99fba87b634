"""Taking back: a person's own last writes, reversed from the images that the audit keeps of the rows they touched.

What somebody else has changed since stays as it is, and the refusal says so. What has left the building stays too.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field
from typing import Any, Literal

from sqlalchemy import inspect, select

from domain import campaigns, users
from domain.context import Context
from domain.erasure import ERASE
from domain.invoices import must_add_up
from domain.mailboxes import PROVIDERS, disconnecting
from domain.notifications import withdrawn
from domain.problems import Conflict, Forbidden
from domain.telling import label
from domain.wording import counted
from storage.accounts import Account
from storage.audit import AuditEntry
from storage.base import Kept, Record
from storage.campaigns import Campaign
from storage.contacts import Contact
from storage.images import Image, image, restore
from storage.notifications import Notification
from storage.outbox import Parcel
from storage.session import WITH_DELETED, kinds, whole
from storage.users import User

UNDO, REDO = "undo", "redo"
AT_ONCE, LOOKED_AT = 200, 20
MANY = 5  # that came or went; from so many of a kind on they are counted and not named
SENT_AS = {"sms": "text", "email": "e-mail"}
FOR_GOOD = {
    ERASE: "What was erased cannot be brought back.",
    **{disconnecting(kind): f"{name} cannot be brought back; connect it again." for kind, name in PROVIDERS.items()},
}
May = Callable[[str], bool]


@dataclass(slots=True)
class Row:
    """One row that a write touched, as it is now. The write made it if `before` is None, deleted it if `after` is."""

    record: Kept
    before: Image | None
    after: Image | None

    @property
    def changed(self) -> Image:
        """The values that the write replaced, to be put back; of what is kept by name in one column, those names."""
        assert self.before is not None
        if self.after is None:
            return self.before
        now, after = image(self.record), self.after
        return {
            name: _put_back_by_name(value, after.get(name), now.get(name))
            for name, value in self.before.items()
            if value != after.get(name)
        }

    @property
    def way(self) -> Literal["made", "deleted", "changed"]:
        """What the write did to the row."""
        if self.before is None:
            return "made"
        return "deleted" if self.after is None else "changed"

    @property
    def stands(self) -> bool:
        """Whether the row is still as the write left it, as far as the write touched it."""
        if self.after is None or self.record.gone:
            return self.after is None and self.record.gone
        now, before = image(self.record), self.before
        if before is None:
            return all(now.get(name) == value for name, value in self.after.items())
        return all(_untouched(before[name], self.after.get(name), now.get(name)) for name in self.changed)


def _names_touched(before: Image, after: Image) -> set[str]:
    return {name for name in before.keys() | after.keys() if before.get(name) != after.get(name)}


def _untouched(before: Any, after: Any, now: Any) -> bool:
    """Whether a value is still as the write left it, as far as the write touched it."""
    if isinstance(before, dict) and isinstance(after, dict) and isinstance(now, dict):
        return all(now.get(name) == after.get(name) for name in _names_touched(before, after))
    return bool(now == after)


def _put_back_by_name(before: Any, after: Any, now: Any) -> Any:
    """The value from before; of one that is kept by name, only the names that the write touched."""
    if not (isinstance(before, dict) and isinstance(after, dict) and isinstance(now, dict)):
        return before
    touched = _names_touched(before, after)
    return {k: v for k, v in now.items() if k not in touched} | {k: v for k, v in before.items() if k in touched}


@dataclass(slots=True)
class Taken:
    """What was taken back: the entries, and what there is to say about it."""

    entries: list[str] = field(default_factory=list)
    said: list[str] = field(default_factory=list)


async def take_back(ctx: Context, count: int, may: May) -> Taken:
    """Reverse the speaker's last writes, newest first; raises `Conflict` where one cannot be."""
    taken = Taken()
    async for entry in _standing(ctx):
        if len(taken.entries) == count:
            break
        if entry.operation in FOR_GOOD:
            raise Conflict(FOR_GOOD[entry.operation])
        if not may(entry.operation):
            raise Forbidden("The last thing you did is no longer yours to take back; ask an admin.")
        await _reverse(ctx, entry, taken)
    if not taken.entries:
        raise Conflict("There is nothing of yours to take back.")
    ctx.session.info["undoes"] = " ".join(taken.entries)
    return taken


async def put_back(ctx: Context) -> Taken:
    """Reverse the speaker's last undo, if that is not reversed already."""
    taken = Taken()
    async for entry in _trail(ctx):
        if entry.operation == UNDO:
            await _reverse(ctx, entry, taken)
            ctx.session.info["undoes"] = entry.id
            return taken
        if entry.operation != REDO:
            break
    raise Conflict("There is nothing taken back that could be done again.")


async def _standing(ctx: Context) -> AsyncIterator[AuditEntry]:
    """The speaker's writes that are not taken back, newest first."""
    async for entry in _trail(ctx):
        if entry.operation not in (UNDO, REDO):
            yield entry


async def _trail(ctx: Context) -> AsyncIterator[AuditEntry]:
    """What the speaker did, newest first, without what an undo has taken back or a redo has put back."""
    reversed_: set[str] = set()
    mine = select(AuditEntry).where(AuditEntry.actor_id == ctx.actor.id, AuditEntry.channel != "system")
    older = mine.order_by(AuditEntry.id.desc()).limit(LOOKED_AT)
    while entries := list(await ctx.session.scalars(older)):
        for entry in entries:
            if entry.id not in reversed_:
                reversed_.update((entry.undoes or "").split())
                yield entry
        older = mine.where(AuditEntry.id < entries[-1].id).order_by(AuditEntry.id.desc()).limit(LOOKED_AT)


async def _reverse(ctx: Context, entry: AuditEntry, taken: Taken) -> None:
    rows = await _rows(ctx, entry.changes)
    gone = [row.record for row in rows if isinstance(row.record, Parcel) and row.record.state in ("sending", "sent")]
    sentences = [await _has_gone(ctx, parcel) for parcel in gone]
    going = _reversible(rows, gone)
    if gone and not any(row.record.id == entry.record_id for row in going):
        raise Conflict(" ".join(sentences))
    await _must_be_free(ctx, rows, going)
    main = _main(entry, going)
    for unwritten, row in enumerate(_in_order(going, main)):
        await _put_back(ctx, row)
        if row is main or row.way == "changed" or unwritten % AT_ONCE == 0:
            await ctx.session.flush()
    await ctx.session.flush()
    await must_add_up(ctx, [row.record for row in going if isinstance(row.record, Record)])
    taken.entries.append(entry.id)
    taken.said += [_told(entry, going), *sentences]


def _main(entry: AuditEntry, rows: Sequence[Row]) -> Row | None:
    """What the write was about."""
    return next((row for row in rows if row.record.id == entry.record_id), rows[0] if rows else None)


def _in_order(rows: Sequence[Row], main: Row | None) -> list[Row]:
    """Last things first; but what it was about before all, where it came or went, so that the trail tells of that."""
    last_first = list(reversed(rows))
    if main is None or main.way == "changed":
        return last_first
    return [main, *(row for row in last_first if row is not main)]


def _reversible(rows: list[Row], gone: list[Parcel]) -> list[Row]:
    """All but what has left the building, and what was made to say that it did."""
    told, stands = {parcel.record_id for parcel in gone}, {each for parcel in gone for each in _along(parcel)}
    made = [row for row in rows if not (row.before is None and row.record.id in told)]
    return [row for row in made if row.record not in gone and row.record.id not in stands]


def _along(parcel: Parcel) -> list[str]:
    """What stands once the parcel has left: the invoice that it brought."""
    return list(parcel.payload.get("along", ()))


async def _must_be_free(ctx: Context, rows: list[Row], going: list[Row]) -> None:
    """Refuse what somebody has changed since, or what is needed by now; the carrier's own marks do not count."""
    parcels = [row.record for row in rows if isinstance(row.record, Parcel)]
    carried = {each for parcel in parcels for each in (parcel.record_id, *_along(parcel))}
    for row in going:
        if not (row.stands or row.record.beside or isinstance(row.record, Parcel) or row.record.id in carried):
            raise Conflict(f"{_named(row.record, first=True)} has been changed since, so it stays; look at it again.")
    made: dict[type[Record], dict[str, Record]] = {}
    for row in going:
        if row.before is None and isinstance(row.record, Record):
            made.setdefault(type(row.record), {})[row.record.id] = row.record
    for records in made.values():
        await _must_not_be_needed(ctx, records, {each.record.id for each in going})


async def _rows(ctx: Context, changes: Sequence[dict[str, Any]]) -> list[Row]:
    """The rows that a write touched, as they are now."""
    known: list[type[Kept]] = [Account, *kinds()]
    found: dict[tuple[str, str], Kept] = {}
    for name in dict.fromkeys(change["kind"] for change in changes):
        kind = next(each for each in known if each.__tablename__ == name)
        for ids in _few([change["id"] for change in changes if change["kind"] == name]):
            # a write may have touched what its writer may not see: a notice to somebody else
            statement = select(kind).where(kind.id.in_(ids)).with_for_update().options(whole(ctx.session))
            records = await ctx.session.scalars(statement, execution_options={"populate_existing": True})
            found |= {(name, record.id): record for record in records}
    if any((change["kind"], change["id"]) not in found for change in changes):
        raise Conflict("What you changed is gone for good, so it cannot be put back.")
    return [Row(found[change["kind"], change["id"]], change["before"], change["after"]) for change in changes]


def _few(ids: Sequence[str]) -> Iterator[Sequence[str]]:
    """As many at a time as a statement takes well."""
    return (ids[start : start + AT_ONCE] for start in range(0, len(ids), AT_ONCE))


async def _has_gone(ctx: Context, parcel: Parcel) -> str:
    if parcel.kind == "payment_link":
        return "Its payment link is closed by now, so send the invoice again for a new one."
    if parcel.kind == "push":
        return "It has shown up on their device already."
    if parcel.kind == "work":
        return "It had begun by then; what was done of it stays."
    to = parcel.payload.get("to")
    reached = Contact.phone if parcel.kind == "sms" else Contact.email
    name = await ctx.session.scalar(select(Contact.name).where(reached == to).limit(1), execution_options=WITH_DELETED)
    whom = name.split()[0] if name else to
    return f"The {SENT_AS.get(parcel.kind, 'message')} to {whom} has already gone."


async def _must_not_be_needed(ctx: Context, made: Mapping[str, Record], along: Set[str]) -> None:
    """Refuse to remove records of one kind that were made if something made since hangs on one of them."""
    for kind in kinds():
        for column in _pointing(kind, type(next(iter(made.values())))) if getattr(kind, "audited", True) else ():
            for ids in _few(list(made)):
                hanging = await ctx.session.execute(select(kind.id, column).where(column.in_(ids)))
                if needing := next(((other, on) for other, on in hanging if other not in along), None):
                    other = (await ctx.session.scalars(select(kind).where(kind.id == needing[0]))).one()
                    what = _named(made[needing[1]], first=True)
                    raise Conflict(f"{what} is needed by {_named(other)} by now, so it stays; remove that first.")


def _pointing(kind: type[Record], at: type[Record]) -> list[Any]:
    """The columns of a kind that point at another."""
    links = [link for link in inspect(kind).relationships if link.mapper.class_ is at and not link.viewonly]
    columns = {str(column.key) for link in links for column in link.local_columns} - {"account_id"}
    return [getattr(kind, name) for name in sorted(columns)]


async def _put_back(ctx: Context, row: Row) -> None:
    record = row.record
    if isinstance(record, Parcel):
        _recall(ctx, record, again=row.before is not None)
    elif row.before is None and isinstance(record, Record):
        await _bury(ctx, record)
    else:
        restore(record, row.changed)
    if isinstance(record, User) and record.deleted_at is None:
        await users.restored(ctx, record)
    if isinstance(record, Campaign) and record.deleted_at is None:
        await campaigns.restored(ctx, record)


async def _bury(ctx: Context, made: Record) -> None:
    """Remove what was made; who has read a notice of it already is told."""
    made.deleted_at = made.deleted_at or ctx.now()
    if isinstance(made, Notification) and made.read:
        await withdrawn(ctx, made)


def _recall(ctx: Context, parcel: Parcel, *, again: bool) -> None:
    """Keep a parcel back; or let one that was kept back go after all, with its window to think again."""
    if again:
        parcel.state, parcel.due_at = "waiting", max(parcel.due_at, ctx.now() + ctx.company.undo_window)
    elif parcel.state == "waiting":
        parcel.state = "cancelled"


def _told(entry: AuditEntry, rows: list[Row]) -> str:
    main = _main(entry, rows)
    if main is None:
        return f"There was nothing to put back after {entry.operation.replace('_', ' ')}."
    alike = [row for row in rows if type(row.record) is type(main.record) and row.way == main.way]
    several = len(alike) >= (2 if main.way == "changed" else MANY)
    name = counted(len(alike), _noun(main.record)) if several else _named(main.record)
    match main.way:
        case "made":
            return f"Removed {name} again."
        case "deleted":
            return f"Brought {name} back."
    return f"Put {name} back as {'they were' if several else 'it was'}."


def _noun(record: object) -> str:
    return "".join(f" {letter.lower()}" if letter.isupper() else letter for letter in type(record).__name__).strip()


def _named(record: Kept, *, first: bool = False) -> str:
    """The record by its kind and what it is called, perhaps as the first words of a sentence."""
    if not isinstance(record, Record):
        return "The account" if first else "the account"
    noun = _noun(record)
    name = getattr(record, "number", None) or label(record)
    words = f"the {noun}" if name == record.id else f"{noun} {name}"
    return words[0].upper() + words[1:] if first else words
