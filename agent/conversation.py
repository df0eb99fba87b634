"""One conversation: its turns, what it remembers, what it has asked, and the one way it makes calls.

Both planners share it. A planner proposes calls; here a pronoun becomes an id, the call goes through
`tools.perform`, and what comes back (a question, a choice, a missing word) becomes the pending question.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from agent.answering import Answer, answered
from agent.changing import to_be_changed
from agent.completeness import changes_nothing, complete
from agent.defaults import day_without_hour, filled_in
from agent.filling import filled_in_answer
from agent.identity import Identity
from agent.memory import Memory, shown_kind
from agent.own_visits import at_the_same_hour
from agent.pending import Pending
from agent.secret_digits import without_digits
from agent.turn import Step, Turn
from agent.visit_hour import singled_out
from domain.context import Actor, Company
from domain.problems import Ambiguous, Candidate, Missing, NeedsConfirmation, NotFound, NotThen, Problem
from domain.roles import allows
from storage.base import Record
from storage.contacts import Contact
from storage.faults import DatabaseUnavailable
from storage.types import new_id
from storage.users import User
from tools.call import Call, Outcome
from tools.cards import links_of
from tools.operation import Operation, Parameter, placed
from tools.perform import Desk, perform

if TYPE_CHECKING:
    from agent.journal import Journal

US = "Callout"  # in a transcript
MOVES = re.compile(r"\b(?:move|moved|resched\w*|push|bump|shift|slide|change the time|another time|different time)\b")
CLEARLY_HEARD = 0.4  # below this, words are asked about before they change anything

Watcher = Callable[[Step], None]


class Conversation:
    """The state of one conversation. Not shared between conversations; calls are made one after another."""

    def __init__(
        self,
        desk: Desk,
        actor: Actor,
        company: Company,
        channel: str = "field",
        id: str | None = None,
        identity: Identity | None = None,
    ) -> None:
        self.desk, self.company, self.channel, self.identity = desk, company, channel, identity
        self.id = id or new_id()
        self.memory: Memory
        self.pending: list[Pending]
        self.turns: list[Turn] = []
        self.watchers: list[Watcher] = []
        self.last_said = ""
        self.spoken = False
        self.put_through_to: str | None = None
        self.journal: Journal | None = None
        self.lines: list[tuple[str, str]] = []
        self.heard_with = 1.0
        self.more: list[Any]
        self._one_at_a_time = asyncio.Lock()
        self._staff: tuple[str, ...] | None = None
        self._own_names: tuple[str, ...] | None = None
        self.become(actor)

    def become(self, actor: Actor) -> None:
        """From now on this person speaks: what was asked of or told to somebody else is forgotten."""
        self.actor = actor
        self.memory, self.pending, self.more, self._own_names = Memory(), [], [], None
        self.operations = {name: each for name, each in self.desk.operations.items() if allows(actor.role, each.may)}

    def concealed(self, said: str) -> tuple[str, str | None]:
        """The words without the digits of a PIN or a code, and the digits."""
        return self.identity.conceal(said) if self.identity else without_digits(said, asked=False)

    @property
    def turn(self) -> Turn:
        """The turn that is being answered."""
        return self.turns[-1]

    @property
    def asking(self) -> Pending | None:
        """The question that is open, if one is."""
        self.pending = [each for each in self.pending if not each.lapsed]
        return self.pending[0] if self.pending else None

    def asked_together(self) -> list[Pending]:
        """The open question; if it is a confirmation, with the others that the same turn led to."""
        first = self.asking
        if first is None or first.kind != "confirmation":
            return [first] if first else []
        return [each for each in self.pending if each.kind == "confirmation" and each.asked_in == first.asked_in]

    async def staff(self) -> tuple[str, ...]:
        """The colleagues' names, read once a conversation: they tell a technician from a customer in a sentence."""
        if self._staff is None:
            async with self.desk.database.transaction(self.actor.account_id, write=False) as session:
                self._staff = tuple(await session.scalars(select(User.name)))
        return self._staff

    async def own_names(self) -> tuple[str, ...]:
        """What a customer goes by: their name, nickname, company and street, read when they are first asked for."""
        if self._own_names is None and self.actor.contact_id:
            facts = select(Contact.name, Contact.nickname, Contact.company, Contact.address)
            async with self.desk.database.transaction(self.actor.account_id, write=False) as session:
                row = (await session.execute(facts.where(Contact.id == self.actor.contact_id))).one_or_none()
            self._own_names = tuple(each for each in row or () if each)
        return self._own_names or (self.actor.name,)

    async def refresh(self) -> None:
        """Take notice of what the company has changed about itself, or was done to it, since the last turn."""
        with suppress(DatabaseUnavailable):
            self.company = await self.desk.companies.even_suspended(self.actor.account_id)

    def begin(self, turn_id: str, text: str, confidence: float | None = None) -> Turn:
        """The turn with this id, begun if it is new; `confidence` is the recogniser's in its words, 1 if typed."""
        if not self.turns or self.turns[-1].id != turn_id:
            heard = self.heard_with if confidence is None else confidence
            self.turns.append(Turn(turn_id, text, self.last_said, confidence=heard))
            self.lines.append((self.actor.name or "Caller", text))
            self.heard_with = 1.0
        return self.turns[-1]

    def said(self, text: str) -> None:
        """Note what the person really heard."""
        self.last_said = text
        self.lines.append((US, text))
        for each in self.pending:
            each.heard_by(text)

    async def call(self, name: str, arguments: Mapping[str, Any], *, sure: bool = True) -> Step:
        """Make a call that a planner proposed. Unsure ones are asked about before anything runs."""
        async with self._one_at_a_time:
            operation = self.desk.operations.get(name)
            if operation is None:
                raise KeyError(name)
            if asked := next(
                (each for each in self.pending if each.holds_up(self.turn.id, operation, arguments)), None
            ):
                asked.then.append((name, arguments))
                return self._note(Step(operation, arguments, asked=asked))
            resolved = await filled_in(self, operation, self._resolved(operation, arguments))
            sure = sure and self.turn.confidence >= CLEARLY_HEARD
            if not sure and resolved and operation.effect == "write" and complete(operation, resolved):
                return self._note(self._ask_if_meant(operation, resolved))
            if question := self._hour_asked(operation, resolved):
                return self._note(question)
            if changes_nothing(operation, resolved):
                moves = operation.name == "update_job" and MOVES.search(self.turn.text.lower())
                if wants := "scheduledStart" if moves else to_be_changed(operation, self.turn.text):
                    return self._note(self._ask_missing(operation, resolved, wants))
                return self._note(Step(operation, resolved, problem=Problem("Tell me what to change.")))
            return self._pass_on(self._note(await self._perform(operation, resolved)))

    async def settle(self) -> list[Step]:
        """Take the turn's words as the answer to the open question: by rule, never by a planner's word.

        One turn answers once, and never a question that it led to itself: the words were spoken before that.
        """
        asked = self.asking
        if asked is None or self.turn.answered or asked.asked_in == self.turn.id:
            return []
        self.turn.answered = True
        answer = Answer("no") if self.turn.refuses else answered(asked, self.turn.text)
        together = self.asked_together() if answer.all and answer.kind == "yes" else [asked]
        self.pending = [each for each in self.pending if each not in together]
        async with self._one_at_a_time:
            steps = [self._note(await self._settled(each, answer)) for each in together]
        held = [call for each, at in zip(together, steps, strict=True) for call in each.freed(at.asked, at.outcome)]
        return steps + [await self.call(name, arguments) for name, arguments in held]

    def drop_pending(self) -> list[Pending]:
        """Forget what was asked: the person said no, or speaks of something else."""
        dropped, self.pending = self.pending, []
        return dropped

    async def _settled(self, asked: Pending, answer: Answer) -> Step:
        operation = self.desk.operations[asked.operation]
        if asked.kind != "confirmation":
            self.turn.wanted = next((turn.request for turn in self.turns if turn.id == asked.asked_in), None)
        if answer.kind == "yes" and asked.kind == "confirmation" and (asked.played or asked.meant):
            return await self._perform(operation, asked.arguments, yes=asked.token)
        if answer.kind == "filled" and asked.wants:
            return await self._filled(operation, asked, answer)
        if answer.kind == "no":
            return Step(operation, asked.arguments, problem=Declined())
        asked.asked_in = self.turn.id
        self.pending.insert(0, asked)
        return Step(operation, asked.arguments, asked=asked)

    async def _filled(self, operation: Operation[Any, Any], asked: Pending, answer: Answer) -> Step:
        """The call with the missing word as its field takes it; asked once more if the answer gives none."""
        assert asked.wants is not None
        offered = answer.value in {each.id for each in asked.candidates}
        if offered or (asked.kind == "choice" and not asked.any):
            arguments: dict[str, Any] | None = placed(asked.arguments, asked.wants, answer.value)
        else:
            arguments = await filled_in_answer(self, operation, asked, str(answer.value))
        if arguments is None:
            return self._ask(operation, asked.arguments, "input", asked.question, wants=asked.wants)
        arguments = await at_the_same_hour(self, operation, self._resolved(operation, arguments))
        return self._hour_asked(operation, arguments) or await self._perform(operation, arguments, yes=None)

    def _hour_asked(self, operation: Operation[Any, Any], arguments: Mapping[str, Any]) -> Step | None:
        """The question for the hour, where only a day was given."""
        day = day_without_hour(self, operation, arguments)
        wants = operation.options.get("hour", "start" if operation.name == "create_block" else "scheduledStart")
        return self._ask(operation, arguments, "input", f"What time {day}?", wants=wants) if day else None

    async def _perform(
        self, operation: Operation[Any, Any], arguments: Mapping[str, Any], yes: str | None = None
    ) -> Step:
        call = Call(
            operation=operation.name,
            arguments=arguments,
            actor=self.actor,
            channel="voice",
            conversation_id=self.id,
            turn=self.turn.id,
            heard=self.turn.text,
            yes=yes,
            near=self.memory.near(),
        )
        try:
            outcome = await perform(self.desk, call)
        except NeedsConfirmation as needs:
            self.memory.look_at(operation.takes, needs.about)
            return self._ask(
                operation,
                arguments,
                "confirmation",
                needs.question,
                token=needs.token,
                about=frozenset(map(str, needs.about.values())),
            )
        except Ambiguous as which:
            return self._ask(
                operation, arguments, "choice", which.sentence, wants=which.field, candidates=which.candidates
            )
        except NotThen as other:
            return self._ask_then(operation, arguments, other)
        except NotFound as nothing:
            return self._ask_near(operation, arguments, nothing)
        except Missing as missing:
            return self._ask_missing(operation, arguments, missing.fields[0])
        except Problem as problem:
            self.memory.look_at(operation.takes, getattr(problem, "about", {}))
            return Step(operation, arguments, problem=problem)
        if outcome.held is not None:
            return Step(operation, outcome.arguments, problem=Held(outcome.held))
        if operation.options.get("final"):
            self.lines.clear()  # who was erased is not written down once more
        self._remember(operation, outcome)
        return Step(operation, outcome.arguments, outcome)

    def _ask(
        self, operation: Operation[Any, Any], arguments: Mapping[str, Any], kind: Any, question: str, **facts: Any
    ) -> Step:
        asked = Pending(kind, operation.name, dict(arguments), question, self.turn.id, **facts)
        self.pending.append(asked)
        return Step(operation, arguments, asked=asked)

    def _pass_on(self, step: Step) -> Step:
        """Offer to pass on what nobody wrote an answer to."""
        from agent.knowledge import HAND_ON, LEAVE_WORD, unanswered

        if arguments := unanswered(self, step):
            self._ask(self.operations[LEAVE_WORD], arguments, "confirmation", HAND_ON, meant=True)
        return step

    def _ask_if_meant(self, operation: Operation[Any, Any], arguments: Mapping[str, Any]) -> Step:
        from agent.replies import intention

        return self._ask(operation, arguments, "confirmation", intention(operation, arguments), meant=True)

    def _ask_missing(self, operation: Operation[Any, Any], arguments: Mapping[str, Any], field: str) -> Step:
        from agent.replies import question_for

        return self._ask(operation, arguments, "input", question_for(operation, field), wants=field)

    def _ask_then(self, operation: Operation[Any, Any], arguments: Mapping[str, Any], other: NotThen) -> Step:
        """Whether the time that is offered will do; another time is as good an answer."""
        wants = next((each.wire for each in operation.takes if each.wire in (other.field, "start")), None)
        if wants is None:
            return Step(operation, arguments, problem=other)
        offered = (other.offer,)
        return self._ask(operation, arguments, "choice", other.sentence, wants=wants, candidates=offered, any=True)

    def _ask_near(self, operation: Operation[Any, Any], arguments: Mapping[str, Any], nothing: NotFound) -> Step:
        near: tuple[Candidate, ...] = nothing.near
        if not near or nothing.field is None:
            return Step(operation, arguments, problem=nothing)
        names = " or ".join(f"{each.label}, {each.detail}" if each.detail else each.label for each in near[:3])
        question = f"{nothing.sentence.rstrip('.')}. Did you mean {names}?"
        return self._ask(operation, arguments, "choice", question, wants=nothing.field, candidates=near)

    def _remember(self, operation: Operation[Any, Any], outcome: Outcome) -> None:
        kind = shown_kind(operation)
        links = links_of(kind) if kind else {}
        self.memory.note(operation, outcome, links)
        now = self.desk.clock().astimezone(self.company.timezone)
        if kind and (one := singled_out(getattr(outcome.value, "items", ()), self.turn.request, now)) is not None:
            self.memory.see(kind, one, links)

    def _resolved(self, operation: Operation[Any, Any], arguments: Mapping[str, Any]) -> dict[str, Any]:
        """The arguments with pronouns and ordinals as the ids they stand for."""
        return {**arguments, **self._meant(operation.takes, arguments)}

    def _meant(self, takes: Sequence[Parameter], arguments: Mapping[str, Any]) -> dict[str, Any]:
        meant: dict[str, Any] = {}
        for each in takes:
            value = arguments.get(each.wire)
            if each.record is not None and isinstance(value, str):
                meant[each.wire] = self.memory.resolve(self.likely(each.record, each, takes), value)
            elif each.lines and isinstance(value, list):
                lines = each.lines.members
                meant[each.wire] = [{**i, **self._meant(lines, i)} if isinstance(i, Mapping) else i for i in value]
        return meant

    def likely(self, kind: type[Record], parameter: Parameter, takes: Sequence[Parameter]) -> type[Record]:
        """The kind that is likely meant by who was spoken of, where the record may be of another kind instead."""
        others = [each.record for each in takes if each.name == parameter.instead and each.record]
        return self.memory.latest(kind, *others)

    def _note(self, step: Step) -> Step:
        self.turn.steps.append(step)
        for watcher in self.watchers:
            watcher(step)
        return step


class Held(Problem):
    """It waits for somebody's approval."""


class Declined(Problem):
    """The person said no."""

    def __init__(self) -> None:
        super().__init__("Okay, I've left it.")
