"""Sending a campaign: lasting work that hands over a few mails at a time until everybody has had theirs.

Every look is one step. It changes rows only as they stand, so one that is done twice, or by two at once, does no harm:
a recipient goes from waiting to sending in the same transaction that writes the parcel, and the parcel's id is the
mail's own. What is to be respected is looked at as late as can be: pausing, consent and quiet hours before every few,
quiet hours by the carrier once more.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import joinedload

from domain.account_settings import settings_of
from domain.companies import Companies
from domain.consent import PURPOSE
from domain.context import Company, Ports
from domain.email_templates import owed_longest
from domain.ports import Clock, Run
from domain.problems import Invalid
from domain.quiet_hours import quiet_until
from domain.rendering import Data, Fault, filled, roots
from domain.template_data import about_company, about_contact, about_invoice
from storage.campaigns import Campaign, CampaignRecipient
from storage.contacts import Contact
from storage.database import Database
from storage.outbox import Parcel
from storage.types import new_id

AT_ONCE = 100
LOOK_AGAIN = 0.5
LONGEST_LOOK = 60.0
NO_MAIL = "E-mail is not set up here; an administrator can add a mail server."


@dataclass(frozen=True, slots=True)
class Batch:
    """Whom the next few mails are for: what the template says to each of them, and from what data."""

    texts: Mapping[str, str]
    data: Mapping[str, Data]  # by recipient


@dataclass(frozen=True, slots=True)
class Sending:
    """What sending a campaign needs."""

    database: Database
    companies: Companies
    ports: Ports
    clock: Clock

    async def work(self, run: Run, told: Mapping[str, str]) -> None:
        """Send a campaign, until everybody has had theirs or somebody says stop."""

        async def look() -> float | None:
            return await self.hand_over_some(told["account"], told["campaign"], int(told["run"]))

        while (wait := await run.step("hand over some", look)) is not None:
            await run.sleep(wait)

    async def hand_over_some(self, account_id: str, campaign_id: str, run: int) -> float | None:
        """Hand over the next few mails; the seconds until the next look, or None when this run is over."""
        company = await self.companies.of(account_id)
        async with self._session(company) as session:
            campaign = await _going_on(session, campaign_id, run)
            if campaign is None:
                return None
            if not await self._begun(session, campaign):
                return None
            if (over := quiet_until(company, self.clock())) is not None:
                return (over - self.clock()).total_seconds()
            if (wait := await self._on_their_way(session, campaign)) is not None:
                return wait
            batch = await _next(session, campaign, company)
            if batch is None:
                campaign.status, campaign.sent_at = "sent", self.clock()
                return None
        if batch.data:
            await self._fill_and_hand_over(company, campaign_id, run, batch)
        return LOOK_AGAIN

    async def _begun(self, session: AsyncSession, campaign: Campaign) -> bool:
        """Whether it can be sent; the words of this run are the template's as they are when it begins."""
        if campaign.template is None or self.ports.mailer is None or self.ports.links is None:
            why = "Its e-mail template was deleted; give it another." if campaign.template is None else NO_MAIL
            campaign.status, campaign.problem = "paused", why
            return False
        if campaign.status == "scheduled" or campaign.subject is None:
            campaign.status = "sending"
            campaign.subject, campaign.body = campaign.template.subject, campaign.template.body
        return True

    async def _on_their_way(self, session: AsyncSession, campaign: Campaign) -> float | None:
        """How long to wait for mails that were handed over and have not left, if there are any."""
        handed_over = select(CampaignRecipient.id).where(
            CampaignRecipient.campaign_id == campaign.id, CampaignRecipient.status == "sending"
        )
        soonest = select(func.count(), func.min(Parcel.due_at)).where(
            Parcel.record_id.in_(handed_over), Parcel.state.in_(("waiting", "sending"))
        )
        count, due_at = (await session.execute(soonest)).one()
        if not count:
            return None
        later = (due_at - self.clock()).total_seconds() if due_at else 0.0
        return min(max(LOOK_AGAIN, later), LONGEST_LOOK)

    async def _fill_and_hand_over(self, company: Company, campaign_id: str, run: int, batch: Batch) -> None:
        """Fill the template in, outside any transaction, and hand the mails over if it still goes on."""
        try:
            done = await filled(batch.texts, list(batch.data.values()))
        except Invalid as unfit:
            done = []
            problem: str | None = unfit.sentence
        else:
            problem = str(done[0]) if all(isinstance(each, Fault) for each in done) else None
        async with self._session(company) as session:
            campaign = await _going_on(session, campaign_id, run)
            if campaign is None:
                return
            if problem is not None:
                campaign.status, campaign.problem = "paused", f"The template cannot be filled in. {problem}"
                return
            still = await _waiting(session, campaign, CampaignRecipient.id.in_(batch.data))
            texts = dict(zip(batch.data, done, strict=True))
            for recipient in still:
                self._hand_over(session, company, recipient, texts[recipient.id])

    def _hand_over(
        self, session: AsyncSession, company: Company, recipient: CampaignRecipient, text: dict[str, str] | Fault
    ) -> None:
        if isinstance(text, Fault):
            recipient.status, recipient.problem = "failed", f"{text}."
            return
        if (why := _not_reached(recipient.contact)) is not None:
            recipient.status, recipient.problem = why
            return
        assert self.ports.links is not None
        leave = self.ports.links.to(PURPOSE, company.id, recipient.id)
        recipient.status, recipient.address = "sending", _address(recipient.contact)
        payload: dict[str, Any] = {
            "to": recipient.contact.email,
            "subject": " ".join(text["subject"].split()),
            "body": text["body"].rstrip() + footer(company, leave),
            "headers": {"List-Unsubscribe": f"<{leave}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"},
        }
        parcel = Parcel(id=new_id(), kind="email", payload=payload, record_id=recipient.id, bulk=True)
        parcel.due_at = self.clock()
        session.add(parcel)

    def _session(self, company: Company) -> AbstractAsyncContextManager[AsyncSession]:
        return self.database.transaction(company.id, now=self.clock)


