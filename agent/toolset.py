"""Operations as the language model's tools: derived, offered by role, and executed by the conversation alone."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from typing import Any

from livekit.agents import RunContext, ToolError, function_tool
from livekit.agents.llm import RawFunctionTool
from pydantic import BaseModel
from pydantic_core import from_json

from agent.conversation import Conversation
from agent.turn import Step
from domain.problems import Problem
from tools.operation import Operation

ANSWER = "answer_question"
MOST_SHOWN = 20


def tools_of(conversation: Conversation) -> list[RawFunctionTool[..., Any]]:
    """A tool for every operation that the actor's role allows, and the one that takes answers to questions."""
    return [_tool(conversation, each) for each in conversation.operations.values()] + [_answer(conversation)]


def schema_of(operation: Operation[Any, Any]) -> dict[str, Any]:
    """The operation's input as a tool schema: records may be named by words."""
    return {"name": operation.name, "description": operation.description, "parameters": _parameters(operation.input)}


@cache
def _parameters(model: type[BaseModel]) -> dict[str, Any]:
    """A model's schema as models of language are shown it: worked out once, for it takes a millisecond."""
    schema = model.model_json_schema(by_alias=True)
    schema.pop("title", None)
    for part in (schema, *schema.get("$defs", {}).values()):
        for each in part.get("properties", {}).values():
            each.pop("title", None)
            if "x-record" in each:
                each["description"] = f"{each.pop('x-record')}, by its id or in the speaker's words."
    return schema


def _tool(conversation: Conversation, operation: Operation[Any, Any]) -> RawFunctionTool[..., Any]:
    async def run(raw_arguments: dict[str, object], ctx: RunContext[Any]) -> str:
        doubted = operation.name in conversation.turn.doubted
        step = await conversation.call(operation.name, _as_sent(ctx), sure=not doubted)
        return told(step)

    return function_tool(run, raw_schema=schema_of(operation))


def _answer(conversation: Conversation) -> RawFunctionTool[..., Any]:
    """The internal tool; whatever its caller says, the person's own words decide."""

    async def run(raw_arguments: dict[str, object], ctx: RunContext[Any]) -> str:
        steps = await conversation.settle()
        return json.dumps([json.loads(told(step)) for step in steps])

    schema = {"name": ANSWER, "description": "Internal.", "parameters": {"type": "object", "properties": {}}}
    return function_tool(run, raw_schema=schema)


def _as_sent(ctx: RunContext[Any]) -> dict[str, Any]:
    """The arguments exactly as the model wrote them: JSON that had to be repaired is refused."""
    try:
        sent = from_json(ctx.function_call.arguments or "{}")
    except ValueError:
        raise ToolError("The arguments were not valid JSON; call again with one JSON object.") from None
    if not isinstance(sent, dict):
        raise ToolError("The arguments must be one JSON object.")
    return sent


def told(step: Step) -> str:
    """What a call gave, as the model reads it."""
    if step.outcome is not None:
        return json.dumps({"ok": True, "result": shortened(step.outcome.plain())})
    if step.asked is not None:
        return json.dumps({"ok": False, "asked": step.asked.question})
    problem = step.problem or Problem("It did not work.")
    return json.dumps({"ok": False, "problem": problem.sentence})


def shortened(value: Any) -> Any:
    """A long list cut to what a reply can use, saying so."""
    if isinstance(value, Mapping) and isinstance(value.get("items"), list) and len(value["items"]) > MOST_SHOWN:
        return {**value, "items": value["items"][:MOST_SHOWN], "cut": True}
    return value
