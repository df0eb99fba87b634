"""`callout who`: spoken names to ranked candidates, one JSON object a line."""

from __future__ import annotations

import json
import sys

from agent.installation import Installation, wall_clock
from agent.settings import Settings
from domain.context import Actor, Context
from domain.find import ranked
from domain.problems import Invalid
from domain.roles import Role
from storage.session import kinds
from tools.operation import spoken_noun


async def look_up(settings: Settings, account: str | None, kind: str) -> None:
    """Answer every line of standard input."""
    by_noun = {spoken_noun(each.__name__).replace(" ", "-"): each for each in kinds()}
    if kind not in by_noun:
        raise Invalid(f"There is no kind {kind}; choose one of {', '.join(sorted(by_noun))}.")
    installation = await Installation.for_somebody(settings)
    try:
        companies = await installation.companies.all()
        company = await installation.companies.of(account or companies[0].id)
        for line in sys.stdin:
            async with installation.database.transaction(company.id, write=False) as session:
                ctx = Context(session, Actor(company.id, Role.ADMIN), company, wall_clock, "system")
                found = await ranked(ctx, by_noun[kind], line.strip())
            told = [{"id": each.candidate.id, "name": each.candidate.label, "score": each.score} for each in found]
            print(json.dumps({"text": line.strip(), "candidates": told}))  # noqa: T201
    finally:
        await installation.close()
