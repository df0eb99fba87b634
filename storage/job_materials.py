"""What was used on a job."""

from decimal import Decimal

from sqlalchemy import ColumnElement
from sqlalchemy.orm import Mapped, mapped_column

from storage.base import Eye, Record, link, points_at
from storage.inventory import InventoryItem, Quantity
from storage.jobs import Job, on_own_job


class JobMaterial(Record):
    """A part that went into a job, from stock or not; without a price until somebody names one."""

    __tablename__ = "job_materials"
    __table_args__ = points_at(("job_id", "jobs"), ("item_id", "inventory_items"))

    job_id: Mapped[str] = mapped_column(index=True)
    item_id: Mapped[str | None] = mapped_column(index=True)
    name: Mapped[str]
    quantity: Mapped[Decimal] = mapped_column(Quantity)
    unit: Mapped[str] = mapped_column(default="each")
    unit_price: Mapped[Decimal | None]
    job: Mapped[Job] = link("JobMaterial.job_id", "Job")
    item: Mapped[InventoryItem | None] = link("JobMaterial.item_id", "InventoryItem")

    @classmethod
    def seen_by(cls, eye: Eye) -> ColumnElement[bool]:
        return on_own_job(cls, cls.job_id, eye)

    def heard_as(self) -> tuple[str, ...]:
        return (self.name,)
