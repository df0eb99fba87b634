"""The planner that needs no cloud: recognise the operation, fill its fields, propose the calls."""

from __future__ import annotations

import re
from functools import partial
from typing import Any

from livekit.agents import llm
from livekit.agents.types import DEFAULT_API_CONNECT_OPTIONS, APIConnectOptions

from agent import knowledge
from agent.aside import ASIDE, taken_up_again
from agent.conversation import Conversation
from agent.memory import points
from agent.planner.about_it import about_it
from agent.planner.circumstances import without_circumstances
from agent.planner.correcting import corrected
from agent.planner.each import each_of, with_their_flags
from agent.planner.emitting import chunk_of, words_of
from agent.planner.grounding import grounded, kindred_read, mentioned
from agent.planner.in_context import in_context
from agent.planner.kindred import (
    at_hand,
    but_not_deleted,
    by_its_noun,
    by_its_verb,
    made_by_its_noun,
    of_whom_was_spoken,
    on_many,
    on_what_is_there,
    on_what_was_made,
    only_asked,
    to_a_customer,
)
from agent.planner.once import once_each
from agent.planner.own_words import about_others, in_own_words, on_no_visit
from agent.planner.papers import sent_as_such
from agent.planner.phrases import named_by, phrased
from agent.planner.pieces import pieces
from agent.planner.plan import Plan, Planned
from agent.planner.recogniser import Recogniser, Recognition
from agent.planner.slots import filled
from agent.planner.theirs import with_theirs
from agent.planner.together import put_together
from agent.planner.whose import WHOSE_TIME, whose_time
from agent.replies import NOTHING, composed
from agent.speech.repairs import repaired
from agent.turn import Turn
from storage.contacts import Contact
from tools.operation import Operation
from tools.refusal import forbidden

HEARD_AT_ALL = 0.22
SURE_OF_A_READ = 0.4
SURE_OF_A_WRITE = 0.45
OUTSIDE = 0.35
MOSTLY_MINE = 0.7
WORTH_A_LOOK = 0.06


class LocalPlanner(llm.LLM[Any]):
    """The local planner where a language model is expected."""

    def __init__(self, conversation: Conversation) -> None:
        super().__init__()
        self.conversation = conversation

    @property
    def model(self) -> str:
        """What this planner is called in metrics."""
        return "local"

    @property
    def provider(self) -> str:
        """Who provides it."""
        return "callout"

    def chat(
        self,
        *,
        chat_ctx: llm.ChatContext,
        tools: list[llm.Tool] | None = None,
        conn_options: APIConnectOptions = DEFAULT_API_CONNECT_OPTIONS,
        **options: Any,
    ) -> llm.LLMStream:
        """Plan the conversation's turn; its words stand in the conversation, cleaned."""
        return _Stream(self, self.conversation, chat_ctx, tools or [], conn_options)


class _Stream(llm.LLMStream):
    def __init__(
        self,
        planner: LocalPlanner,
        conversation: Conversation,
        chat_ctx: llm.ChatContext,
        tools: list[llm.Tool],
        conn_options: APIConnectOptions,
    ) -> None:
        super().__init__(planner, chat_ctx=chat_ctx, tools=tools, conn_options=conn_options)
        self._conversation = conversation

    async def _run(self) -> None:
        turn = self._conversation.turn
        turn.planned_locally = True
        plan = Plan(note=turn.note) if turn.planned or turn.steps else await plan_turn(self._conversation, turn)
        turn.note, turn.planned = plan.note, True
        turn.doubted = frozenset(each.operation for each in plan.calls if not each.sure)
        if not plan.calls:
            taken_up_again(self._conversation, turn)
        self._event_ch.send_nowait(chunk_of(plan) if plan.calls else words_of(composed(self._conversation, turn)))


async def plan_turn(conversation: Conversation, turn: Turn) -> Plan:
    """The calls that a turn asks for, in the order they were said."""
    recogniser = Recogniser.load()
    if turn.heard and turn.heard[0] == turn.text:
        whole = turn.heard[1]
    else:
        whole = recogniser.recognise(turn.text, turn.said_before or None)
    if correction := await corrected(conversation, turn, whole):
        return correction
    if known := phrased(conversation, turn.text):
        return known
    said = ASIDE.sub("", repaired(turn.text))
    if said != turn.text:
        whole = recogniser.recognise(said, turn.said_before or None)
    calls: list[Planned] = []
    refused: list[str] = []
    cut = pieces(said, whole, partial(_meaning, conversation), loosely=not knowledge.outside(conversation))
    parts = with_their_flags(partial(_meant_by, conversation), cut)
    for piece in [one for part in parts for one in each_of(conversation, part, _meant_by(conversation, part))]:
        heard = whole if piece == said else recogniser.recognise(piece)
        planned = await _planned(conversation, piece, heard)
        if isinstance(planned, Planned):
            calls.append(with_theirs(conversation, planned, piece) if calls else planned)
        elif planned:
            refused.append(planned)
    calls = once_each(conversation, put_together(conversation, calls))
    named = any(_names_a_record(conversation, each) for each in calls)
    if not named and (customer := await mentioned(conversation, whole)):
        conversation.memory.mention(Contact, customer)
    return Plan(calls, note=" ".join(refused) or (None if calls else NOTHING))


