"""Language models that a company brings along."""

from typing import ClassVar

from sqlalchemy import Index, text
from sqlalchemy.orm import Mapped, mapped_column

from storage.base import Record

THE_DEFAULT = text("is_default AND deleted_at IS NULL")


class LlmProvider(Record):
    """A server of language models, with the key for it, sealed. At most one of an account's is the default."""

    __tablename__ = "llm_providers"
    __table_args__ = (
        Index(
            "uq_llm_providers_default",
            "account_id",
            unique=True,
            sqlite_where=THE_DEFAULT,
            postgresql_where=THE_DEFAULT,
        ),
    )
    secret: ClassVar[frozenset[str]] = frozenset({"sealed_key"})

    name: Mapped[str]
    kind: Mapped[str]
    base_url: Mapped[str | None]
    model: Mapped[str]
    sealed_key: Mapped[str | None]
    is_default: Mapped[bool] = mapped_column(default=False)

    def heard_as(self) -> tuple[str, ...]:
        return (self.name, self.kind.replace("_", " "), self.model)
