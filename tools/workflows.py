"""Workflows: what follows one thing after another, by itself or when somebody says so."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, JsonValue, StringConstraints
from pydantic.alias_generators import to_camel

from domain import workflows as rules
from domain.context import Context
from domain.problems import FieldError, Invalid, Missing
from domain.wording import counted, length
from domain.workflows import MANUAL, State
from storage.base import Record
from storage.contacts import Contact
from storage.invoices import Invoice
from storage.jobs import Job
from storage.leads import Lead
from storage.quotes import Quote
from storage.tickets import Ticket
from storage.workflows import Workflow, WorkflowRun
from tools import triggers
from tools.card import Card, Time, Wire, through
from tools.cards import card_of
from tools.operation import Fields, Said
from tools.resource import Resource, optional
from tools.standing import BLANK, blanks, kept

Name = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=120)]
MOST_STEPS, LONGEST_WAIT = 30, 366 * 86_400
ABOUT = ("job", "quote", "invoice", "lead", "ticket", "contact")  # a customer is known with each of the others


class Step(BaseModel):
    """One step: an operation with its arguments, a wait, or an approval to be asked for.

    `{job.contactId}` stands for what the record has that set the workflow off, `{contact.name}` for its customer's.
    """

    model_config = ConfigDict(extra="forbid", alias_generator=to_camel, populate_by_name=True)

    operation: Annotated[str | None, Field(min_length=1, max_length=120, description="Like send_invoice.")] = None
    arguments: Annotated[dict[str, JsonValue], Field(max_length=50)] = Field(default_factory=dict)
    wait_seconds: Annotated[int | None, Field(ge=1, le=LONGEST_WAIT, description="How long to wait.")] = None
    approval: Annotated[str | None, Field(min_length=1, max_length=200, description="What is asked for.")] = None

    @property
    def said(self) -> str:
        """The step in words."""
        if self.operation:
            return deed_of(self.operation)
        if self.wait_seconds:
            return f"wait {length(self.wait_seconds)}"
        return f"ask for approval: {BLANK.sub(lambda blank: f'the {blank[1]}', self.approval or '')}"


def deed_of(name: str) -> str:
    """What an operation does, in words."""
    from tools.catalog import OPERATIONS

    told = OPERATIONS[name].description.rstrip(".") if name in OPERATIONS else name
    return told[:1].lower() + told[1:]


class Passed(Wire):
    """What came of one step."""

    step: int
    what: str
    done: bool
    told: str
    at: Time


class RunCard(Card):
    """One run of a workflow: how far it is, and what came of each step."""

    workflow_id: str
    workflow_name: str | None = through("workflow", "name")
    event: str
    record_id: str | None
    status: State
    step: int
    due_at: Time | None
    approval_id: str | None
    problem: str | None
    log: list[Passed]

    @property
    def name(self) -> str:
        """The workflow's name."""
        return self.workflow_name or "the workflow"

    def spoken(self, now: datetime) -> str:
        return f"{self.name}, {self.status} after {counted(len(self.log), 'step')}"


class WorkflowCard(Card):
    """A workflow as it is shown; with its last runs, newest first, where it is shown alone."""

    name: str
    trigger: str
    steps: list[Step]
    enabled: bool
    owner_id: str
    owner_name: str | None = through("owner", "name")
    runs: list[RunCard] | None = None

    @property
    def state(self) -> str:
        """Whether it is on."""
        return "on" if self.enabled else "off"

    @property
    def begins(self) -> str:
        """What begins it, in words."""
        return "by hand" if self.trigger == MANUAL else f"when {triggers.said(self.trigger)}"

    @property
    def told(self) -> str:
        """Its steps in words."""
        return ", then ".join(each.said for each in self.steps) or "no steps yet"

    def spoken(self, now: datetime) -> str:
        return f"{self.name}, {self.state}, begun {self.begins}: {self.told}"

    def listed(self, now: datetime) -> str:
        return f"{self.name}, {self.state}"


class WorkflowFields(Fields):
    """What can be said of a workflow."""

    name: Annotated[Name, Field(description="What it is called.")]
    trigger: Annotated[
        str, Field(min_length=3, max_length=80, description="An event like job.completed, or manual.")
    ] = MANUAL
    steps: Annotated[list[Step], Field(max_length=MOST_STEPS, description="What is done, in order.")] = Field(
        default_factory=list
    )
    enabled: Annotated[bool, Said("workflow", "flow", "process", "playbook")] = True


class WorkflowChanges(optional(WorkflowFields)):  # type: ignore[misc]
    """What of a workflow can be changed."""


class Subject(Fields):
    """What a run is about."""

    job: Job | None = None
    contact: Contact | None = None
    quote: Quote | None = None
    invoice: Invoice | None = None
    lead: Lead | None = None
    ticket: Ticket | None = None


workflows = Resource(Workflow, WorkflowCard, "/workflows", "workflow", search=("name",), sort="name")


class WorkflowListing(Fields):
    """Filters beyond the usual ones."""

    trigger: Annotated[str | None, Field(max_length=80, description="What begins them.")] = None


