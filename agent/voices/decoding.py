"""Speech to words on this machine. Everything here blocks: it runs in the recogniser's worker processes."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice

import numpy as np
import pocketsphinx
from numpy.typing import NDArray

from agent.voices import narrowband
from agent.voices.language import Language

RATE = 16_000
FRAME = 480  # 30 ms, what the voice activity detector takes
MARGIN = 10  # frames of silence that are kept around speech
SHORTEST = 4  # frames of speech below which nothing was said
# Longer recordings are cut at pauses, or the search would take more memory than it is worth.
LONGEST = 20 * RATE
PAUSE = 20
DECODERS = 4
ALTERNATIVES = 5
# Measured: above it four transcripts of five were right to the word, below it one of five.
SURE = 0.6


@dataclass(frozen=True, slots=True)
class Transcript:
    """What was understood, how surely (0 to 1), and what else it might have been."""

    text: str
    confidence: float
    alternatives: tuple[str, ...] = ()


SILENCE = Transcript("", 0.0)


def transcribe(language: Language, pcm: bytes) -> Transcript:
    """The words in 16-bit mono samples at 16 kHz; nothing if nobody speaks."""
    samples = np.frombuffer(pcm[: len(pcm) // 2 * 2], np.int16)
    parts = [_decoded(language, part) for part in _spoken(samples)]
    said = [part for part in parts if part.text]
    if len(said) < 2:
        return said[0] if said else SILENCE
    return Transcript(" ".join(part.text for part in said), min(part.confidence for part in said))


def _spoken(samples: NDArray[np.int16]) -> Iterator[NDArray[np.int16]]:
    """The stretches with speech in them: one, unless the recording is long."""
    vad = pocketsphinx.Vad(mode=2, sample_rate=RATE, frame_length=FRAME / RATE)
    starts = range(0, len(samples) - FRAME + 1, FRAME)
    loud = [at // FRAME for at in starts if vad.is_speech(samples[at : at + FRAME].tobytes())]
    together = len(samples) if len(samples) <= LONGEST else PAUSE
    cuts = [i for i in range(1, len(loud)) if loud[i] - loud[i - 1] > together]
    for first, last in zip([0, *cuts], [*cuts, len(loud)], strict=True):
        if last - first >= SHORTEST:
            yield samples[max(0, loud[first] - MARGIN) * FRAME : (loud[last - 1] + 1 + MARGIN) * FRAME]


def _decoded(language: Language, samples: NDArray[np.int16]) -> Transcript:
    wave = samples.astype(np.float64)
    decoder = _decoder(language, narrow=narrowband.is_narrow(wave))
    decoder.reinit_feat()  # or the noise and the channel of the last caller would colour this one
    decoder.start_utt()
    decoder.process_raw(narrowband.steadied(wave).clip(-32768, 32767).astype(np.int16).tobytes(), full_utt=True)
    decoder.end_utt()
    best = decoder.hyp()
    if best is None or not best.hypstr:
        return SILENCE
    return Transcript(best.hypstr, _confidence(decoder), _alternatives(decoder, best.hypstr))


def _confidence(decoder: pocketsphinx.Decoder) -> float:
    """The geometric mean of the words' posterior probabilities: one doubtful word tells, however long the sentence."""
    words = [min(1.0, max(1e-6, part.prob)) for part in decoder.seg() if part.word[0] not in "<[+"]
    return math.exp(sum(map(math.log, words)) / len(words)) if words else 0.0


def _alternatives(decoder: pocketsphinx.Decoder, best: str) -> tuple[str, ...]:
    others = dict.fromkeys(each.hypstr for each in islice(decoder.nbest(), ALTERNATIVES * 4) if each is not None)
    others.pop(best, None)
    return tuple(islice((text for text in others if text), ALTERNATIVES))


@lru_cache(DECODERS)
def _decoder(language: Language, *, narrow: bool) -> pocketsphinx.Decoder:
    options = {"mllr": str(language.telephone)} if narrow else {}
    return pocketsphinx.Decoder(lm=str(language.arpa), dict=str(language.dictionary), loglevel="FATAL", **options)
