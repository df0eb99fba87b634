"""What the signatures of webhooks have in common: `t=…` and one or more digests over the moment and the body."""

from __future__ import annotations

import hashlib
import hmac
import re
from datetime import datetime

from domain.news import NotGenuine

WITHIN = 300.0  # seconds, before and after
PART = re.compile(r"\s*([a-z0-9]+)=([0-9a-zA-Z]+)\s*")
MOMENT = re.compile(r"[0-9]{1,12}")


def signed_at(signature: str, now: datetime) -> str:
    """The moment that a signature names, as written there; raises `NotGenuine` for one that is not now."""
    told = [value for name, value in _parts(signature) if name == "t"]
    if len(told) != 1 or not MOMENT.fullmatch(told[0]):
        raise NotGenuine("it does not say when it was signed")
    if abs(now.timestamp() - int(told[0])) > WITHIN:
        raise NotGenuine("it was not signed just now")
    return told[0]


def must_be_signed(body: bytes, signature: str, scheme: str, moment: str, secret: str) -> None:
    """Raises `NotGenuine` unless one of the digests is that of the moment and the body under the secret."""
    expected = hmac.new(secret.encode(), moment.encode() + b"." + body, hashlib.sha256).hexdigest()
    given = [value for name, value in _parts(signature) if name == scheme]
    if not any(hmac.compare_digest(each, expected) for each in given):
        raise NotGenuine("the signature is not of this body")


def _parts(signature: str) -> list[tuple[str, str]]:
    found = [PART.fullmatch(each) for each in signature.split(",")]
    if not signature.isascii() or None in found:
        raise NotGenuine("the signature cannot be read")
    return [(each[1], each[2]) for each in found if each]