list_workflows = workflows.list(
    "what workflows do we have set up",
    "which of our flows are off",
    told_by=(r"^(?:give|show|list|read|what|which|any|do we have)\b.*\bplaybooks\b",),
    filters=WorkflowListing,
)


@workflows.read("GET /{workflow}", "what are the steps of the install workflow", "has the follow-up flow run lately")
async def get_workflow(ctx: Context, workflow: Workflow) -> Workflow:
    """Tell what a workflow does step by step, and how its last runs went."""
    workflow.runs = await rules.last_runs(ctx, workflow)
    return workflow


@workflows.write(
    "POST ",
    "make a workflow called spring tune-up follow-up",
    "set up a flow for new installs",
    told_by=(
        r"\b(?:build|make|create|set up|add|put together|start|want|need|write)(?: me| us)? "
        r"(?:an?|another)(?: new)? workflow\b",
    ),
    done="Made the workflow {it.name}, begun {it.begins}: {it.told}.",
)
async def create_workflow(ctx: Context, fields: WorkflowFields) -> Workflow:
    """Make a workflow: calls, waits and approvals that follow one another."""
    return rules.add_workflow(ctx, await _checked(ctx, fields.given()))


@workflows.write(
    "PATCH /{workflow}",
    "turn off the follow-up workflow",
    "rename the install flow to new install",
    done="The workflow {it.name} is {it.state}, begun {it.begins}: {it.told}.",
)
async def update_workflow(ctx: Context, workflow: Workflow, changes: WorkflowChanges) -> Workflow:
    """Change a workflow: its steps, what begins it, or whether it is on."""
    given = {name: value for name, value in changes.given().items() if value is not None}
    return rules.change_workflow(ctx, workflow, await _checked(ctx, given, workflow))


@workflows.write(
    "POST /{workflow}/trigger",
    "run the follow-up workflow for the Garcia job",
    "start the install process on job ten fifty three",
    may="workflows:trigger",
    card=RunCard,
    in_person=True,
    done="Started {it.name}.",
)
async def trigger_workflow(ctx: Context, workflow: Workflow, subject: Subject) -> WorkflowRun:
    """Start a workflow, for a job or a customer if its steps are about one."""
    about = {name: each for name, each in subject.given().items() if isinstance(each, Record)}
    noun = min(about, key=ABOUT.index, default=None)
    run = rules.start(ctx, workflow, noun, about[noun] if noun else None)
    _must_be_known(workflow, noun)
    run.workflow = workflow
    return run


def _must_be_known(workflow: Workflow, noun: str | None) -> None:
    """Ask what it is for, if the steps speak of something that is not known."""
    spoken_of = {blank[1] for step in workflow.steps for _, blank in blanks(step)}
    if missing := sorted(spoken_of - set(_known(noun) if noun else ()), key=ABOUT.index):
        raise Missing([f"{missing[0]}Id"])


def _known(noun: str) -> tuple[str, ...]:
    """What is known where a run is about a record: itself, and its customer."""
    return (noun, "contact") if noun != "contact" else (noun,)


async def _checked(ctx: Context, facts: dict[str, Any], workflow: Workflow | None = None) -> dict[str, Any]:
    """The facts as they are kept; raises `Invalid` for a step that could never be done by whoever says so now."""
    if not rules.DOING & facts.keys():
        return facts
    trigger = facts.get("trigger") or (workflow.trigger if workflow else MANUAL)
    noun = None if trigger == MANUAL else triggers.trigger_kind(trigger)
    nouns = ABOUT if noun is None else _known(trigger.partition(".")[0])
    steps = facts.get("steps")
    if steps is None:
        steps = [Step.model_validate(each) for each in workflow.steps] if workflow else []
    whole = [await _step(ctx, step, place, nouns) for place, step in enumerate(steps)]
    return facts | ({"steps": whole} if "steps" in facts else {})


async def _step(ctx: Context, step: Step, place: int, nouns: tuple[str, ...]) -> dict[str, Any]:
    field = f"steps.{place}"
    given = [each for each in (step.operation, step.wait_seconds, step.approval) if each is not None]
    if len(given) != 1 or (step.arguments and not step.operation):
        why = "give an operation, a wait or an approval, and one of them"
        raise Invalid(f"Step {place + 1}: {why}.", [FieldError(field, why)])
    if step.operation is not None:
        return await kept(ctx, step.operation, step.arguments, nouns=nouns, field=field)
    for _, blank in blanks(step.approval or ""):
        kind = next((each for each in ABOUT_KINDS if each[0] == blank[1] and blank[1] in nouns), None)
        card = card_of(kind[1]) if kind else None
        if card is None or blank[2] not in {info.serialization_alias for info in card.model_fields.values()}:
            why = f"nothing is known for {blank[0]}"
            raise Invalid(f"Step {place + 1}: {why}.", [FieldError(f"{field}.approval", why)])
    return step.model_dump(by_alias=True, exclude_none=True, exclude={"arguments"})


ABOUT_KINDS: tuple[tuple[str, type[Record]], ...] = (
    ("job", Job), ("contact", Contact), ("quote", Quote), ("invoice", Invoice), ("lead", Lead), ("ticket", Ticket),
)  # fmt: skip
