"""The table of contents of lasting work: every kind there is, by the name that it is begun with."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from domain.billing import WORK as BILL
from domain.billing import Billing
from domain.campaign_sending import Sending
from domain.campaigns import WORK as SEND_CAMPAIGN
from domain.companies import Companies
from domain.context import Ports
from domain.ports import Clock, Run, Work
from domain.problems import Suspended
from domain.webhooks import WORK as WEBHOOK
from domain.webhooks import Dealing
from storage.database import Database

T = TypeVar("T")
SUSPENDED = "account suspended"
LOOK_AGAIN = 60.0


def works(database: Database, companies: Companies, ports: Ports, clock: Clock) -> Mapping[str, Work]:
    """What can be begun."""
    return {
        SEND_CAMPAIGN: Sending(database, companies, ports, clock).work,
        BILL: Billing(database, companies, ports, clock).work,
        WEBHOOK: Dealing(database, companies, ports, clock).work,
    }


def patient(work: Work) -> Work:
    """The same work, which waits while its account is suspended and then goes on."""

    async def waiting(run: Run, told: Mapping[str, str]) -> None:
        await work(Patient(run), told)

    return waiting


@dataclass(frozen=True, slots=True)
class Patient:
    """A run whose steps wait for as long as their account is suspended, and then go on."""

    run: Run

    async def step(self, name: str, work: Callable[[], Awaitable[T]]) -> T:
        """Do something once the account may be used; what came of it is kept, as JSON."""

        async def tried() -> Any:
            try:
                return await work()
            except Suspended:
                return SUSPENDED

        while (came := await self.run.step(name, tried)) == SUSPENDED:
            await self.run.sleep(LOOK_AGAIN)
        done: T = came
        return done

    async def sleep(self, seconds: float) -> None:
        """Wait, through restarts too."""
        await self.run.sleep(seconds)
