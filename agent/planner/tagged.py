"""The labels of customers that an utterance names: "our commercial accounts", "the vips", "who has a dog"."""

from __future__ import annotations

import re
from collections.abc import Sequence

from sqlalchemy import select

from agent.conversation import Conversation
from storage.contacts import ContactTag

MOST = 200
NOT_TOLD_BY = frozenset(("the", "a", "no", "new", "old", "our", "my", "first", "second", "customer", "contact"))


async def tag_names(conversation: Conversation) -> tuple[str, ...]:
    """The labels that the company has."""
    async with conversation.desk.database.transaction(conversation.actor.account_id, write=False) as session:
        return tuple(await session.scalars(select(ContactTag.name).limit(MOST)))


def tags_in(said: str, names: Sequence[str]) -> list[str]:
    """The labels whose whole name is said, for one or for many who carry it."""
    return [name for name in names if _stands(_spoken(name), said.lower())]


def told_by_a_word(said: str, names: Sequence[str]) -> list[str]:
    """The labels that are told by the first word of their name alone, if no other has it: Dog on Property."""
    first = {name: _spoken(name).split()[0] for name in names if _spoken(name)}
    alone = [name for name, word in first.items() if list(first.values()).count(word) == 1]
    return [name for name in alone if first[name] not in NOT_TOLD_BY and _stands(first[name], said.lower())]


def _spoken(name: str) -> str:
    return re.sub(r"[^a-z0-9]+", " ", name.lower()).strip()


def _stands(words: str, said: str) -> bool:
    return bool(words) and re.search(rf"\b{re.escape(words)}(?:s|es)?\b", said) is not None
