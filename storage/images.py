"""Before and after: what a transaction changed, row by row, as JSON; and how to put it back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from sqlalchemy import inspect

from storage.base import Kept

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

BOOKKEEPING = frozenset({"account_id", "created_at", "updated_at", "version"})
Image = dict[str, Any]


@dataclass(slots=True)
class Change:
    """One row that was touched: its values before (None: it was made) and after (None: it was deleted)."""

    record: Kept
    before: Image | None

    @property
    def kind(self) -> str:
        return str(self.record.__tablename__)

    @property
    def after(self) -> Image | None:
        if self.record.gone:
            return None
        unset = dict.fromkeys(_columns(type(self.record))) if self.before is None else {}
        return unset | image(self.record)

    def earlier(self) -> Kept | None:
        """The row as it was, by itself and in no session; None if there was none. What is derived is as it is now."""
        if self.before is None:
            return None
        kind = type(self.record)
        made = kind()
        restore(made, image(self.record) | self.before)
        for name in kind.derived:
            setattr(made, name, getattr(self.record, name))
        return made

    def shown(self, values: Image | None) -> Image | None:
        """An image as the trail shows it: a secret is there to be put back, not to be looked at."""
        return values and {name: value for name, value in values.items() if name not in self.record.secret}

    def json(self) -> dict[str, Any]:
        return {"kind": self.kind, "id": self.record.id, "before": self.before, "after": self.after}


def image(record: Kept) -> Image:
    """The row's loaded columns as JSON values, without bookkeeping and what is derived."""
    loaded = inspect(record).dict
    return {key: _plain(loaded[key]) for key in _columns(type(record)) if key in loaded}


def restore(record: Kept, values: Image) -> None:
    """Put an image's values back on the row."""
    columns = inspect(type(record)).columns
    for key, value in values.items():
        setattr(record, key, _typed(value, columns[key].type.python_type))


def note_changes(session: Session) -> None:
    """Remember the first before-image of every row that this flush will write."""
    changes: dict[tuple[str, str], Change] = session.info.setdefault("changes", {})
    for row, before in [(row, None) for row in session.new] + [(row, _before(row)) for row in session.dirty]:
        if isinstance(row, Kept) and before != {} and getattr(row, "audited", True):
            changes.setdefault((row.__tablename__, row.id), Change(row, before))


def _before(row: object) -> Image:
    """The committed values of a modified row; empty if nothing really changed."""
    state = inspect(row)
    if not isinstance(row, Kept) or not state.session.is_modified(row):
        return {}
    values = image(row)
    for key in list(values):
        history = state.attrs[key].history
        if history.deleted:
            values[key] = _plain(history.deleted[0])
        elif history.added and not history.unchanged:
            values[key] = None
    return values


def _columns(kind: type[Kept]) -> list[str]:
    return [key for key in inspect(kind).columns.keys() if key not in BOOKKEEPING | kind.derived]


def _plain(value: Any) -> Any:
    """A value as JSON, written one way whether it has just been set or comes from the database."""
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    if isinstance(value, date):
        return value.isoformat()
    return f"{value.normalize():f}" if isinstance(value, Decimal) else value


def _typed(value: Any, kind: type) -> Any:
    if value is None:
        return None
    if issubclass(kind, datetime | date):
        return kind.fromisoformat(value)
    return kind(value) if issubclass(kind, Decimal) else value
