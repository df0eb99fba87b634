"""Files in a folder: apart by account, named by content, never half written."""

import asyncio
import os
from pathlib import Path

import pytest

from integrations.files import LocalFiles


@pytest.fixture
def files(tmp_path: Path) -> LocalFiles:
    """A folder of this test's own."""
    return LocalFiles(tmp_path / "kept")


async def test_the_same_bytes_are_kept_once_and_others_never_overwritten(files: LocalFiles, tmp_path: Path) -> None:
    same = await asyncio.gather(*(files.keep("ridgeline", "a.jpg", b"one", "image/jpeg") for _ in range(8)))
    other = await files.keep("ridgeline", "a.jpg", b"two", "image/jpeg")
    assert len({*same, other}) == 2
    assert len(os.listdir(tmp_path / "kept" / "ridgeline")) == 2
    assert await files.read("ridgeline", same[0].removeprefix("/files/")) == (b"one", "image/jpeg")


async def test_one_account_does_not_read_anothers_file(files: LocalFiles) -> None:
    address = await files.keep("ridgeline", "a.jpg", b"one", "image/jpeg")
    with pytest.raises(FileNotFoundError):
        await files.read("lakeshore", address.removeprefix("/files/"))


@pytest.mark.parametrize("mime", ["text/html", "image/svg+xml", "../../x"])
async def test_what_a_browser_could_run_is_kept_as_mere_bytes(files: LocalFiles, mime: str) -> None:
    address = await files.keep("ridgeline", "page.html", b"<script>", mime)
    assert (await files.read("ridgeline", address.removeprefix("/files/")))[1] == "application/octet-stream"


@pytest.mark.parametrize(
    "name", ["../secret", "..", "", ".hidden", "a" * 64, f"{'a' * 64}.jpg/../x", f"{'a' * 64}.jpg\n"]
)
async def test_no_name_leads_out_of_the_folder(files: LocalFiles, tmp_path: Path, name: str) -> None:
    await files.keep("ridgeline", "a.jpg", b"one", "image/jpeg")
    (tmp_path / "kept" / "secret").write_text("not for you")
    with pytest.raises(FileNotFoundError):
        await files.read("ridgeline", name)


@pytest.mark.parametrize("account", ["..", "../ridgeline", "", "a/b", "a\x00b"])
async def test_no_account_leads_out_of_the_folder(files: LocalFiles, account: str) -> None:
    with pytest.raises(FileNotFoundError):
        await files.keep(account, "a.jpg", b"one", "image/jpeg")
