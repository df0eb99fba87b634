"""Reports: the figures of a stretch of days as a file, to print, to open in a spreadsheet or to mail."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any, get_args

from pydantic import BeforeValidator, Field

from domain import reports as rules
from domain.context import Context
from domain.outbox import hand_over
from domain.problems import Conflict, FieldError, Invalid
from domain.reports import Format, Sheet, Type
from domain.wording import listed
from storage.reports import Report
from storage.users import User
from tools.card import Card
from tools.figures import Charted
from tools.finance import Days
from tools.operation import Said
from tools.report_sheets import SHEETS
from tools.resource import Resource

WRITTEN = {"pdf": "a PDF", "csv": "a CSV file", "excel": "a spreadsheet", "json": "a JSON file"}


def _there_is(value: Any) -> Any:
    """One of the kinds there are; raises `Invalid` with all of them."""
    kinds = get_args(Type)
    if value not in kinds:
        sentence = f"There is no such report; there are {listed(kinds)}."
        raise Invalid(sentence, [FieldError("type", f"must be one of {', '.join(kinds)}")])
    return value


Kind = Annotated[Type, BeforeValidator(_there_is), Field(description="What it is about.")]
As = Annotated[Format | None, Field(description="PDF to print, CSV, CSV as Excel wants it, or JSON; PDF, if not said.")]
MailMe = Annotated[
    bool | None,
    Said("email me", "e-mail me", "mail me", "email it to me", "mail it to me", "send it to me", "to my inbox"),
    Field(description="Whether it is mailed to whoever asks, too."),
]


class ReportCard(Card):
    """A report as it is shown: what it says first, and where its file is."""

    type: Type
    format: Format
    title: str
    period: Days
    name: str = Field(description="The file's name.")
    url: str = Field(description="Where it is fetched by whoever is signed in.")
    headline: str
    mailed: bool

    def spoken(self, now: datetime) -> str:
        mailed = ", and on its way to you by e-mail" if self.mailed else ""
        return f"{self.headline} The {self.title.lower()} report is on the page as {WRITTEN[self.format]}{mailed}."

    def listed(self, now: datetime) -> str:
        return f"{self.title.lower()} for {self.period.called}"


@dataclass(frozen=True, slots=True)
class Made:
    """A report that is written and kept, before anybody is told of it."""

    sheet: Sheet
    form: Format
    name: str
    url: str


reports = Resource(Report, ReportCard, "/reports", "report", time="created_at")


async def _made(ctx: Context, stretch: Charted, type: Type, format: Format | None, mail_me: bool | None) -> Made:
    """Add up, write and keep the report while nothing waits for it."""
    form, files = format or "pdf", ctx.ports.need_files()
    told = await SHEETS[type](ctx, stretch)
    name = rules.file_name(type, form, told.sheet)
    match form:
        case "pdf":
            page = rules.printed(ctx.company, told.sheet, ctx.now().date())
            data = await ctx.ports.need_printer().pdf("report", page)
        case "json":
            data = told.json
        case _:
            data = rules.as_csv(told.sheet, marked=form == "excel")
    return Made(told.sheet, form, name, await files.keep(ctx.actor.account_id, name, data, rules.MIMES[form]))


@reports.write(
    "POST ",
    "make me a PDF of last month's revenue",
    "email me the receivables report",
    "write up the technicians' numbers for last week as a spreadsheet",
    prepares=_made,
    done="{it}",
)
async def create_report(
    ctx: Context, stretch: Charted, type: Kind, format: As = None, mail_me: MailMe = None
) -> Report:
    """Make a report of the business's figures, this month against last, as a file to print or to open."""
    made: Made = ctx.prepared
    sheet = made.sheet
    report = Report(
        type=type,
        format=made.form,
        title=sheet.title,
        name=made.name,
        url=made.url,
        start=sheet.start,
        end=sheet.end,
        called=sheet.called,
        headline=sheet.headline,
        mailed=bool(mail_me),
        author_id=ctx.actor.user_id,
    )
    ctx.session.add(report)
    await ctx.session.flush()
    if mail_me:
        await _mail(ctx, report, made)
    return report


list_reports = reports.list("which reports have we made", "where's that report I had you make")


async def _mail(ctx: Context, report: Report, made: Made) -> None:
    """To whoever asks, at the address that the company has of them."""
    asker = await ctx.session.get(User, (ctx.actor.account_id, ctx.actor.user_id)) if ctx.actor.user_id else None
    if asker is None or not asker.email:
        raise Conflict("There is no e-mail address of yours here; add one, or take the report from the page.")
    body = f"{report.headline}\n\nThe {report.title.lower()} report for {report.called} is attached."
    subject = f"{ctx.company.name}: {report.title.lower()}, {report.called}"
    along = [rules.enclosed(made.name, made.form, made.url)]
    hand_over(ctx, "email", asker.email, body, subject=subject, about=report, enclosed=along)
