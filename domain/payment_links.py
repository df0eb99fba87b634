"""Links by which a customer pays an invoice by card, on the provider's own page."""

from __future__ import annotations

from domain.context import Context
from storage.invoices import Invoice
from storage.outbox import Parcel


def close_link(ctx: Context, invoice: Invoice) -> None:
    """Have the invoice's link closed once this can no longer be taken back: it asks for what is no longer owed."""
    if invoice.link_id is None or invoice.link_amount is None:
        return
    invoice.link_amount = None
    due_at = ctx.now() + ctx.company.undo_window
    ctx.session.add(Parcel(kind="payment_link", payload={"link": invoice.link_id}, due_at=due_at))
