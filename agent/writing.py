"""Prose from a language model, for drafts: any OpenAI-compatible server."""

from __future__ import annotations

from openai import AsyncOpenAI, OpenAIError

from agent.settings import Settings
from domain.ports import ModelServer, Writer
from domain.problems import Unavailable

LONGEST_WAIT = 15.0


class ModelWriter:
    """Writes with a chat model."""

    def __init__(self, client: AsyncOpenAI, model: str) -> None:
        self._client, self._model = client, model

    async def write(self, instructions: str, material: str) -> str:
        """What the model writes; raises `Unavailable` when it does not answer."""
        try:
            answer = await self._client.chat.completions.create(
                model=self._model,
                messages=[{"role": "system", "content": instructions}, {"role": "user", "content": material}],
            )
        except OpenAIError as failed:
            raise Unavailable("The language model does not answer; write it yourself or try again.") from failed
        return (answer.choices[0].message.content or "").strip()


class CompanyModels:
    """Writers over the models that companies bring along."""

    def writer(self, server: ModelServer) -> Writer:
        """A writer over this server."""
        client = AsyncOpenAI(api_key=server.key, base_url=server.base_url, timeout=LONGEST_WAIT, max_retries=1)
        return ModelWriter(client, server.model)


def writer_for(settings: Settings) -> Writer | None:
    """The writer that the settings name; None without a key or a base URL."""
    if settings.openai_api_key is None and settings.openai_base_url is None:
        return None
    key = settings.openai_api_key.get_secret_value() if settings.openai_api_key else "none"
    client = AsyncOpenAI(api_key=key, base_url=settings.openai_base_url, timeout=LONGEST_WAIT, max_retries=1)
    return ModelWriter(client, settings.openai_model)
