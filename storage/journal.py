"""Which parcels have gone past recall, in a file that outlives the program.

Between a mail server's taking a mail and our writing that down lies a moment in which a program may be killed. A note
in memory that is shared with a file costs well under a microsecond, so it is made right before the bytes that hand a
mail over, and whoever comes next reads there what had gone. A file belongs to one carrier, which holds a lock on it
while it lives. It survives the program and not a loss of power, since nothing waits for the disk.
"""

from __future__ import annotations

import fcntl
import mmap
import os
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self

from storage.types import new_id

ID_LENGTH, SLOT, SLOTS = 36, 40, 1024
GONE = 1
ENDING = ".journal"


@dataclass(slots=True)
class Journal:
    """One carrier's notes, by parcel."""

    path: Path
    _file: int
    _notes: mmap.mmap
    _places: dict[str, int] = field(default_factory=dict)
    _free: list[int] = field(default_factory=lambda: list(range(SLOTS)))

    @classmethod
    def open(cls, folder: Path) -> Self:
        """New notes in a folder. The file gets its name when it is locked, so that nobody takes it for a dead one's."""
        folder.mkdir(parents=True, exist_ok=True)
        path = folder / f"{new_id()}{ENDING}"
        unnamed = path.with_suffix(".new")
        opened = os.open(unnamed, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600)
        fcntl.flock(opened, fcntl.LOCK_EX)
        os.truncate(opened, SLOT * SLOTS)
        unnamed.rename(path)
        return cls(path, opened, mmap.mmap(opened, SLOT * SLOTS))

    @property
    def name(self) -> str:
        """What the carrier's leases are marked with."""
        return self.path.stem

    def take_up(self, parcel_id: str) -> bool:
        """Begin a parcel; whether it had gone already, when it was begun before and not ended."""
        if parcel_id in self._places:
            return self._notes[self._places[parcel_id] * SLOT + ID_LENGTH] == GONE
        place = self._places[parcel_id] = self._free.pop()
        self._notes[place * SLOT : place * SLOT + ID_LENGTH] = parcel_id.encode().ljust(ID_LENGTH)
        return False

    def past_recall(self, parcel_id: str) -> None:
        """Note that a parcel can no longer be held back."""
        self._notes[self._places[parcel_id] * SLOT + ID_LENGTH] = GONE

    def lay_down(self, parcel_id: str) -> None:
        """End a parcel: what became of it is in the database."""
        place = self._places.pop(parcel_id)
        self._notes[place * SLOT + ID_LENGTH] = 0
        self._free.append(place)

    def close(self) -> None:
        """End the notes."""
        self.path.unlink(missing_ok=True)
        self._notes.close()
        os.close(self._file)


@dataclass(frozen=True, slots=True)
class LeftBehind:
    """What a carrier that died had noted: its name, and the parcels that had gone."""

    name: str
    gone: tuple[str, ...]


def left_behind(folder: Path) -> Iterator[LeftBehind]:
    """The notes of carriers that have died; each is removed when the next is asked for."""
    for path in sorted(folder.glob(f"*{ENDING}")):
        with suppress(FileNotFoundError, BlockingIOError):
            file = os.open(path, os.O_RDWR)
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
                yield LeftBehind(path.stem, tuple(_gone(os.read(file, SLOT * SLOTS))))
                path.unlink()
            finally:
                os.close(file)


def _gone(notes: bytes) -> Iterator[str]:
    for start in range(0, len(notes), SLOT):
        if notes[start + ID_LENGTH] == GONE:
            yield notes[start : start + ID_LENGTH].decode().strip()
