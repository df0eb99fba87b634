"""Secrets at rest: sealed with a key of the installation's own, bound to the account and to what they are for."""

from __future__ import annotations

import base64
import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from domain.problems import Unavailable

NONCE = 12
KEY = 32


class Sealer:
    """Seals and opens texts with AES-GCM. What one account has sealed opens for no other, nor for another purpose."""

    def __init__(self, secret: bytes) -> None:
        derived = HKDF(algorithm=SHA256(), length=KEY, salt=None, info=b"callout sealed secrets").derive(secret)
        self._cipher = AESGCM(derived)

    def seal(self, account_id: str, purpose: str, text: str) -> str:
        """The text as it may be kept: unreadable, and different each time."""
        nonce = os.urandom(NONCE)
        sealed = nonce + self._cipher.encrypt(nonce, text.encode(), _bound(account_id, purpose))
        return base64.urlsafe_b64encode(sealed).decode()

    def open(self, account_id: str, purpose: str, sealed: str) -> str:
        """The text again; raises `Unavailable` for what was sealed elsewhere or for something else."""
        try:
            raw = base64.b64decode(sealed, altchars=b"-_", validate=True)
            return self._cipher.decrypt(raw[:NONCE], raw[NONCE:], _bound(account_id, purpose)).decode()
        except (InvalidTag, ValueError) as wrong:
            raise Unavailable("A saved key can no longer be read here; enter it again.") from wrong


def _bound(account_id: str, purpose: str) -> bytes:
    return f"{account_id}\x1f{purpose}".encode()
