"""E-mails that are written once and filled in for each reader."""

from sqlalchemy.orm import Mapped, mapped_column

from storage.base import Record


class EmailTemplate(Record):
    """A subject and a body with blanks, as `{{ contact.firstName }}`. The office's alone."""

    __tablename__ = "email_templates"

    name: Mapped[str]
    subject: Mapped[str] = mapped_column(default="")
    body: Mapped[str] = mapped_column(default="")

    def heard_as(self) -> tuple[str, ...]:
        return (self.name,)
