"""What may stand in the blanks of a template: a customer's data, an invoice's, our own; and somebody made up."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from domain.context import Company
from domain.documents import day
from domain.money import written
from domain.rendering import Data
from storage.contacts import Contact
from storage.invoices import Invoice

KNOWN: Mapping[str, Sequence[str]] = {
    "contact": ("firstName", "lastName", "name", "company", "phone", "email", "address", "city"),
    "invoice": ("number", "total", "subtotal", "tax", "balance", "issuedDate", "dueDate", "status"),
    "company": ("name", "phone"),
}
SOMEBODY = {
    "firstName": "Jordan",
    "lastName": "Rivera",
    "name": "Jordan Rivera",
    "company": "",
    "phone": "+17205550123",
    "email": "jordan.rivera@mail.example",
    "address": "12 Main Street",
    "city": "Denver",
}
SOME_INVOICE = {
    "number": "1234",
    "total": "$189.00",
    "subtotal": "$175.00",
    "tax": "$14.00",
    "balance": "$189.00",
    "issuedDate": "March 1, 2026",
    "dueDate": "March 31, 2026",
    "status": "overdue",
}


def about_contact(contact: Contact) -> Data:
    """What templates may say of a customer; what is not known is empty. A company is called by its name."""
    called = contact.name == contact.company
    first, _, last = (contact.name, "", "") if called else contact.name.partition(" ")
    columns = ("name", "company", "phone", "email", "address", "city")
    return {"firstName": first, "lastName": last, **{name: getattr(contact, name) or "" for name in columns}}


def about_invoice(invoice: Invoice) -> Data:
    """What templates may say of an invoice, sums and days as they are written."""
    sums = {name: written(getattr(invoice, name), invoice.currency) for name in ("total", "subtotal", "tax", "balance")}
    days = {"issuedDate": _day(invoice.issued), "dueDate": _day(invoice.due)}
    return {"number": str(invoice.number), "status": invoice.status, **sums, **days}


def about_company(company: Company) -> Data:
    """What templates may say of ourselves."""
    return {"name": company.name, "phone": company.business_line or ""}


def _day(value: date | None) -> str:
    return day(value) if value else ""
