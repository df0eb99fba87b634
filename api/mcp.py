"""MCP at `/api/mcp`, derived: every operation as a tool, for programs that act for a signed-in person.

At most 25 tools are shown, the rest through `search_operations` and `execute_operation`. Records may be named by words.
What cannot be taken back waits for a person: asked through the client where it can ask (elicitation), else on the page.
"""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from functools import cache
from typing import Any

import mcp_types as types
from fastapi import FastAPI, Request, Response
from mcp.server.context import ServerRequestContext
from mcp.server.lowlevel import Server
from mcp.server.streamable_http_manager import StreamableHTTPSessionManager
from pydantic import BaseModel
from rapidfuzz import fuzz
from starlette.types import Receive, Scope, Send

from api.auth import MCP_PATH, actor_of
from api.waiting import WaitingRoom
from domain.context import Actor
from domain.problems import Ambiguous, Malformed, NeedsConfirmation, Problem
from domain.roles import allows
from tools.call import Call, Outcome
from tools.operation import Operation
from tools.perform import Desk, perform

PATH = MCP_PATH
SHOWN = 23
FOUND = 10
EVERYDAY = (
    "search_everything",
    "list_tech_jobs",
    "list_jobs",
    "get_job",
    "create_job",
    "update_job",
    "update_job_status",
    "assign_job",
    "list_contacts",
    "get_contact",
    "create_contact",
    "update_contact",
    "create_contact_note",
    "send_message",
    "list_conversations",
    "list_users",
    "create_time_entry",
    "update_time_entry",
    "create_job_material",
    "list_inventory_items",
    "undo",
)
SEARCH, EXECUTE, CONFIRM = "search_operations", "execute_operation", "confirm"
YES_OR_NO: dict[str, Any] = {"type": "object", "properties": {}}
Asked = types.CallToolResult | types.InputRequiredResult
Ctx = ServerRequestContext[Any, Request]


