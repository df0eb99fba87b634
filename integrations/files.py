"""Files in a folder of this machine, behind the `Files` port.

A file is named by its content (SHA-256), so two uploads never overwrite each other and the same one is kept once;
it is written aside and moved into place, so a reader never sees half of it. Every account has its own folder.
"""

from __future__ import annotations

import asyncio
import hashlib
import os
import re
import tempfile
from contextlib import suppress
from pathlib import Path

UNKNOWN = "application/octet-stream"
SUFFIXES = {
    "image/jpeg": ".jpg",
    "image/png": ".png",
    "image/webp": ".webp",
    "image/gif": ".gif",
    "audio/wav": ".wav",
    "audio/mpeg": ".mp3",
    "audio/webm": ".webm",
    "audio/ogg": ".ogg",
    "application/pdf": ".pdf",
    "text/csv": ".csv",
    "application/json": ".json",
    UNKNOWN: ".bin",
}
MIMES = {suffix: mime for mime, suffix in SUFFIXES.items()}
KEPT = re.compile(r"[0-9a-f]{64}\.[a-z0-9]{2,5}")
ACCOUNT = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,99}")


class LocalFiles:
    """Keeps files under a folder; they are served below `address` to those who sign in to their account."""

    def __init__(self, folder: Path, address: str = "/files") -> None:
        self._folder, self._address = folder, address.rstrip("/")

    async def keep(self, account_id: str, name: str, data: bytes, mime: str) -> str:
        """Keep a file for good and answer its address; what people call it (`name`) plays no part in it."""
        kept = hashlib.sha256(data).hexdigest() + SUFFIXES.get(mime, SUFFIXES[UNKNOWN])
        await asyncio.to_thread(_write, self._path(account_id, kept), data)
        return f"{self._address}/{kept}"

    async def read(self, account_id: str, name: str) -> tuple[bytes, str]:
        """A kept file's bytes and type, by the last part of its address; raises `FileNotFoundError`."""
        path = self._path(account_id, name)
        return await asyncio.to_thread(path.read_bytes), MIMES.get(path.suffix, UNKNOWN)

    async def remove(self, account_id: str, name: str) -> None:
        """Take a kept file away for good, by the last part of its address; one that is not there is none to take."""
        with suppress(FileNotFoundError):
            await asyncio.to_thread(self._path(account_id, name).unlink)

    def _path(self, account_id: str, kept: str) -> Path:
        """Where a file lies. Only names that `keep` could have made are looked at, so no name leads out of here."""
        if not (ACCOUNT.fullmatch(account_id) and KEPT.fullmatch(kept)):
            raise FileNotFoundError(kept)
        return self._folder / account_id / kept


def _write(path: Path, data: bytes) -> None:
    if path.exists():
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, aside = tempfile.mkstemp(dir=path.parent, prefix=".")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        Path(aside).replace(path)
    except OSError:
        Path(aside).unlink(missing_ok=True)
        raise
    _sync_folder(path.parent)


def _sync_folder(folder: Path) -> None:
    """Make the new name itself durable."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
