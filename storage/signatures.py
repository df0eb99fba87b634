"""Who signed for the work."""

from sqlalchemy import ColumnElement
from sqlalchemy.orm import Mapped, mapped_column

from storage.base import Eye, Record, link, points_at
from storage.jobs import Job, on_own_job


class Signature(Record):
    """Somebody's signature on a job. Without an address, it is noted and the pen stroke is still to come."""

    __tablename__ = "signatures"
    __table_args__ = points_at(("job_id", "jobs"))

    job_id: Mapped[str] = mapped_column(index=True)
    signer_name: Mapped[str]
    url: Mapped[str | None]
    job: Mapped[Job] = link("Signature.job_id", "Job")

    @classmethod
    def seen_by(cls, eye: Eye) -> ColumnElement[bool]:
        return on_own_job(cls, cls.job_id, eye)
