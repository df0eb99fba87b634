"""Links for people who are not signed in: each names one record, for one purpose, and is signed by us."""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
from dataclasses import dataclass, field

SIGNED = 16  # bytes of the signature that are kept


@dataclass(frozen=True, slots=True)
class Links:
    """Makes and reads them. `address` is where this installation is reached from outside."""

    address: str
    secret: bytes = field(repr=False)

    def to(self, purpose: str, account_id: str, record_id: str) -> str:
        """The address of a record's page: `https://callout.example/unsubscribe/…`."""
        told = f"{account_id}/{record_id}".encode()
        token = base64.urlsafe_b64encode(self._signature(purpose, told) + told).decode().rstrip("=")
        return f"{self.address.rstrip('/')}/{purpose}/{token}"

    def read(self, purpose: str, token: str) -> tuple[str, str] | None:
        """The account and the record that a token is about; None if it is not one of ours for this purpose."""
        try:
            raw = base64.urlsafe_b64decode(f"{token}{'=' * (-len(token) % 4)}")
            signature, told = raw[:SIGNED], raw[SIGNED:]
            account_id, _, record_id = told.decode().partition("/")
        except (binascii.Error, ValueError):
            return None
        return (account_id, record_id) if hmac.compare_digest(signature, self._signature(purpose, told)) else None

    def _signature(self, purpose: str, told: bytes) -> bytes:
        return hmac.new(self.secret, f"link to {purpose}\x1f".encode() + told, hashlib.sha256).digest()[:SIGNED]
