"""The agent that answers: every turn, typed or spoken, passes its `llm_node`."""

from __future__ import annotations

from collections.abc import AsyncIterable

from livekit.agents import Agent, FlushSentinel, llm
from livekit.agents.voice import ModelSettings

from agent.aside import set_aside, taken_up_again
from agent.conversation import Conversation
from agent.identity import NOT_BY_VOICE, WELCOME
from agent.knowledge import outside, quotes
from agent.ourwords import in_our_words
from agent.planner.emitting import calling, saying
from agent.planner.homophones import mended
from agent.planner.recogniser import Recogniser, Recognition
from agent.planner.spelled import read_off
from agent.rails import before_planning, proof_needed
from agent.replies import composed
from agent.safety import danger, without_cards
from agent.shortlist import shortlist
from agent.split_cards import without_split_card
from agent.toolset import tools_of
from agent.turn import Turn
from domain.context import Actor
from domain.problems import Suspended
from prompts import prompt

SHOWN = 25
Said = AsyncIterable[llm.ChatChunk | str | FlushSentinel]


class Dispatcher(Agent):
    """Takes a turn: the rails first, then the planner; replies by code unless a language model planned the turn."""

    def __init__(self, conversation: Conversation) -> None:
        self.conversation = conversation
        super().__init__(instructions=instructions(conversation), tools=list(tools_of(conversation)))

    async def llm_node(self, chat_ctx: llm.ChatContext, tools: list[llm.Tool], model_settings: ModelSettings) -> Said:
        """One step of a turn: plan it, or reply to what its calls gave."""
        turn = self._turn(chat_ctx)
        if turn is None:
            return saying("")
        if turn.steps or turn.planned or model_settings.tool_choice == "none":
            return self._replied(turn, chat_ctx, tools, model_settings)
        await self.conversation.refresh()
        if self.conversation.company.suspended:
            return self._noted(turn, Suspended().sentence)
        if (note := await self._who_speaks(turn, tools)) is not None:
            return self._noted(turn, note)
        recognition = Recogniser.load().recognise(turn.text, turn.said_before or None)
        turn.heard = turn.text, recognition
        if (question := proof_needed(self.conversation, turn, recognition)) is not None:
            return self._noted(turn, question)
        plan = before_planning(self.conversation, turn, recognition)
        if plan is None:
            set_aside(self.conversation, turn)
            turn.shown = _worth_showing(self.conversation, recognition)
            planned: Said = Agent.default.llm_node(self, chat_ctx, tools, model_settings)
            return in_our_words(self.conversation, turn, planned) if outside(self.conversation) else planned
        turn.note, turn.planned_locally, turn.planned = plan.note, True, True
        return calling(plan) if plan.calls else saying(composed(self.conversation, turn))

    def _turn(self, chat_ctx: llm.ChatContext) -> Turn | None:
        messages = (item for item in reversed(chat_ctx.items) if item.type == "message" and item.role == "user")
        message = next(messages, None)
        if message is None:
            return None
        text, removed = without_cards(message.text_content or "")
        whole = text
        if not self.conversation.turns or self.conversation.turns[-1].id != message.id:
            text = without_split_card(self.conversation, chat_ctx, text)
        text, secret = self.conversation.concealed(text)
        if removed or text != whole:
            message.content = [text]
        turn = self.conversation.begin(message.id, mended(read_off(text)), message.transcript_confidence)
        if text != whole:
            turn.secret, turn.concealed = secret, text
        return turn

    async def _who_speaks(self, turn: Turn, tools: list[llm.Tool]) -> str | None:
        """What to say where the turn is about who the caller is; once that is proved, on with what they wanted."""
        identity, secret = self.conversation.identity, turn.secret
        turn.secret = None
        if identity is None or danger(turn.text):
            return NOT_BY_VOICE if secret else None
        told = await identity.answered(turn.text, secret)
        if not isinstance(told, Actor):
            return told
        self.conversation.become(told)
        tools[:] = tools_of(self.conversation)
        await self.update_tools(list(tools))
        await self.update_instructions(instructions(self.conversation))
        if identity.wanted is None:
            return WELCOME.format(name=told.name.split()[0])
        turn.text, identity.wanted = identity.wanted, None
        return None

    def _noted(self, turn: Turn, note: str) -> Said:
        turn.note, turn.planned_locally, turn.planned = note, True, True
        return saying(note)

    def _replied(
        self, turn: Turn, chat_ctx: llm.ChatContext, tools: list[llm.Tool], model_settings: ModelSettings
    ) -> Said:
        """By code where code planned, wherever a question is open and to whoever is not of the company.

        A question is never a model's to word, and neither is what an article says.
        """
        if turn.planned_locally:
            taken_up_again(self.conversation, turn)
        if turn.planned_locally or self.conversation.asking is not None:
            return saying(composed(self.conversation, turn))
        replied: Said = Agent.default.llm_node(self, chat_ctx, tools, model_settings)
        ours = outside(self.conversation) or any(quotes(step) for step in turn.steps)
        return in_our_words(self.conversation, turn, replied) if ours else replied


def _worth_showing(conversation: Conversation, recognition: Recognition) -> frozenset[str]:
    """At most 25 operations for a model to choose from: the few that the recogniser does not know, and its own."""
    keys = {str(route): name for name, each in conversation.operations.items() for route in each.routes}
    untrained = [key for key in keys if key not in Recogniser.load().knows]
    return frozenset(keys[key] for key in (*untrained, *shortlist(recognition, list(keys), SHOWN - len(untrained))))


def instructions(conversation: Conversation) -> str:
    """The prompt, the same for every turn of a conversation so that its prefix can be cached."""
    now = conversation.desk.clock().astimezone(conversation.company.timezone)
    return prompt(
        "dispatcher",
        company=conversation.company.name,
        person=conversation.actor.name or "an unknown caller",
        role=conversation.actor.role.value,
        today=f"{now:%A, %B %-d, %Y}",
        zone=str(conversation.company.timezone),
    )
