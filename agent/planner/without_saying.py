"""What goes without saying once the fields are read: a title from the trouble, what is looked for, that it is one."""

from __future__ import annotations

import re

from agent.planner.draft import Draft
from domain.numbers import with_figures

TITLE_WORDS = 8
LONGEST_NUMBER = 6
QUANTITY = "quantity"
ONE = re.compile(
    r"\b(?:an?|another|just (?:the )?one|the one)\b(?! (?:couple|few|bunch|pair|dozen|box|case|foot|half)\b)"
)


def without_saying(draft: Draft) -> None:
    """Fill in what the words imply."""
    _name_the_trouble(draft)
    _search_for_parts(draft)
    _search_for_a_number(draft)
    _just_one(draft)


def _name_the_trouble(draft: Draft) -> None:
    """A job that was only described is called by its description."""
    needs_title = any(each.wire == "title" and each.required for each in draft.operation.takes)
    if needs_title and "title" not in draft.values and (told := draft.values.get("description")):
        draft.values["title"] = " ".join(str(told).split()[:TITLE_WORDS])


def _search_for_parts(draft: Draft) -> None:
    """Parts that are asked about and are nothing else are searched for: "what do we have for thermostats"."""
    takes = {each.wire for each in draft.operation.takes}
    if draft.operation.noun != "inventory item" or "search" not in takes or "search" in draft.values:
        return
    if tag := draft.take("item", "record", "name"):
        draft.values["search"] = re.sub(r"^(?:the|any|our)\s+|(?<=\w\w)s$", "", tag.text)


def _search_for_a_number(draft: Draft) -> None:
    """A number that is looked for everywhere is one, however it was said: "search for twenty oh two"."""
    figures = re.findall(r"\b\d{3,}\b", with_figures(draft.said))
    if draft.operation.noun == "search" and len(figures) == 1 and len(figures[0]) <= LONGEST_NUMBER:
        draft.values = {"search": figures[0]}


def _just_one(draft: Draft) -> None:
    """One of what is counted, where that is said without a number and goes without saying: "a thermostat"."""
    counted = next((each for each in draft.operation.takes if each.wire == QUANTITY), None)
    unsaid = counted is not None and counted.info.default == 1 and QUANTITY not in draft.values
    if unsaid and ONE.search(draft.said.lower()):
        draft.values[QUANTITY] = 1
