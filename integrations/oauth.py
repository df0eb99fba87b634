"""OAuth 2 with PKCE, by authlib: where somebody lets us in, and the tokens that come of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from authlib.common.errors import AuthlibBaseError
from authlib.integrations.httpx_client import AsyncOAuth2Client
from authlib.oauth2.rfc6749.parameters import prepare_grant_uri
from authlib.oauth2.rfc7636 import create_s256_code_challenge

from domain.ports import AccessLost, Grant, MailFailed

TIMEOUT = 20.0
AN_HOUR = 3600
IN_THE_FORM = "client_secret_post"
NO_LONGER = ("invalid_grant", "interaction_required", "consent_required")


@dataclass(frozen=True, slots=True)
class Registration:
    """What we are to a provider, and where it gives out its tokens."""

    name: str
    client_id: str
    client_secret: str = field(repr=False)
    authorize_url: str
    token_url: str
    scope: str

    def consent_url(self, state: str, verifier: str, redirect: str, **more: str) -> str:
        """Where somebody lets us in; of the verifier, only its hash goes along."""
        challenge = {"code_challenge": create_s256_code_challenge(verifier), "code_challenge_method": "S256"}
        url: str = prepare_grant_uri(
            self.authorize_url, self.client_id, "code", redirect, self.scope, state, **challenge, **more
        )
        return url

    async def exchange(self, code: str, verifier: str, redirect: str) -> Grant:
        """The tokens for a code."""
        return await self._granted({"redirect_uri": redirect}, code=code, code_verifier=verifier)

    async def refresh(self, token: str) -> Grant:
        """The next tokens; raises `AccessLost` once the provider gives none."""
        return await self._granted({}, grant_type="refresh_token", refresh_token=token)

    async def _granted(self, client: dict[str, str], **asked: str) -> Grant:
        try:
            async with AsyncOAuth2Client(
                self.client_id,
                self.client_secret,
                token_endpoint_auth_method=IN_THE_FORM,
                timeout=TIMEOUT,
                **client,
            ) as http:
                return _read(self.name, await http.fetch_token(self.token_url, **asked))
        except AuthlibBaseError as refused:
            kind = AccessLost if refused.error in NO_LONGER else MailFailed
            raise kind(f"{self.name} did not let us in.") from refused
        except (MailFailed, AssertionError):
            raise
        except Exception as trouble:  # authlib brings a client of its own, with errors that have no name here
            raise MailFailed(f"{self.name} does not answer.") from trouble


def _read(name: str, told: dict[str, Any]) -> Grant:
    try:
        lasts = timedelta(seconds=max(0, int(told.get("expires_in") or AN_HOUR)))
        return Grant(str(told["access_token"]), lasts, told.get("refresh_token") or None)
    except (KeyError, TypeError, ValueError) as wrong:
        raise MailFailed(f"{name} gave no token that can be read.") from wrong
