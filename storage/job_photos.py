"""Pictures of the work."""

from sqlalchemy import ColumnElement
from sqlalchemy.orm import Mapped, mapped_column

from storage.base import Eye, Record, link, points_at
from storage.jobs import Job, on_own_job
from storage.users import User


class JobPhoto(Record):
    """A picture of a job. Without an address, it was asked for and is still to be taken."""

    __tablename__ = "job_photos"
    __table_args__ = points_at(("job_id", "jobs"), ("author_id", "users"))

    job_id: Mapped[str] = mapped_column(index=True)
    author_id: Mapped[str | None] = mapped_column(index=True)
    url: Mapped[str | None]
    caption: Mapped[str | None]
    job: Mapped[Job] = link("JobPhoto.job_id", "Job")
    author: Mapped[User | None] = link("JobPhoto.author_id", "User")

    @property
    def title(self) -> str:
        """What to call it in a sentence."""
        return f"of {self.caption}" if self.caption else "without a caption"

    @classmethod
    def seen_by(cls, eye: Eye) -> ColumnElement[bool]:
        return on_own_job(cls, cls.job_id, eye)

    def heard_as(self) -> tuple[str, ...]:
        return (self.caption,) if self.caption else ()
