"""Spoken commands as recordings: synthesized by two voices, at 16 kHz or through a telephone."""

from __future__ import annotations

import audioop
import subprocess
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import yaml
from pydantic import BaseModel, ConfigDict, Field

from agent.transports import wav

FILE = Path(__file__).parents[1] / "spoken" / "done.yaml"
VOICES = ("slt", "rms")
RATES = (16_000, 8_000)
PASSED = (300.0, 3400.0)
QUIET = 0.4


class Command(BaseModel):
    """Something said, who says it, and the calls that must come of it."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)

    id: str
    who: str = Field(alias="as")
    text: str
    calls: list[Any]


@cache
def commands() -> tuple[Command, ...]:
    """The commands of `evals/spoken/done.yaml`."""
    return tuple(Command.model_validate(each) for each in yaml.safe_load(FILE.read_text(encoding="utf-8")))


def record(command: Command, voice: str, rate: int, folder: Path) -> Path:
    """The command as a WAV file: flite's voice at 16 kHz; at 8 kHz band-limited and through mu-law, as a phone does."""
    file = folder / f"{command.id}-{voice}-{rate}.wav"
    subprocess.run(["flite", "-voice", voice, "-t", command.text, "-o", file], check=True)
    pcm = _padded(wav.read_file(file))
    if rate == wav.RATE:
        wav.write(file, pcm, wav.RATE)
    else:
        narrow = wav.resampled(_band_limited(pcm), wav.RATE, rate)
        wav.write(file, audioop.ulaw2lin(audioop.lin2ulaw(narrow, 2), 2), rate)
    return file


def _padded(pcm: bytes) -> bytes:
    silence = bytes(int(wav.RATE * QUIET) * 2)
    return silence + pcm + silence


def _band_limited(pcm: bytes) -> bytes:
    """What a telephone lets through: 300 to 3400 Hz."""
    samples = np.frombuffer(pcm, np.int16).astype(np.float64)
    spectrum, frequencies = np.fft.rfft(samples), np.fft.rfftfreq(len(samples), 1 / wav.RATE)
    spectrum[(frequencies < PASSED[0]) | (frequencies > PASSED[1])] = 0
    return bytes(np.fft.irfft(spectrum, len(samples)).clip(-32768, 32767).astype(np.int16).tobytes())
