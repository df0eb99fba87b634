"""Language models of the company's own; their keys go in and never come out."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from pydantic import Field, SecretStr, StringConstraints, computed_field

from domain import llm_providers as rules
from domain.context import Context
from domain.llm_providers import Kind
from storage.llm_providers import LlmProvider
from tools.card import Card, Wire
from tools.operation import Fields
from tools.resource import Resource, optional

Line = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]
Address = Annotated[str, StringConstraints(strip_whitespace=True, min_length=8, max_length=500)]


class LlmProviderCard(Card):
    """A provider as it is shown: never its key, only whether there is one."""

    name: str
    kind: Kind
    base_url: str | None
    model: str
    is_default: bool
    sealed_key: str | None = Field(exclude=True)

    @computed_field  # type: ignore[prop-decorator]
    @property
    def has_key(self) -> bool:
        """Whether a key is saved for it."""
        return self.sealed_key is not None

    def spoken(self, now: datetime) -> str:
        default = ", the one I use" if self.is_default else ""
        return f"{self.name}, running {self.model}{default}"


class LlmProviderFields(Fields):
    """What can be said of a provider."""

    kind: Annotated[Kind, Field(description="Whose models they are; openai_compatible for a server of one's own.")]
    model: Annotated[Line, Field(description="Which model, by the provider's name for it.")]
    name: Annotated[Line | None, Field(description="What it is called here; the kind, if not said.")] = None
    base_url: Annotated[Address | None, Field(description="Where it is reached, if not at the vendor's address.")] = (
        None
    )
    api_key: Annotated[
        SecretStr | None, Field(min_length=1, max_length=500, description="The key for it, never read back.")
    ] = None
    is_default: Annotated[bool, Field(description="Whether the agent uses this one.")] = False


class LlmProviderChanges(optional(LlmProviderFields)):  # type: ignore[misc]
    """What of a provider can be changed."""


class TryOutCard(Wire):
    """What a model answered when it was tried."""

    answer: str
    seconds: float

    def spoken(self, now: datetime) -> str:
        return f"It answers, after {self.seconds:.1f} seconds: {self.answer}"


llm_providers = Resource(LlmProvider, LlmProviderCard, "/llm-providers", "llm provider", sort="name")

list_llm_providers = llm_providers.list("which AI models are we hooked up to", "who's powering the assistant")
get_llm_provider = llm_providers.get("show me the OpenAI provider", "what model is Anthropic set to")
delete_llm_provider = llm_providers.delete(
    "take the Mistral provider off",
    ask="Remove the language model {llm_provider.name} and its key?",
    done="Removed the language model {llm_provider.name}.",
)


@llm_providers.write(
    "POST ",
    "add OpenAI as a provider",
    "hook up the model server in the shop",
    done="Added the language model {it.name}, {it.model}; its key is entered on the page.",
)
async def create_llm_provider(ctx: Context, fields: LlmProviderFields) -> LlmProvider:
    """Add a language model of the company's own."""
    return await rules.add(ctx, fields.given())


@llm_providers.write(
    "PATCH /{llm_provider}",
    "make Anthropic the default",
    "switch the OpenAI provider to another model",
    done="Changed the language model {it.name}, {it.model}.",
)
async def update_llm_provider(ctx: Context, llm_provider: LlmProvider, changes: LlmProviderChanges) -> LlmProvider:
    """Change a language model: its name, address, model or key, or whether the agent uses it."""
    return await rules.change(ctx, llm_provider, changes.given())


@llm_providers.read("POST /{llm_provider}/test", "does the backup brain answer", "try out the shop server's model")
async def test_llm_provider(ctx: Context, llm_provider: LlmProvider) -> TryOutCard:
    """Ask a language model for a word, to see whether it answers."""
    tried = await rules.try_out(ctx, llm_provider)
    return TryOutCard(answer=tried.answer, seconds=tried.seconds)
