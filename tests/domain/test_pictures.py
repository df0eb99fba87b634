"""Whatever bytes arrive as a picture, the answer is a kind or a sentence, never a crash."""

from io import BytesIO

from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from domain.pictures import KINDS, Kind, checked
from domain.problems import Problem


def encoded(kind: str) -> bytes:
    """A small noisy picture's bytes."""
    out = BytesIO()
    Image.effect_noise((60, 40), 50).convert("RGB").save(out, kind)
    return out.getvalue()


SOUND = [encoded(kind) for kind in KINDS]
DAMAGE = st.lists(st.tuples(st.integers(0, 5000), st.integers(0, 255)), max_size=12)


@settings(max_examples=300, deadline=None)
@given(data=st.sampled_from(SOUND), damage=DAMAGE, kept=st.integers(0, 5000))
def test_damaged_bytes_are_a_kind_or_a_problem(data: bytes, damage: list[tuple[int, int]], kept: int) -> None:
    garbled = bytearray(data)
    for place, value in damage:
        garbled[place % len(garbled)] = value
    assert told(bytes(garbled[: max(kept, 1)])) in {*KINDS.values(), 413, 422}


def told(data: bytes) -> Kind | int:
    """The picture's kind, or the status of the refusal."""
    try:
        return checked(data)
    except Problem as refused:
        return refused.status
