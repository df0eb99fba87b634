"""`/api/customer/auth`: a customer asks for a code, and signs in with it.

The company is named by its id, as in the portal's own address (`/portal/{company}`), or by its business line.
"""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Self

from fastapi import FastAPI, Request
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, SecretStr, model_validator
from pydantic.alias_generators import to_camel

from api.auth import token_of
from api.limits import Rule, address_of, limits_of
from domain.customer_auth import Address, CustomerSignIn
from domain.reach import email_address, phone_number

WAIT = "That is too often; wait a while and try again, or call us."
CODES_TO_ONE = Rule("code to one", "3 per hour", WAIT)
CODES_BY_ONE = Rule("code by one", "20 per hour", WAIT)
CODES_OF_COMPANY = Rule("code of company", "600 per hour", WAIT)
TRIES_OF_ONE = Rule("try of one", "10 per 15 minutes", WAIT)
TRIES_BY_ONE = Rule("try by one", "60 per 15 minutes", WAIT)
SENT = "If we know you there, a code is on its way. It is good for ten minutes."


class CustomerCredentials(BaseModel):
    """A phone number or an e-mail address; with the code that came there, to sign in."""

    model_config = ConfigDict(extra="forbid")

    company: str | None = Field(None, min_length=1, max_length=100, description="Whose customer: as the portal's link.")
    phone: Annotated[str, Field(max_length=40), AfterValidator(phone_number)] | None = None
    email: Annotated[str, Field(max_length=254), AfterValidator(email_address)] | None = None
    code: SecretStr | None = Field(None, min_length=6, max_length=6)

    @model_validator(mode="after")
    def _is_one_of_both(self) -> Self:
        if (self.phone is None) is (self.email is None):
            raise ValueError("Give a phone number or an e-mail address, not both.")
        return self

    @property
    def address(self) -> Address:
        """Where the code goes, or came."""
        return Address("sms", self.phone) if self.phone else Address("email", (self.email or "").lower())


class CodeSent(BaseModel):
    """The same for everybody, known or not."""

    sent: bool = True
    told: str = SENT


class CustomerAdmitted(BaseModel):
    """A customer's session; the token is shown this once."""

    model_config = ConfigDict(alias_generator=to_camel, populate_by_name=True)

    token: str
    expires_at: datetime
    customer: dict[str, str]
    company: dict[str, str | None]


def mount(app: FastAPI, customers: CustomerSignIn) -> None:
    """Signing in and out on the portal."""

    @app.post("/api/customer/auth", tags=["session"], summary="Ask for a customer's one-time code, or sign in with it.")
    async def open_customer_session(request: Request, given: CustomerCredentials) -> CodeSent | CustomerAdmitted:
        company = await customers.company(given.company)
        limits, here, address = limits_of(request), address_of(request), given.address
        if given.code is None:
            limits.take(CODES_BY_ONE, here)
            limits.take(CODES_TO_ONE, company.id, address.to)
            limits.take(CODES_OF_COMPANY, company.id)
            await customers.ask_for_code(company, address)
            return CodeSent()
        limits.take(TRIES_BY_ONE, here)
        limits.take(TRIES_OF_ONE, company.id, address.to)
        admitted = await customers.admit(company, address, given.code.get_secret_value())
        return CustomerAdmitted(
            token=admitted.token,
            expires_at=admitted.expires_at,
            customer={"id": admitted.actor.contact_id or "", "name": admitted.actor.name},
            company={"name": company.name, "phone": company.business_line},
        )

    @app.delete("/api/customer/auth", status_code=204, tags=["session"], summary="Sign a customer out.")
    async def close_customer_session(request: Request) -> None:
        await customers.leave(token_of(request))
