"""How people are reached: phone numbers as E.164, e-mail addresses by their shape."""

from __future__ import annotations

import re

from phonenumbers import NumberParseException, PhoneNumberFormat, format_number, is_valid_number, parse

HOME = "US"
LOCAL = r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}"
LABEL = r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
ADDRESS = re.compile(rf"{LOCAL}@(?:{LABEL}\.)+{LABEL}")


def phone_number(words: str) -> str:
    """The number in E.164; raises `ValueError` with a sentence that says what to give."""
    try:
        number = parse(words, HOME)
    except NumberParseException:
        raise ValueError(f"{words.strip()} is not a phone number; give it with its area code") from None
    if not is_valid_number(number):
        raise ValueError(f"{words.strip()} is not a phone number that can be called; give it with its area code")
    if number.extension:
        raise ValueError("a phone number is kept without an extension; write the extension in a note")
    return format_number(number, PhoneNumberFormat.E164)


def national(number: str | None) -> str | None:
    """A number as it is dialled in its own country, else as it is."""
    if number is None:
        return None
    try:
        return format_number(parse(number), PhoneNumberFormat.NATIONAL)
    except NumberParseException:
        return number


def email_address(words: str) -> str:
    """The address, trimmed; raises `ValueError` if it is not shaped like one."""
    address = words.strip()
    if not ADDRESS.fullmatch(address) or len(address) > 254:
        raise ValueError(f"{address} is not an e-mail address; give it like name@example.com")
    return address
