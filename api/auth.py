"""Who is asking: a bearer token, or the page's session cookie from the page's own origin."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Literal, TypeVar
from urllib.parse import urlsplit

from fastapi import FastAPI, Request, Response
from pydantic import BaseModel, ConfigDict, Field, SecretStr
from starlette.requests import HTTPConnection

from api.limits import Rule, address_of, limits_of
from domain.context import Actor
from domain.problems import Forbidden, Unauthenticated
from domain.signin import MCP, SESSION_LASTS, SignIn

COOKIE, MCP_PATH = "callout_session", "/api/mcp"
SAFE = ("GET", "HEAD", "OPTIONS")
TOO_OFTEN = "That was tried too often; wait a while before you try again."
AS_ONE = Rule("sign in as one", "10 per 15 minutes", TOO_OFTEN)
FROM_ONE = Rule("sign in from one", "100 per minute", TOO_OFTEN)
R = TypeVar("R")


class Credentials(BaseModel):
    """What somebody signs in with."""

    model_config = ConfigDict(extra="forbid")

    email: str = Field(min_length=3, max_length=200)
    password: str = Field(min_length=1, max_length=200)
    audience: Literal["everything", "mcp"] = Field(
        "everything", description="mcp: the token is good at /api/mcp alone."
    )


class OwnPin(BaseModel):
    """A PIN for the phone, chosen by whoever says their password once more."""

    model_config = ConfigDict(extra="forbid")

    password: SecretStr = Field(min_length=1, max_length=200)
    pin: SecretStr = Field(min_length=4, max_length=8)


async def actor_of(request: HTTPConnection) -> Actor:
    """The person asking; raises `Unauthenticated`."""
    signin: SignIn = request.app.state.signin
    return await signin.actor_of(token_of(request), at_mcp=request.scope["path"] == MCP_PATH)


async def guarded_sign_in(request: HTTPConnection, email: str, sign_in: Callable[[], Awaitable[R]]) -> R:
    """Sign somebody in by password, at every door that does: counted before it is looked at.

    Whoever knows the password is not kept out by an earlier slip. Raises `TooMany`, the same for an unknown address.
    """
    limits, name = limits_of(request), email.strip().lower()
    limits.take(FROM_ONE, address_of(request))
    limits.take(AS_ONE, name)
    signed_in = await sign_in()
    limits.forget(AS_ONE, name)
    return signed_in


def token_of(request: HTTPConnection) -> str:
    """The token given; a cookie counts only when the page's own origin sends it."""
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() == "bearer" and token:
        return token.strip()
    if cookie := request.cookies.get(COOKIE):
        _from_own_page(request)
        return cookie
    raise Unauthenticated("Sign in first, or send a bearer token.")


def _from_own_page(request: HTTPConnection) -> None:
    origin = request.headers.get("origin")
    if request.scope.get("method") in SAFE or origin is None:
        return
    if urlsplit(origin).netloc != request.headers.get("host"):
        raise Forbidden("Requests with the session cookie must come from this server's own page.")


def mount(app: FastAPI) -> None:
    """Signing in and out."""

    @app.post("/api/session", tags=["session"], summary="Sign in with an e-mail address and a password.")
    async def open_session(request: Request, credentials: Credentials, response: Response) -> dict[str, object]:
        signin: SignIn = request.app.state.signin
        email, password, for_mcp = credentials.email, credentials.password, credentials.audience == MCP
        kind = MCP if for_mcp else "session"
        signed_in = await guarded_sign_in(request, email, lambda: signin.sign_in(email, password, kind))
        if not for_mcp:
            response.set_cookie(
                COOKIE,
                signed_in.token,
                max_age=int(SESSION_LASTS.total_seconds()),
                httponly=True,
                samesite="strict",
                secure=request.url.scheme == "https",
            )
        actor = signed_in.actor
        user = {"id": actor.user_id, "name": actor.name, "role": actor.role, "email": credentials.email}
        return {"token": signed_in.token, "user": user}

    @app.delete("/api/session", status_code=204, tags=["session"], summary="Sign out.")
    async def close_session(request: Request, response: Response) -> None:
        signin: SignIn = request.app.state.signin
        await signin.sign_out(token_of(request))
        response.delete_cookie(COOKIE)

    @app.put("/api/session/pin", status_code=204, tags=["session"], summary="Choose your own PIN for the phone.")
    async def choose_pin(request: Request, chosen: OwnPin) -> None:
        signin: SignIn = request.app.state.signin
        actor = await actor_of(request)
        await signin.must_know_password(actor, chosen.password.get_secret_value())
        await signin.pins.choose(actor, chosen.pin.get_secret_value())
