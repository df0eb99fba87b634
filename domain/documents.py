"""What is printed on an invoice or a quote: the account's letterhead, whom it is for, its lines and what they come to.

The data of the `sheet` that all such templates share; every value is text already.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from domain.context import Company
from domain.money import written
from domain.reach import national
from storage.contacts import Contact
from storage.lines import Line, Totalled

Facts = Sequence[tuple[str, str]]
LETTER_SIZE = frozenset({"USD", "CAD", "MXN"})


def sheet(
    company: Company,
    title: str,
    number: int,
    document: Totalled,
    lines: Sequence[Line],
    *,
    to: tuple[str, Contact],
    facts: Facts,
    due: tuple[str, str],
    paid: Decimal = Decimal(0),
    about: str | None = None,
    pay: tuple[str, str] | None = None,
    terms: Sequence[str] = (),
    stamp: str | None = None,
) -> dict[str, Any]:
    """The data of a printed document. `due` is the sum that stands out, `pay` where it can be paid by card."""
    return {
        "paper": "us-letter" if company.currency in LETTER_SIZE else "a4",
        "title": title,
        "number": str(number),
        "stamp": stamp,
        "company": {"name": company.name, "lines": letterhead(company)},
        "to": {"label": to[0], "lines": _addressed(to[1])},
        "facts": [list(each) for each in facts],
        "about": about,
        "lines": [_line(line, document.currency) for line in lines],
        "sums": [list(each) for each in sums(document, paid)],
        "due": list(due),
        "pay": {"label": pay[0], "url": pay[1]} if pay else None,
        "terms": list(terms),
        "footer": company.name,
    }


def sums(document: Totalled, paid: Decimal) -> list[tuple[str, str]]:
    """What the lines come to, step by step."""
    currency = document.currency
    told = [("Subtotal", written(document.subtotal, currency))]
    if document.tax_rate or document.tax:
        told.append(
            (f"Tax {document.tax_rate * 100:.4f}".rstrip("0").rstrip(".") + "%", written(document.tax, currency))
        )
    told.append(("Total", written(document.total, currency)))
    return [*told, ("Paid", written(-paid, currency))] if paid else told


def day(value: date) -> str:
    """A date as it is printed."""
    return f"{value:%B %-d, %Y}"


def _line(line: Line, currency: str) -> dict[str, str]:
    return {
        "description": line.description,
        "quantity": f"{line.quantity.normalize():f}",
        "price": written(line.unit_price, currency),
        "amount": written(line.amount, currency),
    }


def letterhead(company: Company) -> list[str]:
    """What stands below the company's name: where it is, and how it is reached."""
    settings = company.settings
    told = (settings.get("address"), national(company.business_line), settings.get("email"), settings.get("website"))
    return [str(each) for each in told if each]


def _addressed(contact: Contact) -> list[str]:
    company = contact.company if contact.company != contact.name else None
    return [each for each in (contact.name, company, contact.address, contact.city) if each]
