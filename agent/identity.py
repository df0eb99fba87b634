"""Who a caller is, beyond what the carrier vouches for: a PIN for the staff, a code texted to a customer's own phone.

A number alone opens nothing. What is said as proof is taken out of the words before anything keeps them, is judged by
rule, and is never seen by a planner.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Literal

from agent.confirm import judged
from agent.secret_digits import without_digits
from domain.context import Actor, Company
from domain.one_time_codes import Codes
from domain.pins import Pins
from domain.ports import DeliveryFailed, Texter
from domain.roles import allows

Asked = Literal["", "pin", "offer", "code"]
MOST_WRONG = 3
CODE_LASTS = timedelta(minutes=5)
ASK_PIN = "Please say or key in your PIN."
OFFER = "I can look that up once I know that it's you. Shall I text a code to the phone that we have on file?"
ASK_CODE = "I've sent it. Please say the six digits."
WELCOME = "Thanks, {name}. What can I do for you?"
WRONG = {
    "pin": "That isn't it. Please say your PIN once more.",
    "code": "That isn't it. Please say the code once more.",
}
NO_MORE = "I can't take any more tries on this call. I can still take a message, or book a visit."
REFUSED = "That PIN has been tried too often and is locked for a while; ask an admin to set a new one."
EXPIRED = "That code has run out. Shall I text a new one?"
NOT_TEXTED = "I can't text a code just now; the office can help you, and I can take a message."
NOT_BY_VOICE = "Please don't say a PIN here; I haven't kept it. You set it on the page."


@dataclass(frozen=True, slots=True)
class Claim:
    """Whom a number points to without proving it, and what would prove it."""

    actor: Actor
    by: Literal["pin", "code"]


@dataclass(slots=True)
class Identity:
    """The proof of one call: what is asked for, and how often it was wrong."""

    claim: Claim
    company: Company
    pins: Pins
    codes: Codes
    texter: Texter | None
    asks: Asked = ""
    asked: bool = False
    wrong: int = 0
    wanted: str | None = None
    _code: str | None = field(default=None, repr=False)

    def conceal(self, said: str) -> tuple[str, str | None]:
        """The words without the digits of the proof, and the digits; once asked for, they may come at any time."""
        self.asked = self.asked or self.asks in ("pin", "code")
        return without_digits(said, asked=self.asked)

    def asked_first(self) -> str:
        """What to ask for as soon as the call is answered; nothing of a customer."""
        if self.claim.by == "code":
            return ""
        self.asks = "pin"
        return "If you work here, say or key in your PIN."

    def needed_for(self, permission: str, said: str) -> str | None:
        """The question to ask before something that the person claimed may do and a stranger may not."""
        if not allows(self.claim.actor.role, permission):
            return None
        if self.wrong >= MOST_WRONG:
            return NO_MORE
        self.wanted = said
        self.asks = "offer" if self.claim.by == "code" else "pin"
        return OFFER if self.claim.by == "code" else ASK_PIN

    async def answered(self, said: str, digits: str | None) -> Actor | str | None:
        """The person proved, or what to say; None where the words are about something else."""
        if self.asks == "offer":
            return await self._offered(said)
        if digits is None:
            return None
        if self.wrong >= MOST_WRONG:
            return NO_MORE
        if self.claim.by == "pin":
            return await self._pin(digits)
        return await self._texted(digits) if self.asks == "code" else OFFER

    async def _offered(self, said: str) -> str | None:
        verdict = judged(said.lower(), OFFER)
        if verdict == "no":
            self.asks, self.wanted = "", None
            return "Okay. I can still take a message, or book a visit."
        return await self._text_code() if verdict == "yes" else None

    async def _text_code(self) -> str:
        self.asks = ""
        number, account = self.claim.actor.phone, self.company.id
        if self.texter is None or number is None or not await self.codes.may_send(account, number):
            return NOT_TEXTED
        assert self.claim.actor.contact_id is not None
        this = f"call {secrets.token_urlsafe(12)}"
        digits = await self.codes.make(account, this, self.claim.actor.contact_id, CODE_LASTS)
        told = f"{digits} is your code for {self.company.name}. Say it on the call that you are on, and to nobody else."
        try:
            await self.texter.send(number, told, secrets.token_urlsafe(12))
        except DeliveryFailed:
            return NOT_TEXTED
        self._code = this
        self.asks = "code"
        return ASK_CODE

    async def _pin(self, digits: str) -> Actor | str:
        assert self.claim.actor.user_id is not None
        verdict = await self.pins.check(self.company.id, self.claim.actor.user_id, digits)
        if verdict == "right":
            return self._proved()
        if verdict == "refused":
            self.asks = ""
            return REFUSED
        return self._was_wrong("pin")

    async def _texted(self, digits: str) -> Actor | str:
        verdict = (await self.codes.check(self.company.id, self._code, digits)).verdict if self._code else "expired"
        if verdict == "expired":
            self._code, self.asks = None, "offer"
            return EXPIRED
        if verdict == "right":
            self._code = None
            return self._proved()
        return self._was_wrong("code")

    def _was_wrong(self, what: Literal["pin", "code"]) -> str:
        self.wrong += 1
        if self.wrong < MOST_WRONG:
            return WRONG[what]
        self._code, self.asks = None, ""
        return NO_MORE

    def _proved(self) -> Actor:
        self.asks, self.asked = "", False
        return self.claim.actor
