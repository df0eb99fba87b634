"""Text messages by Twilio's REST API."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from http import HTTPStatus

from aiohttp import ClientError, ClientSession, ClientTimeout, encode_basic_auth

from domain.ports import DeliveryFailed

API = "https://api.twilio.com"
TIMEOUT = ClientTimeout(total=30)
MAY_PASS = (
    HTTPStatus.UNAUTHORIZED,
    HTTPStatus.FORBIDDEN,
    HTTPStatus.REQUEST_TIMEOUT,
    HTTPStatus.TOO_MANY_REQUESTS,
)
SENTENCES = {
    21211: "Twilio says {to} is not a phone number; correct it and send again.",
    21408: "This Twilio account may not text the country of {to}; allow it in Twilio first.",
    21610: "Whoever has {to} asked not to be texted; call or e-mail instead.",
    21614: "{to} cannot take texts; call or e-mail instead.",
}


@dataclass(frozen=True, slots=True)
class TwilioTexter:
    """Sends texts from a number, or from a messaging service (MG…)."""

    account_sid: str
    token: str
    sender: str
    base_url: str = API

    async def send(self, to: str, body: str, key: str) -> None:
        """Send a text. Twilio itself knows no keys for messages; a gateway in between may."""
        url = f"{self.base_url}/2010-04-01/Accounts/{self.account_sid}/Messages.json"
        sender = "MessagingServiceSid" if self.sender.startswith("MG") else "From"
        form = {"To": to, sender: self.sender, "Body": body}
        headers = {"Authorization": encode_basic_auth(self.account_sid, self.token), "Idempotency-Key": key}
        try:
            async with (
                ClientSession(timeout=TIMEOUT) as http,
                http.post(url, data=form, headers=headers, allow_redirects=False) as answer,
            ):
                status, text = answer.status, await answer.text(errors="replace")
        except (ClientError, OSError) as trouble:
            raise DeliveryFailed(f"Twilio does not answer: {str(trouble) or type(trouble).__name__}.") from trouble
        if status != HTTPStatus.CREATED:
            raise _refused(to, status, text)


@dataclass(frozen=True, slots=True)
class TwilioSignatures:
    """Knows what Twilio has sent by its signature: twilio.com/docs/usage/security."""

    account_sid: str
    token: str = field(repr=False)

    def genuine(self, url: str, form: Sequence[tuple[str, str]], signature: str) -> bool:
        """Whether Twilio signed this form for this address, and for our account."""
        told = "".join(name + value for name, value in sorted(set(form)))
        wanted = hmac.new(self.token.encode(), f"{url}{told}".encode(), hashlib.sha1).digest()
        right = hmac.compare_digest(base64.b64encode(wanted), signature.encode())
        return right and [value for name, value in form if name == "AccountSid"] == [self.account_sid]


def _refused(to: str, status: int, text: str) -> DeliveryFailed:
    code, message = _error(status, text)
    sentence = SENTENCES.get(code, "Twilio refused the text to {to}: {message}.").format(to=to, message=message)
    passing = status >= HTTPStatus.INTERNAL_SERVER_ERROR or status in MAY_PASS
    return DeliveryFailed(sentence, permanent=not passing)


def _error(status: int, text: str) -> tuple[int, str]:
    """Twilio's error code and message; the HTTP status if something else answered in its place."""
    try:
        said = json.loads(text)
        return int(said["code"]), str(said["message"]).rstrip(".")
    except (ValueError, TypeError, KeyError):
        return 0, f"status {status}"