def footer(company: Company, leave: str) -> str:
    """What stands under every mail of a campaign: whose it is, what was agreed to, and how to get no more of them."""
    settings = settings_of(company)
    who = f"{company.name}, {settings.address}" if settings.address else company.name
    agreed = f"{settings.marketing_consent}\n" if settings.marketing_consent else ""
    return f"\n\n-- \n{who}\n{agreed}To get no more of these e-mails: {leave}\n"


async def _going_on(session: AsyncSession, campaign_id: str, run: int) -> Campaign | None:
    """The campaign, if it is to be sent and nobody has begun it anew since."""
    wanted = select(Campaign).where(Campaign.id == campaign_id, Campaign.run == run)
    going_on = wanted.where(Campaign.status.in_(("scheduled", "sending"))).with_for_update(of=Campaign)
    found: Campaign | None = await session.scalar(going_on.options(joinedload(Campaign.template)))
    return found


async def _waiting(session: AsyncSession, campaign: Campaign, *which: Any) -> list[CampaignRecipient]:
    wanted = select(CampaignRecipient).where(
        CampaignRecipient.campaign_id == campaign.id, CampaignRecipient.status == "waiting", *which
    )
    some = wanted.options(joinedload(CampaignRecipient.contact)).order_by(CampaignRecipient.id).limit(AT_ONCE)
    return list(await session.scalars(some))


async def _next(session: AsyncSession, campaign: Campaign, company: Company) -> Batch | None:
    """The next few recipients; those who are not to be written to are passed over, and it is noted why."""
    waiting = await _waiting(session, campaign)
    if not waiting:
        return None
    assert campaign.subject is not None
    texts = {"subject": campaign.subject, "body": campaign.body or ""}
    taken = await _taken(session, campaign, [_address(each.contact) for each in waiting if each.contact])
    of_invoices = "invoice" in roots(texts)
    owed = await owed_longest(session, [each.contact_id for each in waiting]) if of_invoices else {}
    data: dict[str, Data] = {}
    for recipient in waiting:
        contact = recipient.contact
        why = _not_reached(contact)
        if why is None and _address(contact) in taken:
            why = ("skipped", "Somebody with the same address gets it.")
        if why is None and of_invoices and contact.id not in owed:
            why = ("skipped", "They owe nothing, and it speaks of an invoice.")
        if why is not None:
            recipient.status, recipient.problem = why
            continue
        taken.add(_address(contact))
        invoice = {"invoice": about_invoice(owed[contact.id])} if of_invoices else {}
        data[recipient.id] = {"company": about_company(company), "contact": about_contact(contact), **invoice}
    return Batch(texts, data)


async def _taken(session: AsyncSession, campaign: Campaign, addresses: Sequence[str]) -> set[str]:
    """Those of these addresses to which the campaign has been handed over."""
    there = select(CampaignRecipient.address).where(
        CampaignRecipient.campaign_id == campaign.id, CampaignRecipient.address.in_(addresses)
    )
    return {address for address in await session.scalars(there) if address}


def _not_reached(contact: Contact | None) -> tuple[str, str] | None:
    """Why somebody is not written to, as a state and a sentence; None if they are."""
    if contact is None:
        return "skipped", "The contact was deleted."
    if contact.opted_out_at is not None:
        return "unsubscribed", "They take no marketing."
    return None if contact.email else ("skipped", "There is no e-mail address.")


def _address(contact: Contact) -> str:
    return (contact.email or "").strip().lower()
