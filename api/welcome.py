"""`/welcome/…`: where the admin of a new company chooses a password, by the link in their invitation."""

from __future__ import annotations

from html import escape
from typing import Annotated

from fastapi import FastAPI, Form, Response
from pydantic import SecretStr

from api.letters import nowhere, page
from domain.welcome import Welcomes

FORM = """<p>{company} is set up on Callout. Choose the password that you sign in with.</p>
<form method="post">
<label for="password">Your password, at least 8 characters</label>
<input id="password" name="password" type="password" autocomplete="new-password" minlength="8" maxlength="200" required>
<button>Choose it</button>
</form>"""
DONE = '<p>You sign in with {email} and your password.</p><p><a href="/">Sign in</a></p>'


def mount(app: FastAPI, welcomes: Welcomes) -> None:
    """Serve the page and take the password."""

    @app.get("/welcome/{token}", include_in_schema=False)
    async def invited(token: str) -> Response:
        company = await welcomes.whose(token)
        return nowhere() if company is None else page("Welcome", FORM.format(company=escape(company)))

    @app.post("/welcome/{token}", include_in_schema=False)
    async def came_in(token: str, password: Annotated[str, Form(min_length=8, max_length=200)]) -> Response:
        email = await welcomes.come_in(token, SecretStr(password))
        return nowhere() if email is None else page("You are in", DONE.format(email=escape(email)))
