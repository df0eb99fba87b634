"""Card numbers that are told in pieces, a few digits a turn: taken out of all of those turns once they make one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from livekit.agents import llm

from domain.card_numbers import REMOVED, cards_in

if TYPE_CHECKING:
    from agent.conversation import Conversation
    from agent.turn import Turn

LOOKED_BACK = 6


def without_split_card(conversation: Conversation, chat_ctx: llm.ChatContext, text: str) -> str:
    """The words of a new turn without the end of a card number that earlier turns began, and those without the rest."""
    earlier = _unasked(conversation)
    if not earlier or conversation.asking is not None:
        return text
    texts = [*(turn.text for turn in earlier), text]
    starts = [sum(len(each) + 1 for each in texts[:place]) for place in range(len(texts))]
    card = next((span for span in cards_in("\n".join(texts)) if span[0] < starts[-1] < span[1]), None)
    if card is None:
        return text
    for turn, start in zip(earlier, starts, strict=False):
        _rewrite(conversation, chat_ctx, turn, _cut(turn.text, card, start))
    return _cut(text, card, starts[-1])


def _unasked(conversation: Conversation) -> list[Turn]:
    """The last turns, back to one that answered a question of ours: digits that were asked for are no card's."""
    found: list[Turn] = []
    for turn in reversed(conversation.turns[-LOOKED_BACK:]):
        if turn.answered:
            break
        found.insert(0, turn)
    return found


def _cut(text: str, card: tuple[int, int], start: int) -> str:
    first, last = max(card[0] - start, 0), min(card[1] - start, len(text))
    return text[:first] + REMOVED + text[last:] if first < last else text


def _rewrite(conversation: Conversation, chat_ctx: llm.ChatContext, turn: Turn, text: str) -> None:
    if text == turn.text:
        return
    conversation.lines = [(who, text if said == turn.text else said) for who, said in conversation.lines]
    for item in chat_ctx.items:
        if item.type == "message" and item.id == turn.id:
            item.content = [text]
    turn.text = text
