"""Where people were: the trail of a phone in the field."""

from datetime import datetime

from sqlalchemy import ColumnElement, Index
from sqlalchemy.orm import Mapped, mapped_column

from storage.base import Eye, Record, link, points_at
from storage.jobs import Job
from storage.users import User


class GpsPoint(Record):
    """A person's place at a moment, and the job it was captured for; accuracy in meters, where the phone tells it."""

    __tablename__ = "gps_points"
    __table_args__ = (
        Index("ix_gps_points_account_id_user_id_at", "account_id", "user_id", "at"),
        *points_at(("user_id", "users"), ("job_id", "jobs")),
    )

    user_id: Mapped[str | None]
    job_id: Mapped[str | None] = mapped_column(index=True)
    lat: Mapped[float]
    lng: Mapped[float]
    accuracy: Mapped[float | None]
    at: Mapped[datetime]
    user: Mapped[User | None] = link("GpsPoint.user_id", "User")
    job: Mapped[Job | None] = link("GpsPoint.job_id", "Job")

    @classmethod
    def seen_by(cls, eye: Eye) -> ColumnElement[bool]:
        return cls.user_id == eye.user_id
