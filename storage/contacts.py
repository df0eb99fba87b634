"""Customers and leads, their tags, and what was written down about them."""

from sqlalchemy import ColumnElement, and_, exists, true
from sqlalchemy.orm import Mapped, aliased, mapped_column

from storage.base import Eye, Record, link, points_at


class Contact(Record):
    """A person or company that is served, or might be."""

    __tablename__ = "contacts"

    name: Mapped[str]
    nickname: Mapped[str | None]
    company: Mapped[str | None]
    phone: Mapped[str | None] = mapped_column(index=True)
    email: Mapped[str | None]
    address: Mapped[str | None]
    city: Mapped[str | None]
    lat: Mapped[float | None]
    lng: Mapped[float | None]
    status: Mapped[str] = mapped_column(default="lead")

    @classmethod
    def seen_by(cls, eye: Eye) -> ColumnElement[bool]:
        return cls.id == eye.contact_id if eye.contact_id else with_own_job(cls, cls.id, eye)

    def heard_as(self) -> tuple[str, ...]:
        return tuple(words for words in (self.name, self.nickname, self.company) if words)


class ContactTag(Record):
    """A label that contacts can carry, like VIP."""

    __tablename__ = "contact_tags"

    name: Mapped[str]
    color: Mapped[str | None]

    @classmethod
    def seen_by(cls, eye: Eye) -> ColumnElement[bool]:
        return true()

    def heard_as(self) -> tuple[str, ...]:
        return (self.name,)


class Tagging(Record):
    """That a contact carries a tag."""

    __tablename__ = "contact_taggings"
    __table_args__ = points_at(("contact_id", "contacts"), ("tag_id", "contact_tags"))

    contact_id: Mapped[str] = mapped_column(index=True)
    tag_id: Mapped[str] = mapped_column(index=True)
    contact: Mapped[Contact] = link("Tagging.contact_id", "Contact")
    tag: Mapped[ContactTag] = link("Tagging.tag_id", "ContactTag")

    @classmethod
    def seen_by(cls, eye: Eye) -> ColumnElement[bool]:
        return with_own_job(cls, cls.contact_id, eye)


class ContactNote(Record):
    """Something written down about a contact."""

    __tablename__ = "contact_notes"
    __table_args__ = points_at(("contact_id", "contacts"), ("author_id", "users"))

    contact_id: Mapped[str] = mapped_column(index=True)
    author_id: Mapped[str | None]
    body: Mapped[str]
    contact: Mapped[Contact] = link("ContactNote.contact_id", "Contact")

    @classmethod
    def seen_by(cls, eye: Eye) -> ColumnElement[bool]:
        return with_own_job(cls, cls.contact_id, eye)


def with_own_job(kind: type[Record], contact_id: object, eye: Eye) -> ColumnElement[bool]:
    """Whether the contact is one that a technician has a job for; never, for a customer."""
    from storage.jobs import Job

    job = aliased(Job)
    return exists().where(
        and_(job.account_id == kind.account_id, job.contact_id == contact_id, job.tech_id == (eye.user_id or ""))
    )
