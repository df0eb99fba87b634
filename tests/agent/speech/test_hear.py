"""Spoken values: both value files, what is said and heard again, and where a value stands in an utterance."""

from collections import defaultdict
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.speech import hear, say
from tests.agent.speech.data import HERE, SPOKEN, rows

SHARED = list(rows(SPOKEN / "values.tsv"))
OURS = list(rows(HERE / "values.tsv"))
FLOOR = 0.97
FUNCTIONS = {
    "job_number": hear.number,
    "invoice_number": hear.number,
    "name_spelled": hear.name,
    **{kind: getattr(hear, kind) for kind in hear.__all__},
}


def heard(kind: str, text: str) -> str:
    value = FUNCTIONS[kind](text)
    return "" if value is None else str(value)


def test_most_values_of_each_kind_in_the_shared_file_are_heard() -> None:
    right: dict[str, list[bool]] = defaultdict(list)
    for kind, text, value in SHARED:
        right[kind].append(heard(kind, text) == value)
    poor = {kind: sum(hits) / len(hits) for kind, hits in right.items() if sum(hits) / len(hits) < FLOOR}
    assert not poor


def test_every_value_of_our_own_is_heard() -> None:
    wrong = {text: (heard(kind, text), value) for kind, text, value in OURS if heard(kind, text) != value}
    assert not wrong


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("number", "the boiler at the church"),
        ("money", "no idea"),
        ("phone", "ten forty two"),
        ("phone", "call me back"),
        ("email", "meet me at the shop"),
        ("percent", "tomorrow"),
        ("measure", "the furnace"),
        ("address", "on kalamath somewhere"),
        ("name", "maria garcia"),
        ("sku", "two ignitors"),
        ("time_of_day", "tomorrow"),
        ("count", "the ignitors"),
    ],
)
def test_what_was_not_said_is_not_heard(kind: str, text: str) -> None:
    assert heard(kind, text) == ""


@given(st.integers(0, 99_999))
def test_a_number_said_is_heard_again(value: int) -> None:
    assert hear.number(say.code(value)) == value


@given(st.decimals(0, 2_000_000, places=2))
def test_an_amount_said_is_heard_again(amount: Decimal) -> None:
    assert hear.money(say.money(amount)) == amount


@given(st.integers(2_000_000, 9_999_999).map(lambda local: f"+1720{local}"))
def test_a_phone_number_said_is_heard_again(number: str) -> None:
    assert hear.phone(say.phone(number)) == number


local_parts = st.from_regex(r"[b-n]{2,6}[._+-][p-z]{2,6}[1-9]{0,3}", fullmatch=True)


@given(local_parts, st.sampled_from(["gmail.com", "mail.example", "oak-creek.org", "bbc.co.uk"]))
def test_an_email_address_said_is_heard_again(local: str, domain: str) -> None:
    assert hear.email(say.email(f"{local}@{domain}")) == f"{local}@{domain}"


@given(st.text(max_size=60), st.sampled_from(sorted(FUNCTIONS.keys() - {"CALLER", "Heard", "find_values"})))
def test_any_text_is_heard_without_an_error(text: str, kind: str) -> None:
    heard(kind, text)


vocabulary = st.sampled_from(sorted({word for _, text, _ in (*SHARED, *OURS) for word in text.split()}))


@given(st.lists(vocabulary, max_size=12).map(" ".join))
def test_values_are_found_where_they_stand_and_do_not_overlap(text: str) -> None:
    end = 0
    for found in hear.find_values(text):
        assert found.start >= end
        assert text[found.start : found.end] == found.text
        end = found.end


@pytest.mark.parametrize(
    ("text", "values"),
    [
        (
            "bill maria two hundred fifty dollars for the drain on ten forty two",
            [("money", "two hundred fifty dollars", "250.00"), ("number", "ten forty two", "1042")],
        ),
        (
            "email maria dot garcia at mail dot example and her cell is seven two oh five five five oh two oh one",
            [
                ("email", "maria dot garcia at mail dot example", "maria.garcia@mail.example"),
                ("phone", "seven two oh five five five oh two oh one", "+17205550201"),
            ],
        ),
        (
            "put two ignitors and a three ton condenser on job ten forty three",
            [("count", "two", "2"), ("measure", "three ton", "3 ton"), ("number", "ten forty three", "1043")],
        ),
        (
            "add nora at twenty three marion street and order twenty f l t sixteen twenty five",
            [
                ("address", "twenty three marion street", "23 Marion Street"),
                ("count", "twenty", "20"),
                ("sku", "f l t sixteen twenty five", "FLT-1625"),
            ],
        ),
        (
            "seven and a half percent off at six fifty each",
            [("percent", "seven and a half percent", "7.5"), ("money", "six fifty", "6.50")],
        ),
        ("set the reorder point to whatever it was", []),
    ],
)
def test_values_are_found_in_an_utterance(text: str, values: list[tuple[str, str, str]]) -> None:
    assert [(found.kind, found.text, str(found.value)) for found in hear.find_values(text)] == values