def _names_a_record(conversation: Conversation, call: Planned) -> bool:
    takes = conversation.desk.operations[call.operation].takes
    told = (call.arguments.get(each.wire) for each in takes if each.record is Contact)
    return any(value and not (isinstance(value, str) and points(value)) for value in told)


def _meant_by(conversation: Conversation, said: str) -> Operation[Any, Any] | None:
    name, _ = _meaning(conversation, said, Recogniser.load().recognise(said))
    return conversation.desk.operations.get(name)


def _meaning(conversation: Conversation, words: str, heard: Recognition) -> tuple[str, float]:
    """What a part of an utterance would ask for, and how surely."""
    choice = named_by(conversation, words) or chosen_operation(conversation, in_own_words(conversation, heard))
    return (choice[0].name, choice[1]) if choice else ("", 0.0)


async def _planned(conversation: Conversation, said: str, heard: Recognition) -> Planned | str | None:
    """One request's call; a sentence if the role forbids it; None if nothing was understood."""
    heard = but_not_deleted(conversation, said, in_own_words(conversation, heard))
    heard = in_context(conversation, said, heard)
    choice = named_by(conversation, said) or chosen_operation(conversation, heard)
    if again := insisted(conversation, choice, said):
        return again
    if look := await about_it(conversation, choice, said, heard):
        return look
    if choice is None:
        return await knowledge.asked(conversation, said, None, {})
    operation, p = choice
    operation = on_what_is_there(conversation, operation, said, heard) or operation
    told = by_its_verb(conversation, operation, said) is not None
    for other in (by_its_noun, made_by_its_noun, by_its_verb, sent_as_such, only_asked, of_whom_was_spoken, on_many):
        operation = other(conversation, operation, said) or operation
    operation = await to_a_customer(conversation, operation, heard) or operation
    operation = await on_no_visit(conversation, operation, said) or operation
    if refusal := await about_others(conversation, operation, said, heard):
        return refusal
    arguments = await filled(conversation, operation, said, heard)
    if more := on_what_was_made(conversation, operation, arguments):
        (operation, made), told = more, True
        arguments = await filled(conversation, operation, said, heard) | {"id": made}
    arguments = await without_circumstances(conversation, operation, said, arguments)
    if question := await knowledge.asked(conversation, said, operation, arguments):
        return question
    if whose_time(conversation, operation, said, arguments):
        return WHOSE_TIME
    if operation.name not in conversation.operations:
        conversation.turn.refused = operation
        return forbidden(conversation.actor.role, operation).sentence
    if sibling := at_hand(conversation, operation, arguments):
        operation, arguments = sibling, await filled(conversation, sibling, said, heard)
    if kin := await kindred_read(conversation, operation, said, heard, arguments):
        operation, arguments = kin
    arguments = await grounded(conversation, operation, said, heard, arguments)
    return Planned(
        operation.name, arguments, told or p >= (SURE_OF_A_READ if operation.effect == "read" else SURE_OF_A_WRITE)
    )


def insisted(conversation: Conversation, choice: tuple[Operation[Any, Any], float] | None, said: str) -> str | None:
    """The same refusal once more, where somebody insists: "i'm the one who asked for it, just mark it approved"."""
    refused = conversation.turns[-2].refused if len(conversation.turns) > 1 else None
    if refused is None or (choice is not None and choice[0].effect == "read"):
        return None
    if not re.search(rf"\b{refused.name.split('_')[0].rstrip('e')}", said.lower()):
        return None
    conversation.turn.refused = refused
    return forbidden(conversation.actor.role, refused).sentence


def chosen_operation(conversation: Conversation, heard: Recognition) -> tuple[Operation[Any, Any], float] | None:
    """The operation meant, and how surely. One that the role forbids is chosen too, to be refused by the door."""
    by_route = {str(route): each for each in conversation.desk.operations.values() for route in each.routes}
    mine = {route for route, each in by_route.items() if each.name in conversation.operations}
    allowed = heard.among(mine)
    if allowed.operations and allowed.share >= OUTSIDE:
        name, p = allowed.operations[0]
        return (by_route[name], p * allowed.share) if p * allowed.share >= HEARD_AT_ALL else None
    known = heard.among(set(by_route))
    if allowed.operations and known.share and allowed.share / known.share >= MOSTLY_MINE:
        name, p = allowed.operations[0]
        if by_route[name].effect == "read" and allowed.share >= WORTH_A_LOOK:
            return by_route[name], p * SURE_OF_A_READ
    if known.operations and known.operations[0][1] * known.share >= OUTSIDE:
        name, p = known.operations[0]
        return by_route[name], p * known.share
    return None
