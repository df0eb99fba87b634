"""Where people were: the trail of a phone in the field."""

from datetime import datetime

from sqlalchemy import ColumnElement, Index, UniqueConstraint, false, text
from sqlalchemy.orm import Mapped, mapped_column

from storage.base import Eye, Record, link, points_at
from storage.jobs import Job
from storage.users import User


class GpsPoint(Record):
    """A person's place at a moment, and the job it was captured for; accuracy in meters, where the phone tells it.

    What a phone sends by itself is known by what its own clock said (`told_at`), however wrong, so that it is kept
    once; where nothing was heard for long before it, a new stretch `starts`.
    """

    __tablename__ = "gps_points"
    __table_args__ = (
        UniqueConstraint("account_id", "user_id", "told_at"),
        Index("ix_gps_points_account_id_user_id_at", "account_id", "user_id", "at"),
        Index("ix_gps_points_account_id_at", "account_id", "at"),
        *points_at(("user_id", "users"), ("job_id", "jobs")),
    )

    user_id: Mapped[str | None]
    job_id: Mapped[str | None] = mapped_column(index=True)
    lat: Mapped[float]
    lng: Mapped[float]
    accuracy: Mapped[float | None]
    at: Mapped[datetime]
    told_at: Mapped[datetime | None]
    starts: Mapped[bool] = mapped_column(default=True, server_default=text("true"))
    user: Mapped[User | None] = link("GpsPoint.user_id", "User")
    job: Mapped[Job | None] = link("GpsPoint.job_id", "Job")

    @classmethod
    def seen_by(cls, eye: Eye) -> ColumnElement[bool]:
        return cls.user_id == eye.user_id if eye.user_id else false()
