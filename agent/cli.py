"""`callout`: serve it, talk to it, play it a recording, replay conversations, and look things up."""

from __future__ import annotations

import asyncio
import json
import os
import sys
from collections.abc import Coroutine
from datetime import datetime
from io import TextIOWrapper
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal, TypeVar
from zoneinfo import ZoneInfo

import typer
from pydantic import ValidationError

from agent.logs import quiet
from domain.problems import Invalid, Problem
from storage.faults import DatabaseUnavailable

if TYPE_CHECKING:
    from agent.settings import Settings

app = typer.Typer(add_completion=False, no_args_is_help=True, help=__doc__, pretty_exceptions_enable=False)
demo_app = typer.Typer(no_args_is_help=True, help="The demo world.")
app.add_typer(demo_app, name="demo")
operator_app = typer.Typer(no_args_is_help=True, help="Who runs this installation, and hosts its companies.")
app.add_typer(operator_app, name="operator")
T = TypeVar("T")
INTERRUPTED = 130
LONGEST_PHRASE = 500
DEFAULT_PERSON = "priya@ridgeline.example"
Channel = Annotated[Literal["phone", "field", "widget"], typer.Option(help="Where they speak.")]
As = Annotated[str, typer.Option("--as", help="Who speaks: a sign-in address, or a phone number that calls.")]


def main() -> None:
    """Run a command; every failure is one sentence and a non-zero exit."""
    quiet()
    if isinstance(sys.stdin, TextIOWrapper):
        sys.stdin.reconfigure(errors="replace")
    try:
        app()
    except (Problem, DatabaseUnavailable) as problem:
        _fail(str(problem))
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # or Python complains once more when it ends
        sys.exit(1)
    except OSError as wrong:
        _fail(f"{wrong.filename or 'A file'} cannot be used: {wrong.strerror or wrong}.")


def _fail(sentence: str) -> None:
    print(f"callout: {sentence}", file=sys.stderr)
    sys.exit(1)


def _settings() -> Settings:
    """The settings; raises `Invalid` naming the variable that is wrong."""
    from agent.settings import Settings, SettingsError

    try:
        return Settings()
    except (ValidationError, SettingsError) as wrong:
        raise Invalid(f"{_first_wrong(wrong)}; set it right, or leave it out.") from None


def _first_wrong(wrong: Exception) -> str:
    if not isinstance(wrong, ValidationError):
        return str(wrong).partition("\n")[0]
    first = wrong.errors()[0]
    name = ".".join(map(str, first["loc"]))
    return f"{name if name.isupper() else f'CALLOUT_{name.upper()}'} cannot be used ({first['msg']})"


def _run(coroutine: Coroutine[Any, Any, T]) -> T:
    try:
        return asyncio.run(coroutine)
    except KeyboardInterrupt:
        print(flush=True)
        os._exit(INTERRUPTED)  # everything is closed; what may still wait for a line to be typed is left behind


@app.command()
def serve(
    host: Annotated[str | None, typer.Option(help="Address to listen on.")] = None,
    port: Annotated[int | None, typer.Option(min=1, max=65535, help="Port to listen on.")] = None,
    demo: Annotated[bool, typer.Option("--demo", help="Load the demo world into an empty database first.")] = False,
) -> None:
    """Serve the page, REST and MCP."""
    from agent.serve import serve as run

    settings = _settings()
    _run(run(settings, host or settings.host, port or settings.port, demo=demo or settings.demo))


@app.command()
def talk(
    who: As = DEFAULT_PERSON,
    channel: Channel = "field",
) -> None:
    """Talk to the agent by typing."""
    from agent.transports.terminal import talk as run

    _run(run(_settings(), who, channel))


@app.command()
def hear(
    recording: Annotated[Path, typer.Argument(help="A WAV file: what is said to the agent.")],
    who: As = DEFAULT_PERSON,
    channel: Channel = "field",
    out: Annotated[Path | None, typer.Option(help="Where to write the spoken reply.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """Play the agent a recording, and print what came of it."""
    from agent.transports.recording import hear as run

    _run(run(_settings(), recording, who, channel, out, as_json=as_json))


@app.command()
def worker() -> None:
    """Join LiveKit, and answer its rooms and phone calls."""
    from agent.transports.room import work

    work(_settings())


@app.command(name="eval")
def evaluate(
    paths: Annotated[list[Path], typer.Argument(help="Scripts, or folders of them.")],
    planner: Annotated[str, typer.Option(help="local or cloud.")] = "local",
    runs: Annotated[int, typer.Option(help="How often each conversation is replayed.")] = 1,
    as_json: Annotated[Path | None, typer.Option("--json", help="Where to write the report.")] = None,
) -> None:
    """Replay scripted conversations; exits 1 if any fails."""
    from evals.replay import evaluate as run

    sys.exit(_run(run(paths, planner, runs, as_json)))


@app.command()
def openapi() -> None:
    """Print the OpenAPI document."""
    from agent.serve import document

    print(json.dumps(_run(document()), indent=1))


@app.command()
def when(
    now: Annotated[str | None, typer.Option(help="The moment to read from, RFC 3339.")] = None,
    tz: Annotated[str, typer.Option(help="The zone.")] = "America/Denver",
) -> None:
    """Read spoken times, one a line, and print what they mean as JSON lines."""
    from agent.speech.when import read

    zone = _zone(tz)
    moment = _moment(now) if now else datetime.now(zone)
    moment = moment.astimezone(zone) if moment.tzinfo else moment.replace(tzinfo=zone)
    for line in sys.stdin:
        text = line.strip()
        heard = read(text[:LONGEST_PHRASE], moment) if text else None
        start, end = (heard.start or None, heard.end or None) if heard else (None, None)
        print(json.dumps({"text": text, "start": start, "end": end, "grain": heard.grain if heard else None}))


def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        raise Invalid(f"There is no zone {name}; give one like America/Denver.") from None


def _moment(written: str) -> datetime:
    try:
        return datetime.fromisoformat(written)
    except ValueError:
        raise Invalid(f"{written} is not a moment; write it like 2026-03-10T08:30:00-06:00.") from None


@app.command()
def who(
    account: Annotated[str | None, typer.Option(help="The account's id.")] = None,
    kind: Annotated[str, typer.Option(help="contact, user, job, …")] = "contact",
) -> None:
    """Read spoken names, one a line, and print the ranked candidates as JSON lines."""
    from agent.transports.names import look_up

    _run(look_up(_settings(), account, kind))


@demo_app.command("load")
def demo_load() -> None:
    """Load the demo world into an empty database."""
    from agent.serve import load_demo

    _run(load_demo(_settings()))


@operator_app.command("create")
def operator_create(
    name: Annotated[str, typer.Option(prompt=True, help="Their name.")],
    email: Annotated[str, typer.Option(prompt=True, help="Where they sign in from.")],
    password: Annotated[
        str, typer.Option(prompt=True, hide_input=True, confirmation_prompt=True, help="At least 8 characters; asked.")
    ],
) -> None:
    """Let somebody run this installation: list, open and suspend the companies that it hosts."""
    from agent.serve import create_operator

    _run(create_operator(_settings(), name, email, password))


if __name__ == "__main__":
    main()
