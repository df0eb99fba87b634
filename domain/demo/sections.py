"""Which part of the demo world's file becomes which record."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from decimal import Decimal
from typing import Any

from domain.money import rounded
from storage.approvals import Approval
from storage.automation_rules import AutomationRule
from storage.base import Record
from storage.blocks import ScheduleBlock
from storage.call_logs import CallLog
from storage.campaigns import Campaign, CampaignRecipient
from storage.contacts import Contact, ContactTag, Tagging
from storage.conversations import Conversation, Message
from storage.email_templates import EmailTemplate
from storage.estimates import Estimate
from storage.inventory import InventoryItem
from storage.invoices import Invoice, InvoiceLine
from storage.jobs import Job
from storage.knowledge_base import Article
from storage.leads import Lead
from storage.notifications import Notification
from storage.payments import Payment
from storage.purchase_orders import PurchaseOrder, PurchaseOrderLine
from storage.quotes import Quote, QuoteLine
from storage.stock_moves import StockMove
from storage.suppliers import Supplier
from storage.tickets import Ticket
from storage.time_entries import TimeEntry
from storage.users import User

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Also:
    """A further record that one entry stands for: a tag on a contact, a message in a conversation."""

    kind: type[Record]
    facts: Row


@dataclass(frozen=True, slots=True)
class Section:
    """One list of the file: what its entries become, which names differ, what else they stand for and make known."""

    kind: type[Record]
    noun: str = ""
    renamed: Mapping[str, str] = field(default_factory=dict)
    also: Callable[[Row], Iterable[Also]] | None = None
    known: Callable[[Row], Row] | None = None


def _tags(contact: Row) -> Iterable[Also]:
    return [Also(Tagging, {"contact": contact["id"], "tag": tag}) for tag in contact.get("tags", ())]


def _recipients(campaign: Row) -> Iterable[Also]:
    named = campaign.get("recipients", ())
    return [Also(CampaignRecipient, {"campaign": campaign["id"], "contact": contact}) for contact in named]


def _messages(conversation: Row) -> Iterable[Also]:
    shared = {"conversation": conversation["id"], "contact": conversation["contact"]}
    return [Also(Message, {**shared, **said, **_way(said)}) for said in conversation.get("messages", ())]


def _way(said: Row) -> Row:
    theirs = said["from"] == "contact"
    return {"direction": "in", "status": "received"} if theirs else {"direction": "out", "status": "sent"}


def _last_said(conversation: Row) -> Row:
    last = max(conversation.get("messages", ()), key=lambda said: str(said["at"]), default=None)
    if last is None:
        return {}
    owed = last["from"] == "contact" and conversation["status"] == "open"
    return {"lastMessageAt": last["at"], "awaitingReply": owed}


def _completed(job: Row) -> Row:
    return {"completedAt": job["end"]} if job["status"] == "completed" else {}


def _opening(item: Row) -> Iterable[Also]:
    return [Also(StockMove, {"item": item["id"], "change": item["quantity"], "reason": "opening count"})]


def _billed(invoice: Row) -> Row:
    """The file tells what an invoice comes to with its tax; what it comes to without follows."""
    sent = {} if invoice["status"] == "draft" else {"sentAt": invoice["issued"]}
    late = {"lateFrom": invoice["due"] + timedelta(days=1)} if invoice.get("due") else {}
    return {**_without_tax(invoice), **sent, **late}


def _without_tax(document: Row) -> dict[str, Decimal]:
    total, rate = Decimal(str(document["total"])), Decimal(str(document.get("taxRate") or 0))
    net = rounded(total / (1 + rate), str(document["currency"]))
    return {"subtotal": net, "tax": total - net}


def _only_line(invoice: Row) -> Iterable[Also]:
    net = _billed(invoice)["subtotal"]
    what = {"invoice": invoice["id"], "position": 1, "description": invoice.get("jobTitle", "Services")}
    return [Also(InvoiceLine, {**what, "quantity": 1, "unitPrice": net, "amount": net})]


def _offered(quote: Row) -> Row:
    """What a quote comes to without its tax follows from the total; it went out a month before its last day."""
    good = {"lapsesAt": quote["validUntil"] + timedelta(days=1)} if quote.get("validUntil") else {}
    sent = {"sentAt": quote["validUntil"] - timedelta(days=30)} if quote["status"] == "sent" else {}
    return {**_without_tax(quote), **good, **sent}


def _one_price(quote: Row) -> Iterable[Also]:
    net = _without_tax(quote)["subtotal"]
    what = {"quote": quote["id"], "position": 1, "description": quote["title"]}
    return [Also(QuoteLine, {**what, "quantity": 1, "unitPrice": net, "amount": net})]


def _held(approval: Row) -> Row:
    """Who asks by name, and the call that the title speaks of: a discount on a quote."""
    from domain.demo import world

    account = next(each for each in world()["accounts"] if _has(each.get("approvals", ()), approval["id"]))
    asking = {"requester": next(each["name"] for each in account["users"] if each["id"] == approval["requestedBy"])}
    percent, number = (int(each) for each in re.findall(r"\d+", approval["title"]))
    quote = next(each for each in account["quotes"] if each["number"] == number)
    off = Decimal(quote["total"]) * percent / 100
    return {**asking, "operation": "update_quote", "arguments": {"id": quote["id"], "discount": f"{off:.2f}"}}


def _has(rows: Iterable[Row], id: str) -> bool:
    return any(row["id"] == id for row in rows)


def _order_lines(order: Row) -> Iterable[Also]:
    for place, line in enumerate(order["lines"]):
        part = _part(line["item"])
        named = {"name": part["name"], "unit": part.get("unit", "each")}
        yield Also(PurchaseOrderLine, {**line, **named, "order": order["id"], "position": place})


def _bought(order: Row) -> Row:
    return {"currency": "USD", "parts": [_part(line["item"])["name"] for line in order["lines"]]}


def _part(item_id: str) -> Row:
    """A part by its id, as the file has it."""
    from domain.demo import world

    parts: Iterable[Row] = (part for each in world()["accounts"] for part in each.get("inventory", ()))
    return next(part for part in parts if part["id"] == item_id)


def _asking_for_reviews(rule: Row) -> Row:
    """The file names no actions: its one rule asks for a review a day after a job is completed, as the owner."""
    from domain.demo import world

    account = next(each for each in world()["accounts"] if _has_rule(each, rule["id"]))
    owner = next(each["id"] for each in account["users"] if each["role"] == "admin")
    action = {"operation": "create_review_request", "arguments": {"jobId": "{job.id}"}}
    return {"owner": owner, "delaySeconds": 86_400, "actions": [action]}


def _has_rule(account: Row, rule_id: str) -> bool:
    return any(each["id"] == rule_id for each in account.get("automationRules", ()))


SECTIONS: Mapping[str, Section] = {
    "users": Section(User),
    "tags": Section(ContactTag),
    "contacts": Section(Contact, also=_tags),
    "jobs": Section(Job, "job", {"start": "scheduledStart", "end": "scheduledEnd"}, known=_completed),
    "tickets": Section(Ticket, "ticket"),
    "knowledgeBase": Section(Article),
    "blocks": Section(ScheduleBlock),
    "suppliers": Section(Supplier),
    # what is on the shelf is the sum of the moves, so the file's quantity becomes the first of them
    "inventory": Section(InventoryItem, renamed={"quantity": "opening"}, also=_opening),
    "purchaseOrders": Section(PurchaseOrder, "purchase order", also=_order_lines, known=_bought),
    "timeEntries": Section(TimeEntry),
    "notifications": Section(Notification),
    "automationRules": Section(AutomationRule, known=_asking_for_reviews),
    "callLogs": Section(CallLog),
    "templates": Section(EmailTemplate),
    "campaigns": Section(Campaign, also=_recipients),
    "leads": Section(Lead),
    "invoices": Section(Invoice, "invoice", also=_only_line, known=_billed),
    "payments": Section(Payment),
    "estimates": Section(Estimate, "estimate"),
    "quotes": Section(Quote, "quote", also=_one_price, known=_offered),
    "approvals": Section(Approval, known=_held),
    "conversations": Section(Conversation, also=_messages, known=_last_said),
}
