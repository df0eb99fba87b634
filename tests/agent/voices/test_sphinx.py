"""The local recogniser: right on what it expects to hear, over a telephone too, and off the event loop."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import numpy as np
import pytest
from livekit import rtc
from livekit.agents import stt

from agent.voices.decoding import Transcript, transcribe
from agent.voices.language import Language
from agent.voices.narrowband import is_narrow
from agent.voices.recognizer import Recognizer, RecognizerFailed
from agent.voices.sphinx import Sphinx, StreamingSphinx
from tests.agent.voices.sound import RATE, SILENCE, frames, speech, telephone

COMMAND, OTHER, UNKNOWN = "job ten forty two is done", "cancel the visit tomorrow", "which invoices are overdue"
SHORT = "clock me out"


@pytest.fixture(scope="module")
def language(tmp_path_factory: pytest.TempPathFactory) -> Language:
    return Language.build([COMMAND, OTHER, SHORT] * 5, [], tmp_path_factory.mktemp("languages"))


@pytest.fixture
async def recognizer() -> AsyncIterator[Recognizer]:
    recognizer = Recognizer(workers=1)
    yield recognizer
    await recognizer.close()


async def test_a_command_is_understood_with_other_readings_after_it(language: Language) -> None:
    told = transcribe(language, await speech(COMMAND))
    assert told.text == COMMAND
    assert 0.0 < told.confidence <= 1.0
    assert COMMAND not in told.alternatives


async def test_a_telephone_is_recognised_by_what_it_leaves_out_and_understood(language: Language) -> None:
    narrow = telephone(await speech(COMMAND))
    assert is_narrow(np.frombuffer(narrow, np.int16).astype(float))
    assert not is_narrow(np.frombuffer(await speech(COMMAND), np.int16).astype(float))
    assert transcribe(language, narrow).text == COMMAND


async def test_the_same_recording_gives_the_same_words_whatever_came_before(language: Language) -> None:
    quiet, loud = await speech(OTHER), await speech(COMMAND)
    first = transcribe(language, quiet)
    transcribe(language, loud)
    assert transcribe(language, quiet) == first


def test_silence_and_a_click_are_nothing(language: Language) -> None:
    click = bytearray(SILENCE * 2)
    click[16_000:16_400] = b"\x00\x40" * 200
    assert transcribe(language, SILENCE * 4) == Transcript("", 0.0)
    assert transcribe(language, bytes(click)) == Transcript("", 0.0)


async def test_a_worker_that_dies_is_replaced(language: Language, recognizer: Recognizer) -> None:
    assert (await recognizer.transcribe(language, await speech(COMMAND))).text == COMMAND
    await recognizer._workers[0].stop()
    assert (await recognizer.transcribe(language, await speech(COMMAND))).text == COMMAND


async def test_a_request_that_is_given_up_does_not_answer_the_next_one(
    language: Language, recognizer: Recognizer
) -> None:
    waiting = asyncio.create_task(recognizer.transcribe(language, await speech(OTHER)))
    await asyncio.sleep(0)
    waiting.cancel()
    assert (await recognizer.transcribe(language, await speech(COMMAND))).text == COMMAND


async def test_a_language_that_is_gone_is_said_in_a_sentence(recognizer: Recognizer, tmp_path: Path) -> None:
    with pytest.raises(RecognizerFailed, match="local recogniser failed"):
        await recognizer.transcribe(Language(tmp_path / "gone"), await speech(COMMAND))


async def test_a_new_language_takes_over_between_utterances(
    language: Language, recognizer: Recognizer, tmp_path: Path
) -> None:
    hears = Sphinx(recognizer, language)
    recording = list(frames(await speech(UNKNOWN)))
    assert (await hears.recognize(recording)).alternatives[0].text != UNKNOWN
    hears.language = await recognizer.learn([UNKNOWN] * 5, [], tmp_path)
    assert (await hears.recognize(recording)).alternatives[0].text == UNKNOWN


@pytest.mark.parametrize("rate", [8_000, 48_000])
async def test_other_rates_are_taken(language: Language, recognizer: Recognizer, rate: int) -> None:
    spoken = await speech(SHORT)
    resampler = rtc.AudioResampler(RATE, rate, quality=rtc.AudioResamplerQuality.HIGH)
    recording = [*resampler.push(bytearray(spoken)), *resampler.flush()]
    event = await Sphinx(recognizer, language).recognize(recording)
    assert event.alternatives[0].text == SHORT


async def test_a_stream_guesses_at_a_pause_and_answers_each_flush(language: Language, recognizer: Recognizer) -> None:
    async with StreamingSphinx(recognizer, language).stream() as stream:
        events = []
        for said in (COMMAND, OTHER):
            for frame in frames(SILENCE * 2 + await speech(said)):
                stream.push_frame(frame)
            events.append(await anext(stream))
            stream.flush()
            events.append(await anext(stream))
        stream.flush()
        stream.end_input()
        assert [event async for event in stream] == []
    guess, final = stt.SpeechEventType.INTERIM_TRANSCRIPT, stt.SpeechEventType.FINAL_TRANSCRIPT
    assert [event.type for event in events] == [guess, final, guess, final]
    assert [event.alternatives[0].text for event in events[1::2]] == [COMMAND, OTHER]
