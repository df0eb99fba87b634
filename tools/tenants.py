"""Tenants: the companies that are hosted here, for whoever runs the installation and nobody else."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

from pydantic import Field, StringConstraints

from domain import tenants as rules
from domain.account_settings import Share, currency_code, zone_name
from domain.context import Context
from domain.tenants import Foreseen, Status
from storage.tenants import Tenant
from tools.card import Card, Time
from tools.checked import checked
from tools.operation import Fields
from tools.reach import Email, Phone
from tools.resource import Resource, optional

Line = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]


class TenantCard(Card):
    """A tenant as it is shown: how it is set up, and nothing that it keeps."""

    name: str
    status: Status
    timezone: str
    currency: str
    business_line: str | None
    tax_rate: str | None = None
    suspended_at: Time | None
    admin_name: str | None
    admin_email: str | None
    invited_at: Time | None
    invite_url: Annotated[str | None, Field(description="Where the invited admin comes in; told this once.")] = None

    def spoken(self, now: datetime) -> str:
        place = self.timezone.rpartition("/")[2].replace("_", " ")
        stands = "suspended" if self.status == "suspended" else f"active, on {place} time"
        waiting = ", its admin has not come in yet" if self.invited_at else ""
        return f"{self.name}, {stands}{waiting}"

    def listed(self, now: datetime) -> str:
        return f"{self.name}, suspended" if self.status == "suspended" else self.name


class TenantFields(Fields):
    """What can be said of a tenant."""

    name: Annotated[Line, Field(description="The company's name.")]
    timezone: Annotated[str, Field(max_length=60, description="Its time zone."), checked(zone_name)] = "America/Denver"
    currency: Annotated[str, Field(max_length=3, description="Its money."), checked(currency_code)] = "USD"
    business_line: Annotated[Phone | None, Field(description="The number that its customers call.")] = None
    tax_rate: Annotated[Share | None, Field(description="The sales tax on its bills, 0.086 for 8.6 percent.")] = None
    admin_name: Annotated[Line | None, Field(description="Who runs it, and is invited as its first admin.")] = None
    admin_email: Annotated[Email | None, Field(description="Where that invitation goes.")] = None


class TenantChanges(optional(TenantFields)):  # type: ignore[misc]
    """What of a tenant can be changed."""

    status: Annotated[Status, Field(description="Suspended shuts everybody out; active lets them back in.")] = None  # type: ignore[assignment]


class TenantFilters(Fields):
    """What lists of tenants take beyond how they stand."""

    timezone: Annotated[str | None, Field(max_length=60, description="Only those in this time zone.")] = None


tenants = Resource(Tenant, TenantCard, "/tenants", "tenant", time="created_at", sort="name", search=("name",))
list_tenants = tenants.list("list the tenants", "which companies do we host", filters=TenantFilters)
get_tenant = tenants.get("is Harbor Plumbing active on the platform", "show me the tenant Lakeshore")


async def _foreseen_new(ctx: Context, fields: TenantFields) -> Foreseen:
    return await rules.foreseen(ctx, fields.given())


async def _foreseen(ctx: Context, tenant: Tenant, changes: TenantChanges) -> Foreseen:
    return await rules.foreseen(ctx, changes.given(), tenant)


def _question(values: dict[str, Any]) -> str | None:
    return "{prepared.question}" if values["prepared"].question else None


@tenants.write(
    "POST ",
    "set up a new tenant called Harbor Plumbing",
    "open an account for Summit Heating on the platform",
    prepares=_foreseen_new,
    asks_when=_question,
    done="{it.name} is set up[, and {it.admin_email} is invited].",
)
async def create_tenant(ctx: Context, fields: TenantFields) -> Tenant:
    """Open an account for a company, and invite its first admin."""
    return await rules.host(ctx, fields.given())


@tenants.write(
    "PATCH /{tenant}",
    "suspend Harbor Plumbing",
    "bring the Lakeshore tenant back",
    prepares=_foreseen,
    asks_when=_question,
    done="{it.name} is {it.status}.",
)
async def update_tenant(ctx: Context, tenant: Tenant, changes: TenantChanges) -> Tenant:
    """Change a tenant: its name, zone, money, number or tax, who runs it, or whether it is suspended."""
    return await rules.change(ctx, tenant, changes.given())
