"""Voices and set phrases by ElevenLabs, against a server that speaks its protocol."""

import os
import wave
from pathlib import Path

import pytest

from domain.ports import SpeechFailed, Voice
from integrations.elevenlabs import ElevenLabsSpeech
from tests.loopback_elevenlabs import KEY, MS_A_CHARACTER, RATE, elevenlabs


async def test_the_voices_to_choose_from(tmp_path: Path) -> None:
    async with elevenlabs() as server:
        voices = await ElevenLabsSpeech(KEY, tmp_path, server.url).voices()
    assert voices == [Voice("v1", "Ada", "Calm"), Voice("v2", "Bea", "")]


async def test_a_phrase_is_rendered_once_for_each_voice(tmp_path: Path) -> None:
    async with elevenlabs() as server:
        speech = ElevenLabsSpeech(KEY, tmp_path / "phrases", server.url)
        first = await speech.phrase("One moment.", "v1")
        again = await speech.phrase("One moment.", "v1")
        other = await speech.phrase("One moment.", "v2")
    assert first == again != other
    assert [each["text"] for each in server.rendered] == ["One moment.", "One moment."]
    with wave.open(str(first)) as recording:
        assert recording.getframerate() == RATE
        assert recording.getnframes() == RATE * MS_A_CHARACTER * len("One moment.") // 1000


async def test_what_goes_wrong_is_said_in_a_sentence_and_leaves_no_file(tmp_path: Path) -> None:
    async with elevenlabs() as server:
        with pytest.raises(SpeechFailed, match="does not know that voice"):
            await ElevenLabsSpeech(KEY, tmp_path, server.url).phrase("Hello.", "nobody")
        with pytest.raises(SpeechFailed, match="ELEVENLABS_API_KEY"):
            await ElevenLabsSpeech("wrong", tmp_path, server.url).voices()
    with pytest.raises(SpeechFailed, match="does not answer"):
        await ElevenLabsSpeech(KEY, tmp_path, server.url).voices()
    assert os.listdir(tmp_path) == []
