"""Kept files over HTTP: for those signed in to the account alone."""

from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest

from api import files as kept_files
from api.app import create_app
from domain.context import Ports
from domain.signin import SignIn
from integrations.files import LocalFiles
from tests.conftest import person
from tests.tools.test_job_photos import picture
from tools.perform import Desk


@pytest.fixture
def files(tmp_path: Path) -> LocalFiles:
    """A folder of this test's own."""
    return LocalFiles(tmp_path / "files")


@pytest.fixture
def ports(files: LocalFiles) -> Ports:
    """The outside with a place for files."""
    return Ports(files=files)


@pytest.fixture
async def client(desk: Desk, signin: SignIn, files: LocalFiles) -> AsyncIterator[httpx.AsyncClient]:
    """A browser on the application."""
    app = create_app(desk, signin, doors=(lambda app: kept_files.mount(app, files),))
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://here") as made:
        yield made


async def token(signin: SignIn, user: str, account: str = "ridgeline") -> dict[str, str]:
    """The headers of somebody who is signed in."""
    return {"Authorization": f"Bearer {(await signin.issue(person(user, account))).token}"}


async def test_an_uploaded_picture_comes_back_to_its_own_account_alone(
    client: httpx.AsyncClient, signin: SignIn
) -> None:
    mine, theirs = await token(signin, "mike-a"), await token(signin, "lk-nora", "lakeshore")
    sent = {"file": ("IMG_1.jpg", picture(), "image/jpeg")}
    made = await client.post("/api/jobs/job-1042/upload-photo", files=sent, data={"caption": "Board"}, headers=mine)
    photo = made.json()
    assert (made.is_success, photo["caption"]) == (True, "Board")

    shown = await client.get(photo["url"], headers=mine)
    assert (shown.content, shown.headers["content-type"]) == (picture(), "image/jpeg")
    assert "sandbox" in shown.headers["content-security-policy"]
    assert (await client.get(photo["url"], headers=theirs)).status_code == 404
    assert (await client.get(photo["url"])).status_code == 401


async def test_a_file_nobody_kept_is_not_found(client: httpx.AsyncClient, signin: SignIn) -> None:
    mine = await token(signin, "mike-a")
    for name in ("nothing", "..%2f..%2fetc%2fpasswd", f"{'0' * 64}.jpg"):
        answer = await client.get(f"/files/{name}", headers=mine)
        assert (answer.status_code, "passwd" in answer.text) == (404, False)


async def test_an_upload_that_is_no_picture_or_too_large_says_so(client: httpx.AsyncClient, signin: SignIn) -> None:
    mine = await token(signin, "mike-a")

    async def status(data: bytes) -> int:
        sent = {"file": ("IMG_1.jpg", data, "image/jpeg")}
        return (await client.post("/api/jobs/job-1042/upload-photo", files=sent, headers=mine)).status_code

    assert await status(b"hello") == 422
    assert await status(picture() + bytes(16 * 1024 * 1024)) == 413
