"""How a ticket was put right is taken from the same breath; what only names the ticket is no resolution."""

import pytest

from agent.planner.reading import Words
from agent.planner.ticket_words import resolution


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("right so i checked and the meter was fine go ahead and resolve it with that", "The meter was fine"),
        ("mark the ticket resolved, we swapped the valve for free", "We swapped the valve for free"),
        ("close out ticket five oh one, we refunded the second charge", "We refunded the second charge"),
        ("the hold dropped off on its own so you can close that one", "The hold dropped off on its own"),
        ("resolve it by sending him a new filter", "Sending him a new filter"),
        ("resolve ticket five oh one he was only billed the once", "He was only billed the once"),
        ("resolve bob's ticket", None),
        ("can you close the ticket", None),
        ("mark ticket five oh one resolved", None),
    ],
)
def test_a_resolution_is_heard(said: str, told: str | None) -> None:
    assert resolution(Words(said, (), "", None, None, makes=False)) == told  # type: ignore[arg-type]
