"""`/api/mobile/auth`: signing in on a phone, going on with the next pair of tokens, and signing out."""

from __future__ import annotations

from datetime import datetime
from typing import Self

from fastapi import FastAPI, Request
from pydantic import BaseModel, ConfigDict, Field, SecretStr, model_validator
from pydantic.alias_generators import to_camel

from api.auth import guarded_sign_in, token_of
from api.limits import Rule, address_of, limits_of
from domain.mobile_auth import ACCESS_LASTS, MobileSignIn, Pair

REFRESHING = Rule("refresh", "120 per minute", "That is too often; wait a minute and try again.")


class MobileCredentials(BaseModel):
    """An address and a password, or the refresh token of the pair before."""

    model_config = ConfigDict(extra="forbid", alias_generator=to_camel, populate_by_name=True)

    email: str | None = Field(None, min_length=3, max_length=200)
    password: SecretStr | None = Field(None, min_length=1, max_length=200)
    refresh_token: SecretStr | None = Field(None, min_length=1, max_length=200)
    device: str | None = Field(None, max_length=100, description="What the phone is called, for whoever looks later.")

    @model_validator(mode="after")
    def _is_one_of_both(self) -> Self:
        by_password = self.email is not None and self.password is not None
        if by_password is (self.refresh_token is not None) or (self.refresh_token is not None and self.email):
            raise ValueError("Give an e-mail address and a password, or a refresh token.")
        return self


class MobileTokens(BaseModel):
    """What a phone keeps: both tokens are shown this once, and each refresh token is good once."""

    model_config = ConfigDict(alias_generator=to_camel, populate_by_name=True)

    access_token: str
    refresh_token: str
    expires_in: int
    expires_at: datetime
    user: dict[str, str | None]


def mount(app: FastAPI, phones: MobileSignIn) -> None:
    """Signing in and out on a phone."""

    @app.post("/api/mobile/auth", tags=["session"], summary="Sign in on a phone, or go on with a refresh token.")
    async def open_mobile_session(request: Request, given: MobileCredentials) -> MobileTokens:
        if given.refresh_token is not None:
            limits_of(request).take(REFRESHING, address_of(request))
            return _told(await phones.go_on(given.refresh_token.get_secret_value()))
        assert given.email is not None
        assert given.password is not None
        email, password = given.email, given.password.get_secret_value()
        return _told(await guarded_sign_in(request, email, lambda: phones.begin(email, password, given.device)))

    @app.delete("/api/mobile/auth", status_code=204, tags=["session"], summary="Sign a phone out.")
    async def close_mobile_session(request: Request) -> None:
        await phones.end(token_of(request))


def _told(pair: Pair) -> MobileTokens:
    actor = pair.actor
    return MobileTokens(
        access_token=pair.access,
        refresh_token=pair.refresh,
        expires_in=int(ACCESS_LASTS.total_seconds()),
        expires_at=pair.expires_at,
        user={"id": actor.user_id, "name": actor.name, "role": actor.role},
    )
