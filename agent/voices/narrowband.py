"""Telephone speech for a decoder that was trained on wideband.

A telephone passes 300 to 3400 Hz; the acoustic model expects bands up to 6800. Two things together make it usable:
the empty bands are filled with faint noise, so that their energies are steady, and the model's means are projected
onto the bands that carry speech (a linear transform of the cepstra, which the decoder takes as an MLLR file).
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

Samples = NDArray[np.float64]

RATE = 16_000
PASSED = (150.0, 3500.0)
# What an empty band is believed to carry, between nothing and a full band.
LEFT_OVER = 0.15
NOISE = 0.0035
# Wideband speech has more than this share of its power above the telephone's band, even between its hisses.
HIGH_SHARE = 3e-6
FILTERS, CEPSTRA, LIFTER = 25, 13, 22
LOWEST, HIGHEST = 130.0, 6800.0
STREAMS = 3


def is_narrow(samples: Samples) -> bool:
    """Whether 16 kHz samples hold nothing above the telephone's band."""
    power = np.abs(np.fft.rfft(samples)) ** 2
    pitch = np.fft.rfftfreq(len(samples), 1 / RATE)
    high, all_of_it = power[(pitch > 4200) & (pitch < 7500)].sum(), power[(pitch > 250) & (pitch < 7500)].sum()
    return bool(high < HIGH_SHARE * all_of_it)


def steadied(samples: Samples) -> Samples:
    """The samples with faint noise over all bands; the same samples get the same noise."""
    loudness = float(np.sqrt(np.mean(samples**2))) if len(samples) else 0.0
    noise = np.random.default_rng(0).normal(0.0, max(1.0, NOISE * loudness), len(samples))
    return np.asarray(samples + noise)


def write_transform(file: Path) -> None:
    """Write the transform of the model's means, for `Decoder(mllr=…)`."""
    zeros, ones = " ".join(["0"] * CEPSTRA), " ".join(["1"] * CEPSTRA)
    rows = "\n".join(" ".join(f"{value:.6f}" for value in row) for row in _projection())
    stream = f"{CEPSTRA}\n{rows}\n{zeros}\n{ones}\n"
    file.write_text(f"1\n{STREAMS}\n{stream * STREAMS}", encoding="ascii")


def _projection() -> Samples:
    """Cepstra to filter energies, the empty bands taken out, and back."""
    passed = np.array([1.0 if PASSED[0] < centre < PASSED[1] else LEFT_OVER for centre in _centres()])
    order, band = np.arange(CEPSTRA)[:, None], np.arange(FILTERS)[None]
    cosines = np.cos(np.pi * order * (band + 0.5) / FILTERS) * np.sqrt(2 / FILTERS)
    cosines[0] /= np.sqrt(2)
    lift = 1 + LIFTER / 2 * np.sin(np.arange(CEPSTRA) * np.pi / LIFTER)
    return np.asarray((lift[:, None] * cosines * passed) @ cosines.T / lift)


def _centres() -> Samples:
    """The middles of the model's mel filters, in Hz."""
    low, high = (2595 * np.log10(1 + edge / 700) for edge in (LOWEST, HIGHEST))
    return np.asarray(700 * (10 ** (np.linspace(low, high, FILTERS + 2)[1:-1] / 2595) - 1))
