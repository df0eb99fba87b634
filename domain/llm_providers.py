"""Language models of a company's own: where each is reached, with which key, and which one the agent uses."""

from __future__ import annotations

from dataclasses import dataclass
from ipaddress import ip_address
from typing import Any, Literal
from urllib.parse import urlsplit

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from domain.context import Context
from domain.ports import ModelServer, Writer
from domain.problems import Conflict, FieldError, Invalid, Missing, Unavailable
from domain.sealing import Sealer
from prompts import prompt
from storage.llm_providers import LlmProvider
from storage.types import new_id

Kind = Literal[
    "openai", "anthropic", "gemini", "mistral", "groq", "deepseek", "openrouter", "cohere", "ollama",
    "azure_openai", "openai_compatible",
]  # fmt: skip
# Where each takes OpenAI's chat completions; the vendors' own documentation says so.
ADDRESSES: dict[Kind, str] = {
    "openai": "https://api.openai.com/v1",
    "anthropic": "https://api.anthropic.com/v1/",
    "gemini": "https://generativelanguage.googleapis.com/v1beta/openai/",
    "mistral": "https://api.mistral.ai/v1",
    "groq": "https://api.groq.com/openai/v1",
    "deepseek": "https://api.deepseek.com",
    "openrouter": "https://openrouter.ai/api/v1",
    "cohere": "https://api.cohere.ai/compatibility/v1",
    "ollama": "http://localhost:11434/v1",
}
KEYLESS: frozenset[Kind] = frozenset({"ollama", "openai_compatible"})
PURPOSE = "llm-provider:{id}"
LONGEST_SHOWN = 200


@dataclass(frozen=True, slots=True)
class TryOut:
    """What a model said to a first word."""

    answer: str
    seconds: float


async def add(ctx: Context, facts: dict[str, Any]) -> LlmProvider:
    """Add a provider; the first one is the default."""
    provider = LlmProvider(id=new_id(), **{name: facts[name] for name in facts.keys() - {"api_key", "is_default"}})
    provider.name = provider.name or provider.kind.replace("_", " ")
    provider.sealed_key, provider.is_default = None, False
    _must_be_reachable(provider)
    if key := facts.get("api_key"):
        _seal(ctx, provider, key.get_secret_value())
    if facts.get("is_default", await _default(ctx.session) is None):
        await _make_default(ctx, provider)
    ctx.session.add(provider)
    return provider


async def change(ctx: Context, provider: LlmProvider, facts: dict[str, Any]) -> LlmProvider:
    """Change what is given. A key that was saved for one address never goes to another."""
    key, default = facts.pop("api_key", None), facts.pop("is_default", None)
    address = provider.kind, provider.base_url
    for name, value in facts.items():
        setattr(provider, name, value)
    _must_be_reachable(provider)
    if key:
        _seal(ctx, provider, key.get_secret_value())
    elif provider.sealed_key and (provider.kind, provider.base_url) != address:
        raise Missing(["apiKey"])
    if default:
        await _make_default(ctx, provider)
    elif default is False:
        provider.is_default = False
    return provider


async def server_of(session: AsyncSession, account_id: str, sealer: Sealer | None) -> ModelServer | None:
    """The model that the company's agent uses: its default one; None without one, or without a key that can be read."""
    provider = await _default(session)
    if provider is None or sealer is None or _lacks_key(provider):
        return None
    try:
        return _server(account_id, provider, sealer)
    except Unavailable:
        return None


async def writer_of(ctx: Context) -> Writer | None:
    """What writes prose for this company: its own model, else the installation's, else nothing does."""
    models = ctx.ports.models
    own = await server_of(ctx.session, ctx.actor.account_id, ctx.ports.sealer) if models else None
    return models.writer(own) if models and own else ctx.ports.writer


async def try_out(ctx: Context, provider: LlmProvider) -> TryOut:
    """Ask the model for a word; raises `Unavailable` where none comes back."""
    if ctx.ports.models is None:
        raise Unavailable("Language models cannot be reached from here.")
    if _lacks_key(provider):
        raise Conflict(f"{provider.name} has no key yet; enter it on the page first.")
    writer = ctx.ports.models.writer(_server(ctx.actor.account_id, provider, _sealer(ctx)))
    await ctx.session.close()  # a model takes seconds, and there are few connections to wait on it
    began = ctx.clock()
    answer = await writer.write(prompt("model_check"), "Are you there?")
    return TryOut(answer[:LONGEST_SHOWN], (ctx.clock() - began).total_seconds())


def _lacks_key(provider: LlmProvider) -> bool:
    return provider.sealed_key is None and provider.kind not in KEYLESS


def _server(account_id: str, provider: LlmProvider, sealer: Sealer) -> ModelServer:
    purpose = PURPOSE.format(id=provider.id)
    key = sealer.open(account_id, purpose, provider.sealed_key) if provider.sealed_key else "none"
    kind: Any = provider.kind
    return ModelServer(provider.base_url or ADDRESSES[kind], key, provider.model)


def _seal(ctx: Context, provider: LlmProvider, key: str) -> None:
    provider.sealed_key = _sealer(ctx).seal(ctx.actor.account_id, PURPOSE.format(id=provider.id), key)


def _sealer(ctx: Context) -> Sealer:
    if ctx.ports.sealer is None:
        raise Unavailable("Keys cannot be kept here: set CALLOUT_DATA to a folder.")
    return ctx.ports.sealer


async def _default(session: AsyncSession) -> LlmProvider | None:
    found: LlmProvider | None = await session.scalar(select(LlmProvider).where(LlmProvider.is_default))
    return found


async def _make_default(ctx: Context, provider: LlmProvider) -> None:
    """One is the default: the one before is no longer, and the database sees that first."""
    before = await _default(ctx.session)
    if before is not None and before is not provider:
        before.is_default = False
        await ctx.session.flush()
    provider.is_default = True


def _must_be_reachable(provider: LlmProvider) -> None:
    if provider.base_url is None:
        if provider.kind not in ADDRESSES:
            raise Missing(["baseUrl"])
        return
    parts = urlsplit(provider.base_url)
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.username or _is_link_local(parts.hostname):
        sentence = "A model's address is like https://models.example.com/v1, without a name or password in it."
        raise Invalid(sentence, [FieldError("baseUrl", "is no such address")])


def _is_link_local(host: str) -> bool:
    """A machine's own metadata service answers there, with keys that are nobody's business."""
    try:
        return ip_address(host).is_link_local
    except ValueError:
        return host.lower() in ("metadata.google.internal", "metadata")
