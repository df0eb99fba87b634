"""Conversations that outlive a dropped socket for a while, each its owner's alone."""

from __future__ import annotations

import time

from agent.conversation import Conversation
from agent.installation import Installation
from domain.context import Actor

KEPT_FOR = 10 * 60.0


class Resumable:
    """The page's conversations, by id."""

    def __init__(self, installation: Installation) -> None:
        self._installation = installation
        self._left: dict[str, tuple[Conversation, float]] = {}

    async def conversation(self, actor: Actor, conversation_id: object) -> Conversation:
        """The conversation to go on with, if it is this person's; else a new one."""
        self._forget_old()
        kept = self._left.pop(conversation_id, None) if isinstance(conversation_id, str) else None
        if kept is not None and kept[0].actor == actor:
            return kept[0]
        company = await self._installation.companies.of(actor.account_id)
        return Conversation(self._installation.desk, actor, company, "field")

    def leave(self, conversation: Conversation) -> None:
        """Keep a conversation whose socket has closed."""
        conversation.watchers.clear()
        self._left[conversation.id] = (conversation, time.monotonic())

    def _forget_old(self) -> None:
        old = time.monotonic() - KEPT_FOR
        self._left = {name: kept for name, kept in self._left.items() if kept[1] > old}
