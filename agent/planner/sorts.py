"""The sorts of value that the recogniser's tagger tells apart.

Ninety wire names are too many to learn from some thousand utterances, and an operation's schema says which of them it
takes. So the names of one sort are one tag; free text keeps its own, since only the tagger knows where it begins.
"""

from __future__ import annotations

SORTS = {
    "record": "id ids recordId templateId tenantId recordType",
    "job": "jobId",
    "person": "contactId techId userId actorId requestedBy signerName supplierId to",
    "name": "name nickname company callerName",
    "item": "itemId",
    "invoice": "invoiceId",
    "tag": "tagId tags",
    "time": "scheduledStart scheduledEnd dateStart dateEnd date start end due received scheduledAt clockIn clockOut at "
    "validUntil",
    "duration": "hours durationSeconds",
    "money": "unitPrice amount total low high unitCost",
    "count": "quantity limit change reorderAt rating taxRate",
    "phone": "phone callerPhone",
    "email": "email",
    "address": "address city serviceArea lat lng",
    "status": "status",
    "priority": "priority",
    "choice": "channel method role direction read enabled kind type format platform isDefault color sort plan unit "
    "currency timezone businessLine model baseUrl sku source operation skills",
    "body": "body",
    "title": "title",
    "description": "description",
    "notes": "notes",
    "reason": "reason",
    "subject": "subject",
    "caption": "caption",
    "search": "search",
    "interest": "interest",
    "summary": "summary resolution transcript recordingUrl",
    "rule": "trigger actions steps conditions",
}
SORT_OF = {field: sort for sort, fields in SORTS.items() for field in fields.split()}
TAGS = tuple(SORTS)
