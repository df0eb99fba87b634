"""How people say which report they want: sales is revenue, overdue invoices are receivables, on paper is a PDF."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from agent.planner.reading import Words

# Looked for in this order: "overdue invoices" before "invoices", "jobs by tech" before "jobs".
TYPES: Mapping[str, str] = {
    "receivables": r"receivables?|a ?r|overdue|past due|aging|ageing|who owes|owed|outstanding|unpaid|collections",
    "technicians": r"tech\w*|crews?|staff|hours|timesheets?|performance|productivity|payroll|who did what",
    "revenue": r"revenue|sales|income|earnings|turnover|billing|billed|invoiced|money|financials?|profit|made",
    "customers": r"customers?|clients?|contacts?|retention",
    "jobs": r"jobs?|visits?|work(?: orders?)?|service calls?|emergency calls?|cancellations?|completions?",
    "summary": r"month[ -]end|year[ -]end|week(?:ly)?|month(?:ly)?|quarter(?:ly)?|daily|numbers|summary|"
    r"business|overview|everything|whole|company|dashboard|big picture",
}
FORMATS: Mapping[str, str] = {
    "pdf": r"pdf|p d f|print\w*|paper|handout|hand to",
    "csv": r"csv|c s v|comma separated",
    "excel": r"excel|spread ?sheet",
    "json": r"json|jason|j son",
}
SPAN = re.compile(r"\b(?:last|this|past) (?:week|month|quarter|year)(?:'s)?\b|\bmake me\b|\bsend (?:it|that) to\b")


def kind(words: Words) -> str | None:
    """Which report; what is tagged as one but is none that there is stays as it was said, to be answered."""
    tagged = [each for each in words.tagged("choice") if _first(FORMATS, each) is None]
    for text in (*tagged, SPAN.sub(" ", words.said)):
        if found := _first(TYPES, text):
            return found
    return tagged[0] if tagged else None


def written_as(words: Words) -> str | None:
    """As what kind of file."""
    return _first(FORMATS, words.said)


def _first(patterns: Mapping[str, str], text: str) -> str | None:
    return next((name for name, said in patterns.items() if re.search(rf"\b(?:{said})\b", text.lower())), None)


REPORTS: Mapping[str, Callable[[Words], Any]] = {"type": kind, "format": written_as}
