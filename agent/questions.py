"""A question about one fact of a record: "what's her number", "when's he due", answered with that fact first."""

from __future__ import annotations

import re
from collections.abc import Collection
from datetime import datetime
from typing import Any

from agent.told import Told
from tools.card import Wire
from tools.operation import spoken_noun

FREE = (
    r"free|open|openings?|gaps?|holes?|available|room|slots?|squeeze|fit|full|packed|slammed|busy|booked up|"
    r"(?:any|some)body|any ?one|no ?body|have (?:we|you) got open"
)
ASKED: tuple[tuple[str, tuple[str, ...], str], ...] = (
    (r"how long|how many minutes|lasted", ("lasted",), "{value}."),
    (r"transcript|word for word|what (?:got|was) said", ("transcript",), "{value}"),
    (r"recording|listen|play (?:it |that )?back", ("recording_url",), "The recording is at {value}"),
    (
        r"phone|cell|mobile|(?:his|her|their|the|'s|what|which) number|number (?:do|for|on)|"
        r"reach (?:him|her|them)|call (?:him|her|them)",
        ("phone",),
        "{name}'s number is {value}.",
    ),
    (
        r"phone|cell|mobile|(?:his|her|their|(?:customer|homeowner)'?s) number|number for the (?:customer|homeowner)|"
        r"reach (?:him|her|them)|call (?:him|her|them)",
        ("contact_phone",),
        "{name}'s number is {value}.",
    ),
    (r"e-?mail", ("email",), "{name}'s e-mail is {value}."),
    (
        r"address|where'?s|house number|where (?:does|do|is|are|am)|what street|live|location",
        ("address", "contact_address"),
        "{value}{city}.",
    ),
    (
        r"who(?:'s| is) (?:it|that|this|[\w ]{2,30}?) for|whose (?:place|house|home|job|number)|who do i ask for|"
        r"who'?s the (?:customer|client|homeowner)",
        ("contact_name",),
        "{value}.",
    ),
    (r"where(?:'s| is) (?:he|she|they) (?:at|now)", ("status",), "{name} is {value}."),
    (r"who'?s (?!off|out|away|free)|who is|which tech|whose|assigned", ("tech_name",), "{value} has it."),
    (
        r"who(?:'s| is| was)? (?:it )?(?:put|asked|asking|asks|requested|wants|wanted|sent|started|raised|"
        r"came up|behind)|"
        r"whose (?:idea|request|doing)|who(?:'s| is) (?:it|that) from",
        ("requested_by_name",),
        "{value} did.",
    ),
    (r"what time|when|how soon|scheduled for|start", ("scheduled_start", "clock_in", "at", "start"), "{value}."),
    (r"colou?r", ("color",), "{name} is {value}."),
    (r"(?:what|which) company|work(?:s|ing)? for|company name|business name", ("company",), "{value}."),
    (r"(?:lead|customer) or (?:an? )?(?:\w+ )?(?:customer|lead)", ("status",), "{name} is down as a {value}."),
    (r"on about|(?:did|does) (?:he|she|they) (?:want|need)|what about", ("summary",), "{value}."),
    (r"status|how'?s .* going|done yet|finished", ("status",), "{name} is {value}."),
    (r"how many|stock|have (?:we|any)|left", ("quantity",), "{value} in stock: {name}."),
    (r"costs? us|we pay|(?:we're|are we) paying|our cost|pay for", ("unit_cost",), "{name} costs us ${value}."),
    (r"price|cost|charge|sell", ("unit_price",), "{name} is ${value}."),
    (r"notes?|gate code|anything i should know", ("notes",), "{value}"),
    (r"priority|urgent", ("priority",), "Priority is {value}."),
    (FREE, ("free_told",), "{value}"),
)
# "What time is it and what's the address" asks for two things.
SEVERAL = re.compile(r"\b(?:and|also) (?=(?:what|who|where|when|how|which|is|does|do)\b|(?:what|who|where|when|how)'s)")
NONE_KNOWN = "There's no {what} on file for {name}."


def asked_field(card: Any, said: str, now: datetime, given: Collection[str] = ()) -> str | None:
    """The sentence that answers a question about one field of a card or list; None if none was asked.

    A field that was `given`, to look by, is not what was asked for.
    """
    if not isinstance(card, Wire):
        return None
    if told := own_answer(card, said, now):
        return told
    answers = (_asked_for(card, clause, now, given) for clause in SEVERAL.split(said.lower()))
    return " ".join(dict.fromkeys(answer for answer in answers if answer)) or None


def _asked_for(card: Wire, text: str, now: datetime, given: Collection[str]) -> str | None:
    for pattern, fields, template in ASKED:
        known = [name for name in fields if hasattr(card, name) and name not in given]
        field = next((name for name in known if getattr(card, name)), known[0] if known else None)
        if field and re.search(rf"\b(?:{pattern})\b", text):
            return _said(card, field, template, now)
    return None


def own_answer(value: Any, said: str, now: datetime) -> str | None:
    """What a card that knows the questions about itself (`answering`) says to this one."""
    answering = getattr(value, "answering", None)
    return answering(said, now) if callable(answering) else None


def _said(card: Wire, field: str, template: str, now: datetime) -> str:
    name = str(getattr(card, "name", None) or getattr(card, "title", None) or "")
    if field == "contact_phone":
        name = str(getattr(card, "contact_name", None) or "")
    elif hasattr(card, "number"):
        name = f"{spoken_noun(type(card).__name__.removesuffix('Card')).capitalize()} {card.number}"
    value = str(Told(getattr(card, field), now))
    if not value:
        return NONE_KNOWN.format(what=field.replace("_", " "), name=name)
    city = getattr(card, "city", None)
    said = template.format(name=name, value=value, city=f", {city}" if city else "")
    return said[:1].upper() + said[1:]
