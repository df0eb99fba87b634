"""Secrets at rest open for the account and the purpose they were sealed for, and for nothing else."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.problems import Unavailable
from domain.sealing import Sealer

SEALER = Sealer(b"one installation")


@given(st.text(), st.text(), st.text())
def test_what_was_sealed_opens_again(account: str, purpose: str, text: str) -> None:
    sealed = SEALER.seal(account, purpose, text)
    assert SEALER.open(account, purpose, sealed) == text
    assert sealed != SEALER.seal(account, purpose, text)


@pytest.mark.parametrize(
    ("sealer", "account", "purpose"),
    [
        (SEALER, "lakeshore", "a key"),
        (SEALER, "ridgeline", "another key"),
        (Sealer(b"another installation"), "ridgeline", "a key"),
    ],
)
def test_nothing_else_opens_it(sealer: Sealer, account: str, purpose: str) -> None:
    sealed = SEALER.seal("ridgeline", "a key", "the text")
    with pytest.raises(Unavailable, match="enter it again"):
        sealer.open(account, purpose, sealed)


@pytest.mark.parametrize("tampered", ["", "AAAA", "not base64 at all!", "Zm9yZ2Vk" * 8])
def test_a_forged_one_opens_for_nobody(tampered: str) -> None:
    with pytest.raises(Unavailable):
        SEALER.open("ridgeline", "a key", tampered)
