"""What a session may see: the criteria that every statement of an account's session gets, as one option.

SQLAlchemy works out a statement's cache key anew on every execution, and the criteria are part of it: with a criterion
of its own for each kind of record, a technician's statement took 1.2 ms of processor time, most of it on the key.
A `View` works its part of the key out once, which leaves 0.3 ms. The criteria themselves are `with_loader_criteria`,
untouched.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache, lru_cache
from typing import Any
from weakref import WeakKeyDictionary

from sqlalchemy import BindParameter
from sqlalchemy.orm import with_loader_criteria
from sqlalchemy.orm.interfaces import CriteriaOption
from sqlalchemy.sql.visitors import anon_map

from storage.base import Eye, Owned, Record

_shapes: dict[object, int] = {}


class View(CriteriaOption):
    """Several criteria in one option. Views of the same shape share compiled statements; the values differ."""

    inherit_cache = False
    # The session adds its view to every statement, so nothing has to travel along with loaded rows.
    propagate_to_loaders = False

    def __init__(self, criteria: Sequence[Any]) -> None:
        self._criteria = criteria
        self._values: list[BindParameter[Any]] = []
        seen = anon_map()
        shape = tuple(each._gen_cache_key(seen, self._values) for each in criteria)
        if None in shape:
            raise TypeError("a criterion without a cache key could be taken for another's")
        self._key = (View, _shapes.setdefault(shape, len(_shapes)))
        self._seen: WeakKeyDictionary[Any, Any] = WeakKeyDictionary()

    def of(self, statement: Any) -> Any:
        """The statement within this view; the same each time, so that one written once is worked out once."""
        seen = self._seen.get(statement)
        if seen is None:
            seen = self._seen[statement] = statement.options(self)
        return seen

    def _gen_cache_key(self, anon_map: object, bindparams: list[BindParameter[Any]]) -> tuple[Any, ...]:
        bindparams.extend(self._values)
        return self._key

    def process_compile_state(self, compile_state: Any) -> None:
        """Called by SQLAlchemy where a statement is compiled."""
        for each in self._criteria:
            each.process_compile_state(compile_state)

    def process_compile_state_replaced_entities(self, compile_state: Any, mapper_entities: Any) -> None:
        """Called by SQLAlchemy where a compiled statement asks for other columns."""
        self.process_compile_state(compile_state)

    def get_global_criteria(self, attributes: dict[Any, Any]) -> None:
        """Called by SQLAlchemy for UPDATE and DELETE."""
        for each in self._criteria:
            each.get_global_criteria(attributes)


@lru_cache(maxsize=512)
def view(account_id: str, eye: Eye | None, *, deleted: bool) -> View:
    """The account's rows, without the tombstones unless `deleted`, and of those what the eye may see."""
    mine = [with_loader_criteria(Owned, lambda row: row.account_id == account_id, include_aliases=True)]
    if not deleted:
        mine.append(with_loader_criteria(Record, lambda row: row.deleted_at.is_(None), include_aliases=True))
    if eye is not None:
        narrowed = [kind for kind in kinds() if kind.personal or not eye.wide]
        mine += [with_loader_criteria(kind, kind.seen_by(eye), include_aliases=True) for kind in narrowed]
    return View(mine)


@cache
def above_the_accounts() -> View:
    """No account's rows at all."""
    return View([with_loader_criteria(Owned, lambda row: row.account_id.is_(None), include_aliases=True)])


def kinds() -> list[type[Record]]:
    """Every kind of record there is."""
    return [mapper.class_ for mapper in Record.registry.mappers if issubclass(mapper.class_, Record)]
