"""Customers and leads, their tags, and what was written down about them."""

from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import Column, ColumnElement, Computed, Index, String, and_, exists, false, select, text, true
from sqlalchemy.orm import Mapped, aliased, declared_attr, mapped_column, relationship

from storage.base import Eye, Record, link, points_at
from storage.users import User

if TYPE_CHECKING:
    from storage.leads import Lead

LIVE = text("deleted_at IS NULL")
# What contacts are counted by: an index each that holds all that the count looks at.
COUNTED = {"added": ("created_at",), "standing": ("status", "city", "company")}


class Contact(Record):
    """A person or company that is served, or might be."""

    __tablename__ = "contacts"
    __table_args__ = (
        *(
            Index(f"ix_contacts_{name}", "account_id", *columns, sqlite_where=LIVE, postgresql_where=LIVE)
            for name, columns in COUNTED.items()
        ),
        # Worked out by the database, and no part of what a contact is. An index on lower(email) would not do: behind
        # its wall, Postgres looks into an index with functions alone that are known to leak nothing.
        Column("email_key", String, Computed("lower(email)", persisted=True)),
        Index("ix_contacts_account_id_email_key", "account_id", "email_key"),
    )

    name: Mapped[str]
    nickname: Mapped[str | None]
    company: Mapped[str | None]
    phone: Mapped[str | None] = mapped_column(index=True)
    email: Mapped[str | None] = mapped_column(index=True)
    address: Mapped[str | None]
    city: Mapped[str | None]
    lat: Mapped[float | None]
    lng: Mapped[float | None]
    status: Mapped[str] = mapped_column(default="lead")
    opted_out_at: Mapped[datetime | None]
    opted_out_by: Mapped[str | None]

    tags: Mapped[list["ContactTag"]] = relationship(
        secondary="contact_taggings",
        primaryjoin="and_(Contact.account_id == Tagging.account_id, Contact.id == Tagging.contact_id, "
        "Tagging.deleted_at.is_(None))",
        secondaryjoin="and_(ContactTag.account_id == Tagging.account_id, ContactTag.id == Tagging.tag_id, "
        "ContactTag.deleted_at.is_(None))",
        order_by="ContactTag.name",
        viewonly=True,
        lazy="raise",
    )
    leads: Mapped[list["Lead"]] = relationship(
        primaryjoin="and_(Contact.account_id == foreign(Lead.account_id), Contact.id == foreign(Lead.contact_id), "
        "Lead.deleted_at.is_(None))",
        order_by="(Lead.created_at, Lead.id)",
        viewonly=True,
        lazy="raise",
    )

    @declared_attr.directive
    def __mapper_args__(cls) -> dict[str, Any]:  # noqa: N805
        return {"version_id_col": cls.version, "exclude_properties": {"email_key"}}

    @property
    def accepts_marketing(self) -> bool:
        """Whether they may be sent what they did not ask for."""
        return self.opted_out_at is None

    @classmethod
    def seen_by(cls, eye: Eye) -> ColumnElement[bool]:
        return cls.id == eye.contact_id if eye.contact_id else with_own_job(cls, cls.id, eye)

    def heard_as(self) -> tuple[str, ...]:
        return tuple(words for words in (self.name, self.nickname, self.company) if words)


def mail_key() -> ColumnElement[str | None]:
    """A contact's e-mail address in lower case, by which contacts are found."""
    return Contact.__table__.c.email_key


class ContactTag(Record):
    """A label that contacts can carry, like VIP."""

    __tablename__ = "contact_tags"
    __table_args__ = (
        Index("uq_contact_tags_name", "account_id", "name", unique=True, sqlite_where=LIVE, postgresql_where=LIVE),
    )

    name: Mapped[str]
    color: Mapped[str | None]

    @classmethod
    def seen_by(cls, eye: Eye) -> ColumnElement[bool]:
        return true() if eye.user_id else false()

    def heard_as(self) -> tuple[str, ...]:
        return (self.name,)


class Tagging(Record):
    """That a contact carries a tag."""

    __tablename__ = "contact_taggings"
    __table_args__ = (
        Index(
            "uq_contact_taggings_live",
            "account_id",
            "contact_id",
            "tag_id",
            unique=True,
            sqlite_where=LIVE,
            postgresql_where=LIVE,
        ),
        *points_at(("contact_id", "contacts"), ("tag_id", "contact_tags")),
    )

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
    author: Mapped[User | None] = link("ContactNote.author_id", "User")

    @classmethod
    def seen_by(cls, eye: Eye) -> ColumnElement[bool]:
        return with_own_job(cls, cls.contact_id, eye)


def with_own_job(kind: type[Record], contact_id: object, eye: Eye) -> ColumnElement[bool]:
    """Whether the contact is one that a technician has a job for; never, for a customer."""
    from storage.jobs import Job

    job = aliased(Job)
    mine = and_(job.tech_id == (eye.user_id or ""), job.deleted_at.is_(None))
    return exists().where(and_(job.account_id == kind.account_id, job.contact_id == contact_id, mine))


def name_of_contact(kind: Any) -> ColumnElement[Any]:
    """The name of the customer whom a row is about, as a search of such rows finds it."""
    mine = and_(Contact.account_id == kind.account_id, Contact.id == kind.contact_id)
    return select(Contact.name).where(mine).correlate(kind).scalar_subquery()