class Mcp:
    """The MCP server over a desk."""

    def __init__(self, desk: Desk, room: WaitingRoom) -> None:
        self._desk, self._room = desk, room
        server = Server(
            "Callout",
            instructions="A field-service company's CRM. Records may be named by words as well as by ids.",
            on_list_tools=self._list,
            on_call_tool=self._call,
            get_tool_input_schema=lambda name: None,  # no header carries an argument, so none needs checking
        )
        self._manager = StreamableHTTPSessionManager(server, json_response=True, stateless=True)

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Serve for as long as this lasts."""
        async with self._manager.run():
            yield

    def mount(self, app: FastAPI) -> None:
        """The health check and the JSON-RPC endpoint."""

        @app.get(PATH, tags=["mcp"], operation_id="mcp_health", summary="Whether the MCP server is up, and its tools.")
        async def health() -> dict[str, Any]:
            return {"status": "ok", "transport": "streamable-http", "operations": len(self._desk.operations)}

        @app.post(
            PATH,
            tags=["mcp"],
            operation_id="mcp_message",
            summary="Speak MCP: JSON-RPC over Streamable HTTP.",
            responses={status: {"description": said} for status, said in ANSWERS.items()},
        )
        async def message(request: Request) -> Response:
            await actor_of(request)
            return _Delegated(self._manager)

    async def _list(self, ctx: Ctx, params: types.PaginatedRequestParams | None) -> types.ListToolsResult:
        allowed = self._allowed(await _actor(ctx))
        first = [each for name in EVERYDAY for each in allowed if each.name == name]
        shown = [*first, *(each for each in allowed if each not in first)][:SHOWN]
        return types.ListToolsResult(tools=[*(_tool(each) for each in shown), *OTHERS])

    def _allowed(self, actor: Actor) -> list[Operation[Any, Any]]:
        return [each for each in self._desk.operations.values() if allows(actor.role, each.may)]

    async def _call(self, ctx: Ctx, params: types.CallToolRequestParams) -> Asked:
        actor, given = await _actor(ctx), dict(params.arguments or {})
        if params.name == SEARCH:
            return self._search(actor, str(given.get("query", "")))
        try:
            name, arguments = _meant(params.name, given)
            call = Call(name, arguments, actor, channel="mcp", yes=_yes(params))
            return await self._performed(ctx, call, answered=params.request_state is not None)
        except Problem as problem:
            return _failed(problem)

    async def _performed(self, ctx: Ctx, call: Call, *, answered: bool) -> Asked:
        if answered and call.yes is None:
            return types.CallToolResult(content=[_text("Nothing was done: the answer was no.")])
        try:
            return _done(await perform(self._desk, call))
        except NeedsConfirmation as needs:
            return await self._ask(ctx, call, needs)

    def _search(self, actor: Actor, query: str) -> types.CallToolResult:
        def fit(operation: Operation[Any, Any]) -> float:
            words = [operation.name.replace("_", " "), operation.description, *operation.said]
            return max(fuzz.token_set_ratio(query.lower(), each.lower()) for each in words)

        best = sorted(self._allowed(actor), key=fit, reverse=True)[:FOUND]
        found = [{"operation": each.name, "about": each.description, "input": _schema(each)} for each in best]
        return types.CallToolResult(content=[_text(json.dumps(found))], structured_content={"operations": found})

    async def _ask(self, ctx: Ctx, call: Call, needs: NeedsConfirmation) -> Asked:
        """Ask the person through the client if it can ask, else leave the question on the page.

        What the client carries back is the question's own token, so nothing is kept here between the two requests,
        and it opens the door for this very call alone.
        """
        capabilities = ctx.session.client_capabilities
        if capabilities is not None and capabilities.elicitation is not None:
            form = types.ElicitRequestFormParams(message=needs.question, requested_schema=YES_OR_NO)
            return types.InputRequiredResult(
                input_requests={CONFIRM: types.ElicitRequest(params=form)}, request_state=needs.token
            )
        await self._room.add(call, needs.question)
        said = f"{needs.question} This waits for a person's yes on the page, for ten minutes."
        return types.CallToolResult(content=[_text(said)], is_error=True)


ANSWERS: Mapping[int | str, str] = {
    200: "A JSON-RPC answer, or a stream of them.",
    202: "Taken; a notification has no answer.",
    400: "The request cannot be read.",
    406: "The client accepts neither JSON nor a stream.",
    415: "The body is not JSON.",
}


class _Delegated(Response):
    """A response that the MCP transport writes itself."""

    def __init__(self, manager: StreamableHTTPSessionManager) -> None:
        super().__init__()
        self._manager = manager

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await self._manager.handle_request(scope, receive, send)


def _meant(tool: str, given: dict[str, Any]) -> tuple[str, dict[str, Any]]:
    """The operation that a tool call is about, and its arguments."""
    if tool != EXECUTE:
        return tool, given
    arguments = given.get("arguments", {})
    if not isinstance(given.get("operation"), str) or not isinstance(arguments, dict):
        raise Malformed("Give the operation's name, and its arguments as an object.")
    return given["operation"], arguments


def _yes(params: types.CallToolRequestParams) -> str | None:
    """The token of the question, if the person said yes to it through the client."""
    answer = (params.input_responses or {}).get(CONFIRM)
    said_yes = isinstance(answer, types.ElicitResult) and answer.action == "accept"
    return params.request_state if said_yes else None


async def _actor(ctx: Ctx) -> Actor:
    assert ctx.request is not None
    return await actor_of(ctx.request)


def _schema(operation: Operation[Any, Any]) -> dict[str, Any]:
    return _schema_of(operation.input)


@cache
def _schema_of(model: type[BaseModel]) -> dict[str, Any]:
    return model.model_json_schema(by_alias=True)


def _tool(operation: Operation[Any, Any]) -> types.Tool:
    hints = types.ToolAnnotations(
        read_only_hint=operation.effect == "read",
        destructive_hint=operation.effect == "destructive" or "asks_when" in operation.options,
        idempotent_hint=operation.routes[0].method in ("GET", "PATCH", "DELETE"),
        open_world_hint=False,
    )
    return types.Tool(
        name=operation.name, description=operation.description, input_schema=_schema(operation), annotations=hints
    )


OTHERS = (
    types.Tool(
        name=SEARCH,
        description="Find operations that are not shown, by what they do.",
        input_schema={"type": "object", "properties": {"query": {"type": "string"}}, "required": ["query"]},
        annotations=types.ToolAnnotations(read_only_hint=True),
    ),
    types.Tool(
        name=EXECUTE,
        description="Carry out an operation found by search_operations.",
        input_schema={
            "type": "object",
            "properties": {"operation": {"type": "string"}, "arguments": {"type": "object"}},
            "required": ["operation"],
        },
        annotations=types.ToolAnnotations(destructive_hint=True),
    ),
)


def _done(outcome: Outcome) -> types.CallToolResult:
    plain = outcome.plain()
    if outcome.held is not None:
        return types.CallToolResult(content=[_text(outcome.held)], structured_content={"result": plain}, is_error=True)
    return types.CallToolResult(content=[_text(json.dumps(plain))], structured_content={"result": plain})


def _failed(problem: Problem) -> types.CallToolResult:
    said = problem.sentence
    if isinstance(problem, Ambiguous):
        said += " " + "; ".join(f"{each.id}: {each.label} {each.detail}".strip() for each in problem.candidates)
    return types.CallToolResult(content=[_text(said)], is_error=True)


def _text(words: str) -> types.TextContent:
    return types.TextContent(type="text", text=words)
