"""What a whole sentence names, by the words of it that are few records' own."""

from domain.likeness import Named
from domain.spotting import clearly, spotted, telling

JOBS = [
    Named("furnace", ("Furnace not heating", "Maria Garcia"), ("905 Kalamath Street", "Denver"), 0.5),
    Named("tune-up", ("Annual furnace tune-up", "John Smith"), ("418 Oak Street", "Denver"), -0.5),
    Named("sink", ("Kitchen sink leak", "Linh Nguyen"), ("3105 Federal Boulevard", "Denver"), 0.25),
    Named("heater", ("Water heater replacement", "John Smith"), ("77 Pine Court", "Lakewood"), 0.25),
]


def meant(said: str) -> list[str]:
    return [each.id for each in clearly(spotted(telling(said), JOBS))]


def test_a_name_a_street_or_the_work_names_one() -> None:
    assert meant("wrong part okay i'm at the nguyen house") == ["sink"]
    assert meant("that lady over on kalamath") == ["furnace"]
    assert meant("put it down for the sinks") == ["sink"]


def test_of_what_words_fit_alike_the_nearer_is_meant() -> None:
    assert meant("the furnace one") == ["furnace"]


def test_where_two_fit_both_are_told() -> None:
    assert sorted(meant("the smith place")) == ["heater"]
    assert sorted(each.id for each in spotted(telling("the smith place"), JOBS)) == ["heater", "tune-up"]


def test_words_of_no_record_name_none() -> None:
    assert meant("man that was the wrong cartridge") == []
    assert meant("text the guy that i'll be there in twenty") == []
