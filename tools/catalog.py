"""The table of contents: every module that defines operations, in the order people meet them."""

from __future__ import annotations

from types import ModuleType
from typing import Any

from tools import (
    account_settings,
    analytics_contacts,
    analytics_dashboard,
    analytics_jobs,
    analytics_revenue,
    approvals,
    audit,
    automation_rules,
    billing,
    blocks,
    call_logs,
    campaign_recipients,
    campaigns,
    contact_import,
    contact_merge,
    contact_notes,
    contact_tags,
    contacts,
    conversations,
    dispatch,
    email_templates,
    erasure,
    estimates,
    export,
    finance,
    gmail,
    inventory,
    invoices,
    job_bulk,
    job_materials,
    job_photos,
    jobs,
    knowledge_base,
    leads,
    llm_providers,
    locations,
    messages,
    microsoft,
    notifications,
    optimize,
    payments,
    purchase_orders,
    push_devices,
    quotes,
    realtime,
    reports,
    review_requests,
    routes,
    schedule,
    search,
    signatures,
    suppliers,
    tech,
    tenants,
    tickets,
    time_entries,
    undo,
    users,
)
from tools.operation import Operation

AREAS: tuple[ModuleType, ...] = (
    jobs,
    job_bulk,
    llm_providers,
    locations,
    tech,
    schedule,
    dispatch,
    routes,
    optimize,
    blocks,
    time_entries,
    job_photos,
    job_materials,
    signatures,
    inventory,
    suppliers,
    invoices,
    payments,
    finance,
    purchase_orders,
    contacts,
    contact_import,
    contact_merge,
    erasure,
    contact_notes,
    contact_tags,
    email_templates,
    campaigns,
    campaign_recipients,
    review_requests,
    leads,
    estimates,
    quotes,
    conversations,
    messages,
    gmail,
    microsoft,
    notifications,
    push_devices,
    realtime,
    automation_rules,
    call_logs,
    tickets,
    knowledge_base,
    users,
    account_settings,
    tenants,
    approvals,
    billing,
    analytics_contacts,
    analytics_dashboard,
    analytics_jobs,
    analytics_revenue,
    reports,
    audit,
    search,
    export,
    undo,
)


def operations() -> dict[str, Operation[Any, Any]]:
    """Every operation by its name; the name in the catalogue is the variable's name."""
    found: dict[str, Operation[Any, Any]] = {}
    for area in AREAS:
        for name, value in vars(area).items():
            if isinstance(value, Operation) and value.function.__module__ in (area.__name__, "tools.resource"):
                if name != value.name:
                    raise TypeError(f"{area.__name__}.{name} is called {value.name}: name them alike")
                found[name] = value
    return found


OPERATIONS = operations()
