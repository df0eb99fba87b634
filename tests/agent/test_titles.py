"""Names, dictated parts, labels and numbers in a sentence."""

from __future__ import annotations

import pytest

from agent.planner.tagged import tags_in, told_by_a_word
from agent.planner.titles import dictated, named, surely
from agent.planner.values import listed_numbers

LABELS = ("Commercial", "Dog on Property", "Slow Payer", "VIP")


@pytest.mark.parametrize(
    ("said", "name"),
    [
        ("i don't love that name let's call it warm winter denver instead", "warm winter denver"),
        ("make a campaign called frozen pipes and use the winter email in it", "frozen pipes"),
        ("rename the landlord tag to property manager please", "property manager"),
        ("start one called heat pump special for the maintenance plan folks", "heat pump special for the maintenance"),
        ("pause the winter campaign", None),
    ],
)
def test_a_name_ends_where_the_sentence_goes_on(said: str, name: str | None) -> None:
    tagged = "heat pump special for the maintenance" if name and "for the" in name else None
    assert named(said, tagged) == name


def test_a_call_is_no_name() -> None:
    assert surely("rename it to warm winter")
    assert not surely("erin called about the winter campaign pause it")


@pytest.mark.parametrize(
    ("said", "parts"),
    [
        (
            "subject line see you soon and the body should say it was a pleasure",
            {"subject": "see you soon", "body": "it was a pleasure"},
        ),
        ("make the subject of the payment reminder say last call", {"subject": "last call"}),
        ("change the body of the late notice to please pay today", {"body": "please pay today"}),
        ("delete the payment reminder", {}),
    ],
)
def test_each_part_is_dictated_up_to_the_next(said: str, parts: dict[str, str]) -> None:
    assert dictated(said) == parts


def test_labels_are_named_whole_or_by_their_first_word() -> None:
    assert tags_in("who are the vips and the slow payers", LABELS) == ["Slow Payer", "VIP"]
    assert tags_in("which customers have a dog", LABELS) == []
    assert told_by_a_word("which customers have a dog", LABELS) == ["Dog on Property"]


@pytest.mark.parametrize(
    ("said", "numbers"),
    [
        ("bump ten fifty one ten fifty two and ten fifty four up to high", [1051, 1052, 1054]),
        ("ten oh five and ten oh six are done", [1005, 1006]),
        ("move ten forty seven to friday at ten thirty", []),
        ("mark ten forty two done and put ten forty six on hold", []),
    ],
)
def test_numbers_one_after_another(said: str, numbers: list[int]) -> None:
    assert listed_numbers(said) == numbers
