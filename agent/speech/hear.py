"""Values as they are spoken, one function a kind; None where the words say no such value."""

from agent.speech.amounts import count, percent
from agent.speech.codes import number, sku
from agent.speech.money import money
from agent.speech.phones import CALLER, phone
from agent.speech.spelling import name

__all__ = ["CALLER", "count", "money", "name", "number", "percent", "phone", "sku"]
