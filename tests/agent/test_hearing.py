"""From the sound to the database: commands spoken by two voices, wideband and through a telephone, are carried out.

`make bench` runs all of `evals/spoken/done.yaml` and prints the share that is right; these are some that must be.
"""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from evals.bench.hearing import heard_of, right
from evals.bench.spoken import RATES, VOICES, commands, record
from evals.replay import Worlds

CERTAIN = ("next", "clock-out", "urgent", "assign-outlet", "delete-asks")


@pytest.fixture(scope="module")
def flite() -> None:
    """The synthesizer; its absence fails where nothing may be skipped."""
    if shutil.which("flite") is None:
        (pytest.fail if os.environ.get("CALLOUT_NOTHING_MAY_BE_SKIPPED") else pytest.skip)("flite is not installed")


@pytest.fixture(scope="module")
def recordings(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the recordings are kept, and what is learned of the language in them."""
    return tmp_path_factory.mktemp("recordings")


@pytest.mark.usefixtures("flite")
@pytest.mark.parametrize("rate", RATES)
@pytest.mark.parametrize("voice", VOICES)
async def test_spoken_commands_are_done(voice: str, rate: int, worlds: Worlds, recordings: Path) -> None:
    for command in commands():
        if command.id in CERTAIN:
            heard = await heard_of(worlds, command, record(command, voice, rate, recordings))
            said = [(each.transcript, each.calls, each.reply) for each in heard]
            assert right(command, heard), (command.text, said)
