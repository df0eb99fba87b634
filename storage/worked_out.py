"""Facts of a record that follow from its columns: read off a record, or off the columns alone in a list."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Generic, Self, TypeVar, overload

from sqlalchemy.orm import Bundle

T = TypeVar("T")


class WorkedOut(Generic[T]):
    """A fact, the columns that it follows from, and how: `promised_window` of a job follows from its start and end."""

    def __init__(self, columns: tuple[str, ...], how: Callable[..., T]) -> None:
        self.columns, self.how, self.__doc__ = columns, how, how.__doc__

    @overload
    def __get__(self, record: None, kind: type[Any]) -> Self: ...
    @overload
    def __get__(self, record: object, kind: type[Any]) -> T: ...
    def __get__(self, record: object | None, kind: type[Any]) -> Self | T:
        return self if record is None else self.how(*(getattr(record, name) for name in self.columns))

    def read_from(self, name: str, source: Any) -> Bundle[Any]:
        """The fact in a statement, under a name: its columns are read, and it comes back."""
        return _Fact(name, self.how, *(getattr(source, column) for column in self.columns))


class _Fact(Bundle[Any]):
    inherit_cache = True

    def __init__(self, name: str, how: Callable[..., Any], *columns: Any) -> None:
        super().__init__(name, *columns)
        self.how = how

    def create_row_processor(
        self, query: Any, procs: Sequence[Callable[[Any], Any]], labels: Sequence[str]
    ) -> Callable[[Any], Any]:
        """From a row to the fact."""
        return lambda row: self.how(*(proc(row) for proc in procs))
