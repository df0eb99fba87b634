"""The customers in figures: how many, who is new, where they are and whether they come back."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from domain import analytics_contacts as rules
from domain.comparing import during
from domain.context import Context
from domain.wording import counted
from storage.contacts import Contact
from tools.card import Wire
from tools.contacts import ContactCard
from tools.figures import (
    Asked,
    Charted,
    CountedCard,
    PointCard,
    ShareCard,
    answer,
    cut,
    measured_days,
    percent,
    point,
    shares,
    some,
    stretch_of,
)
from tools.finance import Days
from tools.resource import Resource

PLANS = ("maintenance", "plan", "member", "agreement")


class ContactsPoint(PointCard):
    """The contacts that were new in a part of the period."""

    added: int


class ContactFigures(Wire):
    """The address book as of now, and who is new in the period."""

    period: Days
    compared_to: Days
    total: int
    added: CountedCard
    by_status: list[ShareCard]
    by_kind: list[ShareCard]
    by_city: list[ShareCard]
    by_tag: list[ShareCard]
    served_once: int
    served_again: int
    series: list[ContactsPoint]

    def spoken(self, now: datetime) -> str:
        kinds = some([each for each in self.by_status if each.count], lambda each: f"{each.count} {_kind(each)}")
        return f"{counted(self.total, 'contact')}: {kinds}. {self._added()}"

    def answering(self, said: str, now: datetime) -> str | None:
        """The figure that was asked for, first."""
        return answer(self, ASKED, said)

    def _added(self) -> str:
        return f"{self.added.count} new {during(self.period.called)}, {self.added.told(self.compared_to.called)}."

    def _leads(self) -> str:
        leads, customers = self._count("lead"), self._count("customer")
        share = percent(leads / self.total) if self.total else "none"
        return f"{counted(leads, 'lead')} and {counted(customers, 'customer')}: leads are {share} of all contacts."

    def _inactive(self) -> str:
        return f"{self._count('inactive')} of {counted(self.total, 'contact')} inactive. {self._added()}"

    def _cities(self) -> str:
        return f"Most are in {some(self.by_city, lambda each: f'{each.name}, {each.count}')}."

    def _tags(self) -> str:
        return f"The commonest tags are {some(self.by_tag, lambda each: f'{each.name}, {each.count}')}."

    def _plans(self) -> str:
        on_plan = [each for each in self.by_tag if any(word in each.name.lower() for word in PLANS)]
        if not on_plan:
            return "Nobody carries a tag for a maintenance plan."
        return (
            some(on_plan, lambda each: f"{percent(each.share)} carry {each.name}, {each.count} of {self.total}") + "."
        )

    def _kinds(self) -> str:
        return f"{some(self.by_kind, lambda each: f'{percent(each.share)} {each.name}, {each.count}')}."

    def _loyal(self) -> str:
        whole = self.served_once + self.served_again
        share = percent(self.served_again / whole) if whole else "none"
        return f"{share} came back: {self.served_again} of {counted(whole, 'customer')} whose jobs we have finished."

    def _count(self, status: str) -> int:
        return next((each.count for each in self.by_status if each.name == status), 0)


def _kind(share: ShareCard) -> str:
    return share.name if share.name == "inactive" or share.count == 1 else f"{share.name}s"


ASKED: Asked = (
    (r"repeat|come back|comes? back|retention|return|again|first timers?", ContactFigures._loyal),
    (r"maintenance|plan|members?", ContactFigures._plans),
    (r"tags?", ContactFigures._tags),
    (r"city|cities|located|where|neighborhoods?|towns?", ContactFigures._cities),
    (r"commercial|residential|businesses|homes?", ContactFigures._kinds),
    (r"leads?|prospects?", ContactFigures._leads),
    (r"inactive|losing|lost|gone", ContactFigures._inactive),
    (r"new|pick(?:ed)? up|on board|adding|growth|growing|faces|gain(?:ed)?", ContactFigures._added),
)
contact_figures = Resource(Contact, ContactCard, "/analytics", "contact analytics", permits="analytics")


@contact_figures.read(
    "GET /contacts",
    "how many new customers did we pick up this month",
    "what's the split between leads and customers",
    "how's our customer count trending",
    card=ContactFigures,
)
async def get_contact_analytics(ctx: Context, stretch: Charted) -> ContactFigures:
    """Say how many customers there are, who is new and who comes back, this month against last."""
    period, today = stretch_of(ctx, stretch), ctx.now().date()
    standing, loyalty = await rules.standing(ctx), await rules.loyalty(ctx)
    total, parts = sum(standing.by_status.values()), cut(period.until(today), stretch)
    shown, against = measured_days(period, today)
    return ContactFigures(
        period=shown,
        compared_to=against,
        total=total,
        added=CountedCard.of(await rules.added(ctx, period)),
        by_status=shares(standing.by_status),
        by_kind=shares({"residential": standing.residential, "commercial": standing.commercial}),
        by_city=_of_all(await rules.by_city(ctx), total),
        by_tag=_of_all(await rules.by_tag(ctx), total),
        served_once=loyalty.once,
        served_again=loyalty.again,
        series=[
            ContactsPoint(**point(part), added=count)
            for part, count in zip(parts, await rules.series(ctx, parts), strict=True)
        ],
    )


def _of_all(counts: Mapping[str, int], total: int) -> list[ShareCard]:
    return [ShareCard(name=name, count=count, share=round(count / total, 4)) for name, count in counts.items()]
