"""Spoken commands, from the sound to the database: two voices, at 16 kHz and through a telephone codec.

Every command of `evals/spoken/done.yaml` is synthesized, recognised, planned and carried out in a fresh demo world.
It counts as right when the calls that ran are those expected, with their arguments.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from rich.console import Console
from rich.progress import track

from agent.callers import caller
from agent.conversation import Conversation
from agent.transports import wav
from agent.transports.recording import Heard, played
from agent.transports.sinks import KeptSink
from agent.voicing import Engines
from evals import score
from evals.bench.measuring import Figure, percentiles
from evals.bench.spoken import RATES, VOICES, Command, commands, record
from evals.replay import Worlds, settings_for
from evals.script import TurnScript

# Of 37 commands, thirty are to be right.
AIM = 81.0


async def measure() -> list[Figure]:
    """The share of commands that reached the right state by voice and rate, and how long `hear` takes to answer.

    Its time runs from the end of speech, which a file gives at once, to the first sound of the reply: recognition,
    plan, commit, and voice.
    """
    figures: list[Figure] = []
    times: dict[int, list[float]] = {rate: [] for rate in RATES}
    with TemporaryDirectory() as folder:
        worlds = Worlds(Path(folder), settings_for("local"))
        await worlds.make()
        for voice in VOICES:
            for rate in RATES:
                name = f"{voice} at {rate // 1000} kHz"
                told = track(commands(), name, console=Console(stderr=True), transient=True)
                outcomes = [await _one(worlds, each, voice, rate, Path(folder)) for each in told]
                times[rate] += [seconds for _, seconds in outcomes]
                rights = [passed for passed, _ in outcomes]
                figures.append(
                    Figure(f"{name}, commands right, of {len(rights)}", 100 * sum(rights) / len(rights), "%", AIM)
                )
    for rate, took in times.items():
        figures += percentiles(f"hear: end of speech to the first sound, {rate // 1000} kHz", took, "ms")
    return figures


async def _one(worlds: Worlds, command: Command, voice: str, rate: int, folder: Path) -> tuple[bool, float]:
    heard = await heard_of(worlds, command, record(command, voice, rate, folder))
    return right(command, heard), sum(each.timings["end_of_speech_to_first_sound"] for each in heard)


async def heard_of(worlds: Worlds, command: Command, recording: Path) -> Sequence[Heard]:
    """What came of one recording in a fresh world; what is likely to be said there is learned once, beside it."""
    installation = await worlds.fresh()
    settings = installation.settings.model_copy(update={"data": recording.parent})
    engines = Engines(settings, installation.database)
    try:
        actor, company = await caller(installation, command.who, "field")
        conversation = Conversation(installation.desk, actor, company)
        return await played(installation, conversation, wav.read_file(recording), KeptSink(), engines.voices)
    finally:
        await engines.close()
        await installation.close()


def right(command: Command, heard: Sequence[Heard]) -> bool:
    """Whether the calls that ran are the ones that the command expects."""
    made: list[dict[str, Any]] = [
        {"names": [call["operation"]], "args": call["args"], "writes": not call["operation"].startswith("GET")}
        for each in heard
        for call in each.calls
    ]
    script = TurnScript.model_validate({"user": command.text, "calls": command.calls})
    return not score.failures(script, made, "", None)
