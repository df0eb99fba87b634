"""Contact tags: one of a name, a color that a page can show, and how many contacts carry it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from PIL.ImageColor import colormap
from sqlalchemy import func, select

from domain.context import Context
from domain.problems import Conflict
from domain.wording import counted
from storage.contacts import ContactTag, Tagging

HEX = re.compile(r"#(?:[0-9a-f]{3}|[0-9a-f]{6})")


async def add_tag(ctx: Context, facts: Mapping[str, Any]) -> ContactTag:
    """A new tag; raises `Conflict` if there is one of that name."""
    tag = ContactTag(**facts)
    await _must_be_the_only(ctx, tag)
    ctx.session.add(tag)
    return tag


async def change_tag(ctx: Context, tag: ContactTag, facts: Mapping[str, Any]) -> ContactTag:
    """Change just what is given; whoever carries the tag carries it still."""
    for name, value in facts.items():
        setattr(tag, name, value)
    with ctx.session.no_autoflush:
        await _must_be_the_only(ctx, tag)
    return tag


async def carriers(ctx: Context, tag: ContactTag) -> str:
    """How many contacts carry a tag, as words."""
    carrying = select(func.count()).select_from(Tagging).join(Tagging.contact).where(Tagging.tag_id == tag.id)
    count = await ctx.session.scalar(carrying) or 0
    return f"{counted(count, 'contact')} {'carries' if count == 1 else 'carry'}" if count else "nobody carries"


async def _must_be_the_only(ctx: Context, tag: ContactTag) -> None:
    same = select(ContactTag.name).where(
        func.lower(ContactTag.name) == tag.name.lower(), ContactTag.id != (tag.id or "")
    )
    if name := await ctx.session.scalar(same.limit(1)):
        raise Conflict(f"There is a tag called {name} already; use that one, or give another name.")


def color(words: str) -> str:
    """A color as pages know it: a CSS name without spaces, or #rrggbb; raises `ValueError`."""
    said = words.lower().strip()
    name = re.sub(r"[\s-]", "", said)
    if name not in colormap and not HEX.fullmatch(said):
        raise ValueError("give a color by a common name such as red or light blue, or like #cc3300")
    return name if name in colormap else said
