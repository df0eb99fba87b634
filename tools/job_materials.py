"""Parts used on a job."""

from __future__ import annotations

from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal
from typing import Annotated

from pydantic import Field, computed_field

from domain import job_materials as rules
from domain.context import Context
from domain.problems import Missing
from domain.wording import counted, many
from storage.inventory import InventoryItem
from storage.job_materials import JobMaterial
from storage.jobs import Job
from tools.card import Card, Money, through
from tools.operation import Fields
from tools.quantity import Quantity, Total
from tools.resource import Resource

EACH = "each"
CENT = Decimal("0.01")


class JobMaterialCard(Card):
    """A part on a job as it is shown; `stockLeft` is what is on the shelf now."""

    job_id: str
    job_number: int | None = through("job", "number")
    item_id: str | None
    name: str
    quantity: Quantity
    unit: str
    unit_price: Money | None
    stock_left: Total | None = through("item", "quantity")

    @computed_field  # type: ignore[prop-decorator]
    @property
    def total(self) -> Money | None:
        """Quantity times price; null until there is a price."""
        return None if self.unit_price is None else (self.quantity * self.unit_price).quantize(CENT, ROUND_HALF_UP)

    @property
    def amount(self) -> str:
        """How much of what: 2 Hot surface ignitors, 40 feet of Half inch PEX pipe."""
        if self.unit != EACH:
            return f"{counted(self.quantity, self.unit)} of {self.name}"
        return f"{self.quantity:f} {self.name if self.quantity == 1 else many(self.name)}"

    @property
    def stock_note(self) -> str | None:
        """What to do when more is used than the count knows of."""
        if self.stock_left is None or self.stock_left >= 0:
            return None
        return f"The stock count is now minus {-self.stock_left:f}, so it needs a count."

    def spoken(self, now: datetime) -> str:
        price = f", ${self.total:.2f}" if self.total is not None else ""
        return f"{self.amount} on job {self.job_number}{price}"


class MaterialFields(Fields):
    """What can be said of a part that was used."""

    job: Annotated[Job, Field(description="The job it was used on.")]
    item: Annotated[InventoryItem | None, Field(description="The part, if it comes from stock.")] = None
    name: Annotated[
        str | None, Field(min_length=1, max_length=200, description="What it is, if it is not from stock.")
    ] = None
    quantity: Annotated[Quantity, Field(gt=0, description="How many, or how much of its unit.")] = Decimal(1)
    unit_price: Annotated[
        Money | None, Field(ge=0, description="The price of one; the stock's price, if not said.")
    ] = None


job_materials = Resource(
    JobMaterial, JobMaterialCard, "/job-materials", "job material", time="created_at", search=("name",)
)

list_job_materials = job_materials.list(
    "what parts went into ten forty two", "list the materials on the panel upgrade", "what did I put on this job so far"
)


@job_materials.write(
    "POST ",
    "I used two ignitors on ten forty two",
    "put one smart thermostat on Catherine's job",
    "log a run capacitor on this one",
    one_each="item",
    done="Put {it.amount} on job {it.job_number}.[ {it.stock_note}]",
)
async def create_job_material(ctx: Context, fields: MaterialFields) -> JobMaterial:
    """Put a part on a job; what comes from stock is taken off the count."""
    measured = fields.item is not None and fields.item.unit != EACH
    if measured and ctx.channel == "voice" and "quantity" not in fields.model_fields_set:
        raise Missing(["quantity"])  # "some pipe" is no foot of it
    return await rules.use_material(ctx, fields.job, fields.item, fields.name, fields.quantity, fields.unit_price)


@job_materials.destructive(
    "DELETE /{material}",
    "take the ignitor off ten forty two I didn't use it",
    "remove the thermostat from Catherine's job",
    ask="Take {material.name}, quantity {material.quantity:f}, off job {material.job.number}?",
    done="Took {material.name} off job {material.job.number}.",
)
async def delete_job_material(ctx: Context, material: JobMaterial) -> None:
    """Take a part off a job; what came from stock goes back on the count."""
    await rules.return_material(ctx, material)
