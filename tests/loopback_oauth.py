"""The OAuth 2 half of a mail provider on loopback: consent with PKCE and exact redirects, codes good once, tokens."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from urllib.parse import urlencode

from aiohttp import web

CLIENT, SECRET = "the-app-of-this-test", "what only the app of this test says"
REDIRECTS = {f"http://callout.test/api/integrations/{kind}/callback" for kind in ("gmail", "microsoft")}


@dataclass
class Authority:
    """Gives out codes and tokens. `rotates`: a token to renew with is good once, and the next comes with the answer."""

    url: str = ""
    rotates: bool = False
    withdrawn: bool = False
    lasts: int = 3600
    asked: list[dict[str, str]] = field(default_factory=list)
    tokens: set[str] = field(default_factory=set)
    renewing: set[str] = field(default_factory=set)
    down: bool = False
    _codes: dict[str, dict[str, str]] = field(default_factory=dict)
    _made: int = 0

    async def authorize(self, request: web.Request) -> web.Response:
        """The page on which somebody lets us in; here they always do."""
        asked = dict(request.query)
        self.asked.append(asked)
        known = asked.get("client_id") == CLIENT and asked.get("redirect_uri") in REDIRECTS
        if not known or asked.get("response_type") != "code" or asked.get("code_challenge_method") != "S256":
            return web.Response(status=400, text="invalid_request")
        code = self._next("code")
        self._codes[code] = asked
        back = urlencode({"code": code, "state": asked["state"]})
        return web.Response(status=302, headers={"Location": f"{asked['redirect_uri']}?{back}"})

    async def token(self, request: web.Request) -> web.Response:
        """Tokens for a code, or for a token to renew with."""
        form = {name: str(value) for name, value in (await request.post()).items()}
        self.asked.append(form)
        if self.down:
            return web.Response(status=503, text="away")
        if (form.get("client_id"), form.get("client_secret")) != (CLIENT, SECRET):
            return _error("invalid_client", 401)
        if form.get("grant_type") == "authorization_code":
            return self._for_code(form)
        if form.get("grant_type") == "refresh_token":
            return self._renewed(form["refresh_token"])
        return _error("unsupported_grant_type")

    def _for_code(self, form: dict[str, str]) -> web.Response:
        asked = self._codes.pop(form["code"], None)
        if asked is None or asked["redirect_uri"] != form.get("redirect_uri"):
            return _error("invalid_grant")
        hashed = hashlib.sha256(form.get("code_verifier", "").encode()).digest()
        if base64.urlsafe_b64encode(hashed).decode().rstrip("=") != asked["code_challenge"]:
            return _error("invalid_grant")
        return self._given(refresh=True)

    def _renewed(self, token: str) -> web.Response:
        if self.withdrawn or token not in self.renewing:
            return _error("invalid_grant")
        if self.rotates:
            self.renewing.discard(token)
        return self._given(refresh=self.rotates)

    def _given(self, *, refresh: bool) -> web.Response:
        access = self._next("access")
        self.tokens.add(access)
        told: dict[str, object] = {"access_token": access, "token_type": "Bearer", "expires_in": self.lasts}
        if refresh:
            told["refresh_token"] = self._next("refresh")
            self.renewing.add(str(told["refresh_token"]))
        return web.json_response(told)

    def lets_in(self, request: web.Request) -> bool:
        """Whether a request brings a token that is good."""
        return request.headers.get("Authorization", "").removeprefix("Bearer ") in self.tokens

    @property
    def renewals(self) -> int:
        """How often a token was renewed."""
        return sum(each.get("grant_type") == "refresh_token" for each in self.asked)

    def _next(self, what: str) -> str:
        self._made += 1
        return f"{what}-{self._made}-of-this-test"


def _error(error: str, status: int = 400) -> web.Response:
    return web.json_response({"error": error, "error_description": "Refused."}, status=status)


@asynccontextmanager
async def serving(app: web.Application) -> AsyncIterator[str]:
    """An application on a free port; its address."""
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    try:
        yield f"http://127.0.0.1:{runner.addresses[0][1]}"
    finally:
        await runner.cleanup()
