"""Pictures that people send: checked to be what they claim, and kept as they came, so that they stay upright."""

from __future__ import annotations

import asyncio
import struct
from io import BytesIO

from PIL import Image

from domain.context import Context
from domain.problems import FieldError, Invalid, TooLarge

LARGEST = 15 * 1024 * 1024
MOST_PIXELS = 50_000_000
THUMBNAIL = (64, 64)
JPEG = ("image/jpeg", "jpg")
# phones write MPO: a JPEG with further pictures behind it
KINDS = {
    "JPEG": JPEG,
    "MPO": JPEG,
    "PNG": ("image/png", "png"),
    "WEBP": ("image/webp", "webp"),
    "GIF": ("image/gif", "gif"),
}
UNREADABLE = "That is not a picture that can be kept; send a JPEG, PNG, WEBP or GIF."
TOO_MANY_PIXELS = f"That picture has more than {MOST_PIXELS // 1_000_000} megapixels; send a smaller one."
BROKEN = (OSError, SyntaxError, ValueError, struct.error, EOFError)


async def keep_picture(ctx: Context, data: bytes) -> str:
    """Check a picture and keep it; answers its address. Raises `TooLarge` or `Invalid`."""
    if len(data) > LARGEST:
        raise TooLarge(f"That picture is larger than {LARGEST // 1024 // 1024} MB; send a smaller one.")
    mime, suffix = KINDS[await asyncio.to_thread(checked, data)]
    return await ctx.ports.need_files().keep(ctx.actor.account_id, f"picture.{suffix}", data, mime)


def checked(data: bytes) -> str:
    """The format of a picture that opens and decodes; a name or a header alone is not believed."""
    try:
        with Image.open(BytesIO(data), formats=("JPEG", "PNG", "WEBP", "GIF")) as picture:
            if picture.width * picture.height > MOST_PIXELS:
                raise TooLarge(TOO_MANY_PIXELS)
            picture.draft("RGB", THUMBNAIL)
            picture.load()
            return str(picture.format)
    except Image.DecompressionBombError:
        raise TooLarge(TOO_MANY_PIXELS) from None
    except BROKEN:
        raise Invalid(UNREADABLE, [FieldError("file", "is not a readable JPEG, PNG, WEBP or GIF")]) from None
