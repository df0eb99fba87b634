"""The table of contents of lasting work: every kind there is, by the name that it is begun with."""

from __future__ import annotations

from collections.abc import Mapping

from domain.campaign_sending import Sending
from domain.campaigns import WORK as SEND_CAMPAIGN
from domain.companies import Companies
from domain.context import Ports
from domain.ports import Clock, Work
from storage.database import Database


def works(database: Database, companies: Companies, ports: Ports, clock: Clock) -> Mapping[str, Work]:
    """What can be begun."""
    return {SEND_CAMPAIGN: Sending(database, companies, ports, clock).work}
