"""Automation rules: what is done by itself when something happens."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, JsonValue, StringConstraints

from domain import automation_rules as rules
from domain.context import Context
from domain.events import noun_of
from domain.problems import Conflict
from domain.wording import length, listed
from storage.automation_rules import AutomationRule
from tools import triggers
from tools.card import Card, Time, Wire, through
from tools.cards import card_of
from tools.conditions import Condition, must_fit
from tools.operation import Fields, Said
from tools.resource import Resource, optional
from tools.standing import kept

Name = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=120)]
MOST_ACTIONS, MOST_CONDITIONS = 10, 20
LONGEST_DELAY = 90 * 86_400
UNSURE = (
    "I can't make out what it should do by itself; say one thing, like ask for a review, let somebody know, "
    "text the customer something, or draft the invoice."
)


class Action(BaseModel):
    """One operation, by its name or its address, and its arguments; `{job.contactId}` stands for what the record has.

    It is done as the rule's owner, with what they may do by then.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    operation: Annotated[str, Field(min_length=1, max_length=120, description="Like create_review_request.")]
    arguments: Annotated[dict[str, JsonValue], Field(max_length=50, description="What it is given.")] = Field(
        default_factory=dict
    )


class Deed(Wire):
    """What came of one action."""

    operation: str
    done: bool
    told: str


class Run(Wire):
    """What came of a rule once."""

    event: str
    record_id: str
    at: Time
    status: Literal["done", "failed", "skipped", "stopped"]
    problem: str | None
    actions: list[Deed]


class AutomationRuleCard(Card):
    """A rule as it is shown; with its last runs, newest first, where it is shown alone."""

    name: str
    trigger: str
    conditions: list[Condition]
    actions: list[Action]
    delay_seconds: int
    enabled: bool
    owner_id: str
    owner_name: str | None = through("owner", "name")
    runs: list[Run] | None = None

    @property
    def state(self) -> str:
        """Whether it is on."""
        return "on" if self.enabled else "off"

    @property
    def happening(self) -> str:
        """What sets it off, in words."""
        only = listed([each.said() for each in self.conditions]) if self.conditions else ""
        return f"{triggers.said(self.trigger)}{f' and its {only}' if only else ''}"

    @property
    def deeds(self) -> str:
        """What it does, in words."""
        later = f", {length(self.delay_seconds)} later" if self.delay_seconds else ""
        return f"{_deeds(self.actions) or 'nothing yet'}{later}"

    def spoken(self, now: datetime) -> str:
        return f"{self.name}, {self.state}: when {self.happening}, {self.deeds}"

    def listed(self, now: datetime) -> str:
        return f"{self.name}, {self.state}"


class RuleFields(Fields):
    """What can be said of a rule."""

    trigger: Annotated[str, Field(min_length=3, max_length=80, description="The event, like job.completed.")]
    name: Annotated[Name | None, Field(description="What it is called; what it does, if not said.")] = None
    conditions: Annotated[
        list[Condition], Field(max_length=MOST_CONDITIONS, description="What must hold of the record, all of it.")
    ] = Field(default_factory=list)
    actions: Annotated[list[Action], Field(max_length=MOST_ACTIONS, description="What is done.")] = Field(
        default_factory=list
    )
    delay_seconds: Annotated[int, Field(ge=0, le=LONGEST_DELAY, description="How many seconds later.")] = 0
    enabled: Annotated[bool, Said("rule", "automation")] = True


class RuleChanges(optional(RuleFields)):  # type: ignore[misc]
    """What of a rule can be changed."""


automation_rules = Resource(AutomationRule, AutomationRuleCard, "/automation-rules", "automation rule", sort="name")

list_automation_rules = automation_rules.list("what rules do we have", "what happens by itself around here")
delete_automation_rule = automation_rules.delete(
    "get rid of the review rule",
    "delete the automation that texts everybody",
    ask="Delete the rule {automation_rule.name} for good?",
    done="Deleted the rule {automation_rule.name}.",
)


@automation_rules.read("GET /{automation_rule}", "what does the review rule do", "has the review rule run lately")
async def get_automation_rule(ctx: Context, automation_rule: AutomationRule) -> AutomationRule:
    """Tell what a rule does by itself, and what came of it lately."""
    automation_rule.runs = await rules.last_runs(ctx, automation_rule)
    return automation_rule


async def _unasked(ctx: Context, values: Mapping[str, Any]) -> Mapping[str, Any]:
    """What a rule would do without asking that nothing takes back."""
    known = values.get("automation_rule")
    trigger = values.get("trigger") or (known.trigger if known else "")
    for_good = [each for each in values.get("actions") or () if (it := _operation(each.operation)) and it.ask]
    return {"for_good": _deeds(for_good), "happening": triggers.said(trigger)}


