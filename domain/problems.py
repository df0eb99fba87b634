"""What can be wrong with a request: each carries one sentence fit to be spoken, that says what to do."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any


class Problem(Exception):
    """Something the person can do something about; `status` is how HTTP says it."""

    status = 400
    title = "Bad request"

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


class Malformed(Problem):
    """The request cannot be read."""


class Unauthenticated(Problem):
    """Nobody, or somebody unknown, is asking."""

    status, title = 401, "Sign in first"


class Forbidden(Problem):
    """The role does not allow it."""

    status, title = 403, "Not allowed"


class Suspended(Forbidden):
    """The account may not be used until whoever runs the installation lets it."""

    title = "Suspended"

    def __init__(self) -> None:
        super().__init__("This account is suspended; call your provider.")


class NotFound(Problem):
    """No such record in this account, as far as this person may see."""

    status, title = 404, "Not found"

    def __init__(self, sentence: str, near: Sequence[Candidate] = (), field: str | None = None) -> None:
        super().__init__(sentence)
        self.near = tuple(near)
        self.field = field


class Conflict(Problem):
    """The state of things forbids it. `about` is what was asked for, with records as ids, where that was found."""

    status, title = 409, "Conflict"
    about: Mapping[str, Any] = MappingProxyType({})


class TooLarge(Problem):
    """More than is accepted."""

    status, title = 413, "Too large"


@dataclass(frozen=True, slots=True)
class FieldError:
    """One input field that is wrong, and why."""

    field: str
    message: str


class Invalid(Problem):
    """The input is readable but wrong; `errors` says which fields."""

    status, title = 422, "Invalid input"

    def __init__(self, sentence: str, errors: Sequence[FieldError] = ()) -> None:
        super().__init__(sentence)
        self.errors = tuple(errors)


class Missing(Invalid):
    """Input that must be there is not; `fields` are the wire names, most telling first."""

    def __init__(self, fields: Sequence[str]) -> None:
        names = ", ".join(fields)
        super().__init__(f"{names} must be given.", [FieldError(field, "must be given") for field in fields])
        self.fields = tuple(fields)


class TooMany(Problem):
    """Asked too often; wait `retry_after` seconds."""

    status, title = 429, "Too many requests"

    def __init__(self, sentence: str, retry_after: int) -> None:
        super().__init__(sentence)
        self.retry_after = retry_after


class Unavailable(Problem):
    """Something that this needs is not set up or does not answer."""

    status, title = 409, "Not available"


class Busy(Problem):
    """The records cannot be reached at the moment: nobody's mistake; ask again in `retry_after` seconds."""

    status, title, retry_after = 503, "Try again", 5


@dataclass(frozen=True, slots=True)
class Candidate:
    """A record that may have been meant, what tells it apart, and what else is `known` of it that people may say."""

    id: str
    label: str
    detail: str = ""
    known: tuple[str, ...] = ()


class Ambiguous(Problem):
    """Words that fit several records; the person chooses."""

    status, title = 409, "Which one"

    def __init__(self, field: str, words: str, candidates: Sequence[Candidate], noun: str) -> None:
        names = " or ".join(f"{each.label}, {each.detail}" if each.detail else each.label for each in candidates[:3])
        super().__init__(f"Which {noun}: {names}?")
        self.field, self.words, self.noun = field, words, noun
        self.candidates = tuple(candidates)


class NotThen(Conflict):
    """It cannot be at that time, but at the time that is offered."""

    def __init__(self, sentence: str, field: str, offer: Candidate) -> None:
        super().__init__(sentence)
        self.field, self.offer = field, offer


class NeedsConfirmation(Problem):
    """It cannot be taken back, so a person must say yes to this very question first.

    `about` are the arguments that it was asked about, with records as ids.
    """

    status, title = 409, "Needs a yes"

    def __init__(self, question: str, token: str, about: Mapping[str, Any]) -> None:
        super().__init__(question)
        self.question, self.token, self.about = question, token, about
