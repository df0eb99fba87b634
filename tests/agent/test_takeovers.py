"""Two colleagues named: who takes over."""

import pytest

from agent.planner.spans import TaggedSpan
from agent.planner.takeovers import taking_over

STAFF = ("Mike Alvarez", "Mike O'Brien", "Tasha Green", "Luis Ortega", "Sam Petrov")


@pytest.mark.parametrize(
    ("said", "people", "takes"),
    [
        ("pull luis off the sink leak and send o'brien instead", ["luis", "o'brien"], "o'brien"),
        ("take the boiler inspection off sam and give it to mike alvarez", ["sam", "mike alvarez"], "mike alvarez"),
        ("swap ten forty three from mike o'brien to luis", ["o'brien", "luis"], "luis"),
        ("luis could do the disposal instead of o'brien", ["luis", "o'brien"], "luis"),
        ("sub in sam for mike on the garcia furnace", ["sam", "mike"], "sam"),
        ("i want mike alvarez there not tasha", ["mike alvarez", "tasha"], "mike alvarez"),
        ("tasha's out sick move the panel over to sam", ["tasha", "sam"], "sam"),
        ("take it off sam", ["sam"], "sam"),
        ("send luis or sam", ["luis", "sam"], "luis"),
    ],
)
def test_the_one_who_gives_it_away_does_not_take_it(said: str, people: list[str], takes: str) -> None:
    tags = [TaggedSpan("person", said.index(each), said.index(each) + len(each), each, 1.0) for each in people]
    assert taking_over(said, tags, STAFF)[0].text == takes
