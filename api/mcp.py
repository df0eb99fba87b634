"""MCP at `/api/mcp`, derived: every operation as a tool, for programs that act for a signed-in person.

At most 25 tools are shown, the rest through `search_operations` and `execute_operation`. Records may be named by words.
What cannot be taken back waits for a person: asked through the client where it can ask (elicitation), else on the page.
"""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import mcp_types as types
from fastapi import FastAPI, Request, Response
from mcp.server.context import ServerRequestContext
from mcp.server.lowlevel import Server
from mcp.server.streamable_http_manager import StreamableHTTPSessionManager
from rapidfuzz import fuzz
from starlette.types import Receive, Scope, Send

from api.auth import actor_of
from api.waiting import WaitingRoom
from domain.context import Actor
from domain.problems import Ambiguous, NeedsConfirmation, Problem
from domain.roles import allows
from tools.call import Call, Outcome
from tools.operation import Operation
from tools.perform import Desk, perform

PATH = "/api/mcp"
SHOWN = 23
FOUND = 10
SEARCH, EXECUTE = "search_operations", "execute_operation"
YES_OR_NO: dict[str, Any] = {"type": "object", "properties": {}}
Asked = types.CallToolResult | types.InputRequiredResult
Ctx = ServerRequestContext[Any, Request]


class Mcp:
    """The MCP server over a desk."""

    def __init__(self, desk: Desk, room: WaitingRoom) -> None:
        self._desk, self._room = desk, room
        server = Server(
            "Callout", on_list_tools=self._list, on_call_tool=self._call, instructions="A field-service company's CRM."
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

        @app.post(PATH, tags=["mcp"], operation_id="mcp_message", summary="Speak MCP: JSON-RPC over Streamable HTTP.")
        async def message(request: Request) -> Response:
            await actor_of(request)
            return _Delegated(self._manager)

    async def _list(self, ctx: Ctx, params: types.PaginatedRequestParams | None) -> types.ListToolsResult:
        actor = await _actor(ctx)
        shown = [_tool(each) for each in self._allowed(actor)[:SHOWN]]
        return types.ListToolsResult(tools=[*shown, *OTHERS])

    def _allowed(self, actor: Actor) -> list[Operation[Any, Any]]:
        return [each for each in self._desk.operations.values() if allows(actor.role, each.may)]

    async def _call(self, ctx: Ctx, params: types.CallToolRequestParams) -> Asked:
        actor, given = await _actor(ctx), dict(params.arguments or {})
        if params.name == SEARCH:
            return self._search(actor, str(given.get("query", "")))
        name, arguments = params.name, given
        if params.name == EXECUTE:
            name, arguments = str(given.get("operation", "")), given.get("arguments") or {}
        try:
            if params.request_state and params.input_responses:
                return _done(await self._answered(actor, params))
            return _done(await perform(self._desk, Call(name, arguments, actor, channel="mcp")))
        except NeedsConfirmation as needs:
            return self._ask(ctx, Call(name, arguments, actor, channel="mcp"), needs.question)
        except Problem as problem:
            return _failed(problem)

    def _search(self, actor: Actor, query: str) -> types.CallToolResult:
        def fit(operation: Operation[Any, Any]) -> float:
            words = [operation.name.replace("_", " "), operation.description, *operation.said]
            return max(fuzz.token_set_ratio(query.lower(), each.lower()) for each in words)

        best = sorted(self._allowed(actor), key=fit, reverse=True)[:FOUND]
        found = [{"operation": each.name, "about": each.description, "input": _schema(each)} for each in best]
        return types.CallToolResult(content=[_text(json.dumps(found))], structured_content={"operations": found})

    def _ask(self, ctx: Ctx, call: Call, question: str) -> Asked:
        """Ask the person through the client if it can ask, else leave the question on the page."""
        capabilities = ctx.session.client_capabilities
        waiting = self._room.add(call, question)
        if capabilities is not None and capabilities.elicitation is not None:
            form = types.ElicitRequestFormParams(message=question, requested_schema=YES_OR_NO)
            return types.InputRequiredResult(
                input_requests={"confirm": types.ElicitRequest(params=form)}, request_state=waiting.id
            )
        said = f"{question} This waits for a person's yes on the page."
        return types.CallToolResult(content=[_text(said)], is_error=True)

    async def _answered(self, actor: Actor, params: types.CallToolRequestParams) -> Outcome | None:
        """What the person answered through the client; the call is the one that was asked about, not a new one."""
        answer = (params.input_responses or {}).get("confirm")
        yes = isinstance(answer, types.ElicitResult) and answer.action == "accept"
        return await self._room.answered(actor, str(params.request_state), yes=yes)


class _Delegated(Response):
    """A response that the MCP transport writes itself."""

    def __init__(self, manager: StreamableHTTPSessionManager) -> None:
        super().__init__()
        self._manager = manager

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await self._manager.handle_request(scope, receive, send)


async def _actor(ctx: Ctx) -> Actor:
    assert ctx.request is not None
    return await actor_of(ctx.request)


def _schema(operation: Operation[Any, Any]) -> dict[str, Any]:
    return operation.input.model_json_schema(by_alias=True)


def _tool(operation: Operation[Any, Any]) -> types.Tool:
    hints = types.ToolAnnotations(
        read_only_hint=operation.effect == "read",
        destructive_hint=operation.effect == "destructive",
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


def _done(outcome: Outcome | None) -> types.CallToolResult:
    if outcome is None:
        return types.CallToolResult(content=[_text("Nothing was done: the answer was no.")])
    plain = outcome.plain()
    return types.CallToolResult(content=[_text(json.dumps(plain))], structured_content={"result": plain})


def _failed(problem: Problem) -> types.CallToolResult:
    said = problem.sentence
    if isinstance(problem, Ambiguous):
        said += " " + "; ".join(f"{each.id}: {each.label} {each.detail}".strip() for each in problem.candidates)
    return types.CallToolResult(content=[_text(said)], is_error=True)


def _text(words: str) -> types.TextContent:
    return types.TextContent(type="text", text=words)
