"""Contacts from a file: looked over first, then entered; every row that is not entered is told and given back."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

from pydantic import Field, ValidationError
from pydantic.alias_generators import to_camel

from domain import contact_import as rules
from domain.contact_import import Batch, Checked, Facts
from domain.contacts import Status
from domain.context import Context
from domain.problems import FieldError, Missing
from domain.wording import counted
from storage.contacts import Contact
from tools.card import Wire
from tools.confirmation import MANY
from tools.contacts import ContactCard, ContactFields
from tools.resource import Resource
from tools.upload import Upload

File = Annotated[Upload | None, Field(description="A CSV file with the names of the columns in its first row.")]
Default = Annotated[Status, Field(description="What those become of whom the file does not say.")]


class RowError(Wire):
    """What is wrong with a row."""

    row: int = Field(description="As a spreadsheet numbers it; the names of the columns are row 1.")
    field: str
    value: str
    message: str


class Duplicate(Wire):
    """A row about somebody who is there already, and is not entered twice."""

    row: int
    name: str
    field: str = Field(description="What is the same: phone or email.")
    contact_id: str | None = Field(description="Who in the address book it is.")
    contact_name: str | None
    same_as_row: int | None = Field(description="The row further up that it is the same as.")


class Import(Wire):
    """What became of a file, or would become of it."""

    total: int = Field(description="The rows with anything in them.")
    imported: int
    columns: dict[str, str] = Field(description="What each column was taken for.")
    duplicates: list[Duplicate]
    errors: list[RowError]
    rejected: str | None = Field(description="The rows with errors as they came, to be put right and sent again.")

    def spoken(self, now: datetime) -> str:
        there = f"; {len(self.duplicates)} were there already" if self.duplicates else ""
        wrong = len({each.row for each in self.errors})
        left = f"; {counted(wrong, 'row')} could not be read" if wrong else ""
        return f"{counted(self.imported, 'contact')} entered{there}{left}."


imports = Resource(Contact, ContactCard, "/contacts/import", "contact import", permits="contacts")


async def _read(ctx: Context, file: Upload | None, status: Status) -> Batch:
    if file is None:
        raise Missing(["file"])
    return await rules.read(ctx, file.data, status, _checked)


def _checked(facts: Facts) -> Checked:
    """A row's facts as a contact made by hand would have them, and what is wrong with them."""
    try:
        return ContactFields.model_validate(facts).given(), []
    except ValidationError as wrong:
        return facts, [FieldError(str(each["loc"][0]), f"{each['msg'].rstrip('.')}.") for each in wrong.errors()]


def _told(batch: Batch) -> Import:
    return Import(
        total=batch.total,
        imported=len(batch.good),
        columns=batch.columns,
        duplicates=[Duplicate.model_validate(each) for each in batch.twins],
        errors=[
            RowError(row=each.row, field=to_camel(each.field), value=each.value, message=each.message)
            for each in batch.wrong
        ],
        rejected="".join(batch.rejected) or None,
    )


@imports.read(
    "POST /preview",
    "what would come of importing this file",
    "check this contact list before we load it",
    may="contacts:import",
    uploads=("text/csv",),
)
async def preview_contact_import(ctx: Context, file: File = None, status: Default = "customer") -> Import:
    """Look a file of contacts over, and tell what importing it would do."""
    return _told(await _read(ctx, file, status))


def _many(values: dict[str, Any]) -> str | None:
    many: int = len(values["prepared"].good)
    return f"Enter {many:,} new contacts from that file?" if many >= MANY else None


@imports.write(
    "POST ",
    "load the contacts from this file",
    "take in the customer list from our old program",
    may="contacts:import",
    uploads=("text/csv",),
    prepares=_read,
    asks_when=_many,
    done="{it}",
)
async def import_contacts(ctx: Context, file: File = None, status: Default = "customer") -> Import:
    """Enter the contacts of a file: the good rows, each once, all of them taken back by one undo."""
    batch: Batch = ctx.prepared
    await rules.enter(ctx, batch)
    return _told(batch)