def _agreed(values: Mapping[str, Any]) -> str | None:
    return "Shall it {for_good} by itself, without asking, whenever {happening}?" if values["for_good"] else None


@automation_rules.write(
    "POST ",
    "when a job is completed ask for a review the next day",
    "make a rule that lets Dana know whenever a ticket is opened",
    blanks=_unasked,
    asks_when=_agreed,
    done="From now on, when {it.happening}: {it.deeds}.",
)
async def create_automation_rule(ctx: Context, fields: RuleFields) -> AutomationRule:
    """Make a rule that does something by itself when something happens."""
    facts = await _checked(ctx, fields.given())
    if not facts.get("actions") and ctx.channel != "rest":
        raise Conflict(UNSURE)
    facts["name"] = facts.get("name") or _named(facts)
    return rules.add_rule(ctx, facts)


@automation_rules.write(
    "PATCH /{automation_rule}",
    "turn off the review rule",
    "make the review rule wait two days",
    told_by=(
        r"^(?!.*\b(?:did|does|has|have|was|who|is|when|why)\b).*\b(?:shut|turn|switch|flip) (?:[\w' ]{0,60} )?"
        r"(?:automation|rule) (?:back )?(?:off|on)\b",
        r"^(?!.*\b(?:did|does|has|have|was|who|is|when|why)\b).*\b(?:shut|turn|switch) (?:back )?(?:off|on) "
        r"(?:[\w' ]{0,40} )?(?:automation|rule)\b",
        r"^(?!.*\b(?:did|does|has|have|was|who|is|when|why)\b).*\b(?:pause|disable|enable|resume|reactivate) "
        r"(?:[\w' ]{0,40} )?(?:automation|rule)\b",
    ),
    blanks=_unasked,
    asks_when=_agreed,
    done="The rule {it.name} is {it.state}: when {it.happening}, {it.deeds}.",
)
async def update_automation_rule(ctx: Context, automation_rule: AutomationRule, changes: RuleChanges) -> AutomationRule:
    """Change a rule, or turn it on or off."""
    given = {name: value for name, value in changes.given().items() if value is not None}
    return rules.change_rule(ctx, automation_rule, await _checked(ctx, given, automation_rule))


async def _checked(ctx: Context, facts: dict[str, Any], rule: AutomationRule | None = None) -> dict[str, Any]:
    """The facts as they are kept; raises `Invalid` for what could never be carried out, by whoever says so now."""
    if not rules.DOING & facts.keys():
        return facts
    whole = {"conditions": [], "actions": []} | (_kept(rule) if rule else {}) | facts
    kind = triggers.trigger_kind(whole["trigger"])
    card, noun = card_of(kind), noun_of(kind)
    assert card is not None
    for place, condition in enumerate(whole["conditions"]):
        must_fit(card, condition, place, noun.replace("_", " "))
    actions = [await _action(ctx, action, noun, place) for place, action in enumerate(whole["actions"])]
    told = {"actions": actions} if "actions" in facts else {}
    if "conditions" in facts:
        told["conditions"] = [each.model_dump() for each in facts["conditions"]]
    return facts | told


def _kept(rule: AutomationRule) -> dict[str, Any]:
    return {
        "trigger": rule.trigger,
        "conditions": [Condition.model_validate(each) for each in rule.conditions],
        "actions": [Action.model_validate(each) for each in rule.actions],
    }


async def _action(ctx: Context, action: Action, noun: str, place: int) -> dict[str, Any]:
    return await kept(ctx, action.operation, action.arguments, nouns=(noun,), field=f"actions.{place}")


def _operation(named: str) -> Any:
    """The operation of this name or address."""
    from tools.catalog import OPERATIONS

    by_address = (each for each in OPERATIONS.values() if named in map(str, each.routes))
    return OPERATIONS.get(named) or next(by_address, None)


def _deeds(actions: Sequence[Action]) -> str:
    told = [operation.description for each in actions if (operation := _operation(each.operation))]
    return listed([f"{each[:1].lower()}{each[1:].rstrip('.')}" for each in told]) if told else ""


def _named(facts: Mapping[str, Any]) -> str:
    """A name for who gave none: what it does, and when."""
    deeds = _deeds([Action.model_validate(each) for each in facts.get("actions", ())])
    told = f"{deeds or 'nothing yet'} when {triggers.said(facts['trigger'])}"
    return f"{told[:1].upper()}{told[1:]}"[:120]
