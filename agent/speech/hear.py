"""Values as they are spoken, one function a kind; None where the words say no such value."""

from agent.speech.times.moments import moment
from agent.speech.tokens import tokenise
from agent.speech.values.addresses import address
from agent.speech.values.amounts import count, percent
from agent.speech.values.codes import number, sku
from agent.speech.values.emails import email
from agent.speech.values.finding import Heard, find_values
from agent.speech.values.measures import measure
from agent.speech.values.money import money
from agent.speech.values.phones import CALLER, phone
from agent.speech.values.spelling import name

__all__ = [
    "CALLER",
    "Heard",
    "address",
    "count",
    "email",
    "find_values",
    "measure",
    "money",
    "name",
    "number",
    "percent",
    "phone",
    "sku",
    "time_of_day",
]


def time_of_day(text: str) -> str | None:
    """The hour and minute, without a day: "half past eight" is 08:30."""
    words = tokenise(text).words
    for at in range(len(words)):
        found = moment(words, at)
        if found and found[0].clock:
            hour = found[0].clock.in_part(found[0].part) if found[0].part else found[0].clock
            return f"{hour.minute // 60 % 24:02}:{hour.minute % 60:02}"
    return None
