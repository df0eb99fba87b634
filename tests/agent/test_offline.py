"""Nothing leaves the machine: the whole spoken path, from sound to database to sound, where no network exists."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import wave
from pathlib import Path
from typing import NoReturn

import pytest

ROOT = Path(__file__).parents[2]
ALONE = ["unshare", "--user", "--map-root-user", "--net"]
KEYS = ("OPENAI_API_KEY", "OPENAI_BASE_URL", "DEEPGRAM_API_KEY", "ELEVENLABS_API_KEY")


def run_alone(command: list[str], folder: Path) -> subprocess.CompletedProcess[str]:
    """Run a command in a network namespace of its own, which has no way out."""
    environment = {name: value for name, value in os.environ.items() if name not in KEYS}
    environment |= {"CALLOUT_DATA": str(folder), "CALLOUT_DATABASE_URL": "", "PYTHONPATH": str(ROOT)}
    return subprocess.run(
        [*ALONE, *command], env=environment, cwd=folder, capture_output=True, text=True, check=False, timeout=110
    )


def needed(name: str) -> NoReturn:
    """Skip where the machine lacks something, unless nothing may be skipped."""
    if os.environ.get("CALLOUT_NOTHING_MAY_BE_SKIPPED"):
        pytest.fail(f"{name} is missing, and nothing may be skipped here")
    pytest.skip(f"{name} is missing")


def test_a_recording_is_heard_done_and_answered_without_any_network(tmp_path: Path) -> None:
    flite = shutil.which("flite") or needed("flite")
    if run_alone(["true"], tmp_path).returncode:
        needed("a network namespace")
    recording, reply = tmp_path / "said.wav", tmp_path / "reply.wav"
    subprocess.run([str(flite), "-voice", "slt", "-t", "what's my next job", "-o", recording], check=True)
    out_of_reach = run_alone(
        [sys.executable, "-c", "import socket; socket.create_connection(('192.0.2.1', 80), 2)"], tmp_path
    )
    assert out_of_reach.returncode != 0
    command = [sys.executable, "-m", "agent.cli", "hear", str(recording), "--as", "mike.alvarez@ridgeline.example"]
    done = run_alone([*command, "--out", str(reply), "--json"], tmp_path)
    assert done.returncode == 0, done.stderr
    turn = json.loads(done.stdout)["turns"][0]
    assert [call["operation"] for call in turn["calls"]] == ["GET /api/tech/jobs"]
    assert "AC estimate visit" in turn["reply"], "he is at the furnace already"
    with wave.open(str(reply)) as spoken:
        assert spoken.getnframes() / spoken.getframerate() > 2
