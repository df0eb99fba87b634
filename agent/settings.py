"""What the installation is set to, read from the environment once. Nothing leaves the machine unless a key is set."""

from __future__ import annotations

import secrets
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict, SettingsError

__all__ = ["Patience", "Settings", "SettingsError"]


class Patience(BaseModel):
    """How many seconds a language model may take: before a filler is said, to its first word, to each next one."""

    model_config = ConfigDict(frozen=True)

    filler_after: float = 1.5
    first_within: float = 3.0
    next_within: float = 2.0


class Settings(BaseSettings):
    """`CALLOUT_…` variables, and the providers' own names for their keys."""

    model_config = SettingsConfigDict(env_prefix="CALLOUT_", extra="ignore", populate_by_name=True)

    data: Path = Path(".callout")
    database_url: str = ""
    database_owner_url: str = ""
    work_database_url: str = ""
    host: str = "127.0.0.1"
    port: int = Field(8000, ge=1, le=65535)
    public_url: str = ""
    requests_per_minute: int = 6_000  # that one person may make over REST
    demo: bool = False

    openai_api_key: SecretStr | None = Field(None, validation_alias="OPENAI_API_KEY")
    openai_base_url: str | None = Field(None, validation_alias="OPENAI_BASE_URL")
    openai_model: str = "gpt-5-mini"
    patience: Patience = Patience()
    reflex_from: float = 0.9  # how sure the recogniser is where the model is not asked; above 1: it always is
    deepgram_api_key: SecretStr | None = Field(None, validation_alias="DEEPGRAM_API_KEY")
    deepgram_base_url: str | None = Field(None, validation_alias="DEEPGRAM_BASE_URL")
    elevenlabs_api_key: SecretStr | None = Field(None, validation_alias="ELEVENLABS_API_KEY")
    elevenlabs_base_url: str | None = Field(None, validation_alias="ELEVENLABS_BASE_URL")
    elevenlabs_voice: str | None = None

    stripe_api_key: SecretStr | None = Field(None, validation_alias="STRIPE_API_KEY")
    stripe_base_url: str | None = Field(None, validation_alias="STRIPE_BASE_URL")

    stripe_webhook_secret: SecretStr | None = Field(None, validation_alias="STRIPE_WEBHOOK_SECRET")
    elevenlabs_webhook_secret: SecretStr | None = Field(None, validation_alias="ELEVENLABS_WEBHOOK_SECRET")

    smtp_url: str | None = None
    mail_from: str = "callout@localhost"
    twilio_account: str | None = None
    twilio_token: SecretStr | None = None
    twilio_from: str | None = None
    twilio_base_url: str | None = None
    vapid_key: SecretStr | None = None
    push_loopback: bool = False
    osrm_url: str | None = None

    gmail_client_id: str | None = None
    gmail_client_secret: SecretStr | None = None
    gmail_base_url: str | None = None
    microsoft_client_id: str | None = None
    microsoft_client_secret: SecretStr | None = None
    microsoft_base_url: str | None = None

    @property
    def database(self) -> str:
        """The database's address; a SQLite file in the data folder unless one is named."""
        return self.database_url or f"sqlite:///{self.data.absolute() / 'callout.db'}"

    @property
    def work_database(self) -> str:
        """Where lasting work keeps its place: a file beside the database, or PostgreSQL where that is the database."""
        if self.work_database_url:
            return self.work_database_url
        if self.database.startswith("sqlite"):
            return f"sqlite:///{self.data.absolute() / 'work.db'}"
        return (self.database_owner_url or self.database).replace("+asyncpg", "")

    @property
    def reached_at(self) -> str:
        """Where customers reach this server, for the links that they are sent."""
        return self.public_url or f"http://{self.host}:{self.port}"

    def secret(self) -> bytes:
        """The installation's own secret, made on first use, kept beside the database, its owner's alone."""
        return self.kept("secret").encode()

    def has(self, name: str) -> bool:
        """Whether a text of this name was made before."""
        return (self.data / name).exists()

    def kept(self, name: str) -> str:
        """A random text that is made once and kept in the data folder."""
        self.data.mkdir(parents=True, exist_ok=True)
        file = self.data / name
        if not file.exists():
            file.touch(mode=0o600)
            file.write_text(secrets.token_urlsafe(32 if name == "secret" else 9), encoding="ascii")
        return file.read_text(encoding="ascii")
