"""`/review/…`: where a customer who was asked how a job went says so."""

from __future__ import annotations

from html import escape
from typing import Annotated

from fastapi import FastAPI, Form, Response

from api.letters import nowhere, page
from domain.review_requests import BEST, LONGEST_COMMENT, Answers, Asked, stars

STAR = """<label><input type="radio" name="rating" value="{value}" required{checked}> {said}</label>"""
FORM = """<p>{about}</p>
<form method="post">
<fieldset><legend>Your rating</legend>
{stars}
</fieldset>
<label for="comment">What went well, what did not?</label>
<textarea id="comment" name="comment" rows="5" maxlength="{longest}"></textarea>
<button>Send</button>
</form>"""


def mount(app: FastAPI, answers: Answers) -> None:
    """Serve the page and keep the answer."""

    @app.get("/review/{token}", include_in_schema=False)
    async def asked_for_review(token: str) -> Response:
        asked = await answers.asked(token)
        return nowhere() if asked is None else page("How did we do?", _form(asked))

    @app.post("/review/{token}", include_in_schema=False)
    async def answered(
        token: str,
        rating: Annotated[int, Form(ge=1, le=BEST)],
        comment: Annotated[str, Form(max_length=LONGEST_COMMENT)] = "",
    ) -> Response:
        kept = await answers.keep(token, rating, comment)
        return page("Thank you", "<p>Your answer has reached us.</p>") if kept else nowhere()


def _form(asked: Asked) -> str:
    choices = [
        STAR.format(value=value, said=stars(value), checked=" checked" if value == asked.rating else "")
        for value in range(BEST, 0, -1)
    ]
    about = f"{asked.company}: {asked.about}" if asked.about else asked.company
    return FORM.format(about=escape(about), stars="\n".join(choices), longest=LONGEST_COMMENT)
