"""A number that was heard as a little word is a number again; a little word stays one."""

import pytest

from agent.planner.homophones import mended


@pytest.mark.parametrize(
    ("heard", "meant"),
    [
        ("put to hot surface ignitors on job ten forty two", "put two hot surface ignitors on job ten forty two"),
        ("i used for air filters", "i used four air filters"),
        ("add ate capacitors", "add eight capacitors"),
        ("add a filter to it", "add a filter to it"),
        ("put it to bed", "put it to bed"),
        ("add to the job", "add to the job"),
        ("take for example maria's job", "take for example maria's job"),
        ("i need to leave", "i need to leave"),
        ("move the thermostat install to three thirty", "move the thermostat install to three thirty"),
        ("take to four thirty", "take to four thirty"),
    ],
)
def test_numbers_by_their_sound(heard: str, meant: str) -> None:
    assert mended(heard) == meant
