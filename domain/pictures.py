"""Pictures that people send: checked to be what they claim, and kept as they came, so that they stay upright."""

from __future__ import annotations

import asyncio
import struct
from dataclasses import dataclass
from io import BytesIO

from PIL import Image

from domain.context import Context
from domain.problems import FieldError, Invalid, TooLarge

MEGA = 1_000_000
LARGEST = 15 * 1024 * 1024
THUMBNAIL = (64, 64)
UNREADABLE = "That is not a picture that can be kept; send a JPEG, PNG, WEBP or GIF."
BROKEN = (OSError, SyntaxError, ValueError, struct.error, EOFError)


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of picture that is kept. Only a JPEG is unpacked small, so it may have more pixels than the others."""

    mime: str
    suffix: str
    most_pixels: int = 20 * MEGA


JPEG = Kind("image/jpeg", "jpg", 50 * MEGA)
KINDS = {
    "JPEG": JPEG,
    "MPO": JPEG,  # what phones write: a JPEG with further pictures behind it
    "PNG": Kind("image/png", "png"),
    "WEBP": Kind("image/webp", "webp"),
    "GIF": Kind("image/gif", "gif"),
}


async def keep_picture(ctx: Context, data: bytes) -> str:
    """Check a picture and keep it; answers its address. Raises `TooLarge` or `Invalid`."""
    if len(data) > LARGEST:
        raise TooLarge(f"That picture is larger than {LARGEST // 1024 // 1024} MB; send a smaller one.")
    kind = await asyncio.to_thread(checked, data)
    return await ctx.ports.need_files().keep(ctx.actor.account_id, f"picture.{kind.suffix}", data, kind.mime)


def checked(data: bytes) -> Kind:
    """The kind of a picture that opens and unpacks; a name or a header alone is not believed."""
    try:
        with Image.open(BytesIO(data), formats=("JPEG", "PNG", "WEBP", "GIF")) as picture:
            kind = KINDS[str(picture.format)]
            if picture.width * picture.height > kind.most_pixels:
                raise TooLarge(f"That picture has more than {kind.most_pixels // MEGA} megapixels; send a smaller one.")
            picture.draft("RGB", THUMBNAIL)
            picture.load()
            return kind
    except Image.DecompressionBombError:
        raise TooLarge("That picture has far too many pixels; send a smaller one.") from None
    except BROKEN:
        raise Invalid(UNREADABLE, [FieldError("file", "is not a readable JPEG, PNG, WEBP or GIF")]) from None
