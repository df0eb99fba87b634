"""A link names one record for one purpose, and nobody else can make one."""

from hypothesis import given
from hypothesis import strategies as st

from domain.links import Links

LINKS = Links("https://callout.example/", b"a secret of this test")
ids = st.from_regex(r"[a-z0-9-]{1,40}", fullmatch=True)


def token(purpose: str = "unsubscribe", account: str = "ridgeline", record: str = "one") -> str:
    return LINKS.to(purpose, account, record).rpartition("/")[2]


@given(ids, ids)
def test_it_reads_as_it_was_written(account: str, record: str) -> None:
    assert LINKS.to("unsubscribe", account, record).startswith("https://callout.example/unsubscribe/")
    assert LINKS.read("unsubscribe", token(account=account, record=record)) == (account, record)


@given(st.integers(0, 30), st.text("abcXYZ012-_", min_size=1, max_size=3))
def test_another_is_none_of_ours(place: int, other: str) -> None:
    changed = token()[:place] + other + token()[place + len(other) :]
    assert changed == token() or LINKS.read("unsubscribe", changed) is None


def test_it_is_for_its_purpose_and_this_installation_alone() -> None:
    assert LINKS.read("review", token()) is None
    assert Links("", b"another secret").read("unsubscribe", token()) is None
    for nothing in ("", "!", "é", "a" * 500):
        assert LINKS.read("unsubscribe", nothing) is None
