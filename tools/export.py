"""Exports: records as files, for spreadsheets and other programs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from pydantic import Field

from domain import contacts as contact_rules
from domain.context import Context
from storage.contacts import Contact
from storage.invoices import Invoice
from storage.jobs import Job
from tools.contacts import ContactCard, ContactListing, as_kept, contacts
from tools.download import ACCEPTED, Download, Format, download, filters_of
from tools.invoices import InvoiceCard, InvoiceListing, invoices, of_size
from tools.jobs import JobCard, JobListing, jobs, standing
from tools.resource import Resource

As = Annotated[Format | None, Field(description="CSV, CSV as Excel wants it, or JSON; CSV unless said otherwise.")]
of_contacts = Resource(Contact, ContactCard, "/export", "export", permits="contacts")
of_jobs = Resource(Job, JobCard, "/export", "export", permits="jobs")
of_invoices = Resource(Invoice, InvoiceCard, "/export", "export", permits="invoices")

if TYPE_CHECKING:
    ContactFilters = ContactListing
    JobFilters = JobListing
    InvoiceFilters = InvoiceListing
else:
    ContactFilters = filters_of(ContactListing)
    JobFilters = filters_of(JobListing)
    InvoiceFilters = filters_of(InvoiceListing)


@of_contacts.read(
    "GET /contacts",
    "export the contacts",
    "give me a spreadsheet of all our customers",
    may="contacts:export",
    formats=ACCEPTED,
    rows=ContactCard,
)
async def export_contacts(ctx: Context, filters: ContactFilters, format: As = None) -> Download:
    """Export the contacts as a file."""
    filters.search = as_kept(filters.search)
    return await download(ctx, contacts, filters, format, *await contact_rules.carrying(ctx, filters.tags))


@of_jobs.read(
    "GET /jobs",
    "export the jobs",
    "get me a spreadsheet of everything we did last month",
    may="jobs:export",
    formats=ACCEPTED,
    rows=JobCard,
)
async def export_jobs(ctx: Context, filters: JobFilters, format: As = None) -> Download:
    """Export the jobs as a file."""
    return await download(ctx, jobs, filters, format, *standing(ctx, filters))


@of_invoices.read(
    "GET /invoices",
    "export the invoices",
    "the bookkeeper needs February's invoices in a spreadsheet",
    may="invoices:export",
    formats=ACCEPTED,
    rows=InvoiceCard,
)
async def export_invoices(ctx: Context, filters: InvoiceFilters, format: As = None) -> Download:
    """Export the invoices as a file."""
    return await download(ctx, invoices, filters, format, *of_size(filters.above))
