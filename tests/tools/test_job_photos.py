"""Photos of jobs through the one door: what is taken for a picture, and what is not."""

import base64
import struct
import zlib
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from domain.context import Ports
from domain.pictures import LARGEST
from domain.problems import Invalid, Missing, NeedsConfirmation, NotFound, TooLarge, Unavailable
from integrations.files import LocalFiles
from tests.conftest import Ask, person

MIKE = person("mike-a")
ROTATED = 6
ORIENTATION = 0x0112


@pytest.fixture
def files(tmp_path: Path) -> LocalFiles:
    """A folder of this test's own."""
    return LocalFiles(tmp_path / "files")


@pytest.fixture
def ports(files: LocalFiles) -> Ports:
    """The outside with a place for files."""
    return Ports(files=files)


def picture(kind: str = "JPEG", size: tuple[int, int] = (40, 30), **options: Any) -> bytes:
    """A small picture's bytes."""
    out = BytesIO()
    Image.new("RGB", size, "darkred").save(out, kind, **options)
    return out.getvalue()


def upload(data: bytes, mime: str = "image/jpeg") -> dict[str, str]:
    """A file as a call carries it."""
    return {"data": base64.b64encode(data).decode(), "mime": mime, "name": "IMG_1.jpg"}


@pytest.mark.parametrize(
    ("kind", "mime"),
    [("JPEG", "image/jpeg"), ("MPO", "image/jpeg"), ("PNG", "image/png"), ("WEBP", "image/webp"), ("GIF", "image/gif")],
)
async def test_a_picture_is_kept_byte_for_byte_as_what_it_really_is(
    ask: Ask, files: LocalFiles, kind: str, mime: str
) -> None:
    data = picture(kind)
    photo = await ask("upload_job_photo", id="job-1042", file=upload(data, "text/html"), caption="Board", by=MIKE)
    assert (photo["jobNumber"], photo["caption"], photo["authorName"]) == (1042, "Board", "Mike Alvarez")
    assert await files.read("ridgeline", photo["url"].removeprefix("/files/")) == (data, mime)


async def test_a_picture_keeps_the_way_it_was_held(ask: Ask, files: LocalFiles) -> None:
    exif = Image.Exif()
    exif[ORIENTATION] = ROTATED
    photo = await ask("upload_job_photo", id="job-1042", file=upload(picture(exif=exif)))
    data, _ = await files.read("ridgeline", photo["url"].removeprefix("/files/"))
    assert Image.open(BytesIO(data)).getexif()[ORIENTATION] == ROTATED


@pytest.mark.parametrize(
    "data",
    [
        b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic" + bytes(200),
        picture(size=(400, 300))[:600],
        picture("PNG", size=(400, 300))[:200],
        picture("BMP"),
        b"\xff\xd8\xff\xe0",
    ],
    ids=["svg", "heic", "half a jpeg", "half a png", "bmp", "a header alone"],
)
async def test_what_is_no_picture_is_refused(ask: Ask, data: bytes) -> None:
    with pytest.raises(Invalid, match="send a JPEG, PNG, WEBP or GIF") as refused:
        await ask("upload_job_photo", id="job-1042", file=upload(data))
    assert refused.value.errors[0].field == "file"
    assert (await ask("list_job_photos", jobId="job-1042"))["count"] == 0


def claiming(width: int, height: int) -> bytes:
    """A PNG of a few bytes whose header claims to unpack to so many pixels."""
    data = bytearray(picture("PNG"))
    data[16:24] = struct.pack(">II", width, height)
    data[29:33] = struct.pack(">I", zlib.crc32(data[12:29]))
    return bytes(data)


@pytest.mark.parametrize(
    "data",
    [picture() + bytes(LARGEST), claiming(5000, 5000), claiming(60_000, 60_000)],
    ids=["bytes", "pixels", "bomb"],
)
async def test_what_is_too_large_is_refused_before_it_is_unpacked(ask: Ask, data: bytes) -> None:
    with pytest.raises(TooLarge):
        await ask("upload_job_photo", id="job-1042", file=upload(data))


async def test_a_spoken_photo_waits_for_its_picture(ask: Ask) -> None:
    job = {"jobId": "job-1042", "channel": "voice", "by": MIKE}
    photo = await ask("create_job_photo", caption="the burnt board", **job)
    assert (photo["url"], photo["caption"]) == (None, "the burnt board")
    taken = await ask("upload_job_photo", id="job-1042", file=upload(picture()), photoId=photo["id"], by=MIKE)
    assert (taken["id"], taken["caption"]) == (photo["id"], "the burnt board")
    with pytest.raises(Invalid, match="not waiting"):
        await ask("upload_job_photo", id="job-1042", file=upload(picture()), photoId=photo["id"], by=MIKE)


async def test_an_upload_over_http_must_bring_its_file(ask: Ask) -> None:
    with pytest.raises(Missing, match="file"):
        await ask("upload_job_photo", id="job-1042")


async def test_an_address_must_be_on_the_web(ask: Ask) -> None:
    for address in ("javascript:alert(1)", "file:///etc/passwd", "https://"):
        with pytest.raises(Invalid, match="http"):
            await ask("create_job_photo", jobId="job-1042", url=address)
    kept = await ask("create_job_photo", jobId="job-1042", url="https://pictures.example/1.jpg")
    assert kept["url"] == "https://pictures.example/1.jpg"


async def test_a_technician_has_the_photos_of_own_jobs_alone(ask: Ask) -> None:
    await ask("create_job_photo", jobId="job-1042", caption="Board")
    luis = person("luis")
    assert (await ask("list_job_photos", by=luis))["count"] == 0
    assert (await ask("list_job_photos", by=MIKE))["count"] == 1
    with pytest.raises(NotFound):
        await ask("create_job_photo", jobId="job-1042", by=luis)


async def test_a_spoken_delete_asks_and_names_the_photo(ask: Ask) -> None:
    photo = await ask("create_job_photo", jobId="job-1042", caption="selfie")
    with pytest.raises(NeedsConfirmation, match="Delete the photo of selfie on job 1042"):
        await ask("delete_job_photo", id="selfie", channel="voice", by=MIKE)
    await ask("delete_job_photo", id=photo["id"])
    with pytest.raises(NotFound):
        await ask("delete_job_photo", id=photo["id"])


class TestWithoutAFolder:
    """An installation that has no place for files."""

    @pytest.fixture
    def ports(self) -> Ports:
        return Ports()

    async def test_says_what_to_set(self, ask: Ask) -> None:
        with pytest.raises(Unavailable, match="CALLOUT_DATA"):
            await ask("upload_job_photo", id="job-1042", file=upload(picture()))
