"""The voices of this machine: they make sound, stop when told to, and are chosen by what is there."""

from __future__ import annotations

import asyncio
from contextlib import aclosing
from pathlib import Path

import numpy as np
import pytest
from livekit.agents import inference

from agent.voices import espeak, flite
from agent.voices.engines import NoVoice, VoiceSettings, build_stt, build_tts, local_voice
from agent.voices.espeak import Espeak
from agent.voices.flite import Flite
from agent.voices.handover import HandoverTTS
from agent.voices.language import Language
from agent.voices.recognizer import Recognizer
from agent.voices.sphinx import StreamingSphinx
from agent.voices.voice import LocalTTS, Voice
from agent.voices.watched import WatchedSTT

needs_flite = pytest.mark.skipif(not flite.is_installed(), reason="flite is not installed")
VOICES = [pytest.param(Espeak(), id="espeak"), pytest.param(Flite(), id="flite", marks=needs_flite)]


async def said(voice: Voice, text: str) -> bytes:
    return b"".join([chunk async for chunk in voice.speak(text)])


@pytest.mark.parametrize("voice", VOICES)
async def test_a_voice_makes_sound_for_as_long_as_the_text_takes(voice: Voice) -> None:
    short, long = await said(voice, "Done."), await said(voice, "You have three jobs today, and the first is at nine.")
    assert 0.2 < len(short) / 2 / voice.sample_rate < 1.5
    assert 2.0 < len(long) / 2 / voice.sample_rate < 5.0
    assert np.abs(np.frombuffer(long, np.int16)).max() > 3000


@pytest.mark.parametrize("voice", VOICES)
async def test_a_voice_that_is_interrupted_can_speak_again(voice: Voice) -> None:
    async with aclosing(voice.speak("one thing after another " * 200)) as chunks:
        await anext(chunks)
    assert len(await said(voice, "Done.")) > 0


async def test_sentences_of_several_callers_do_not_mix() -> None:
    one, other = await said(Espeak(), "Done."), await said(Espeak(), "You have three jobs today.")
    together = await asyncio.gather(*(said(Espeak(), text) for text in ["Done.", "You have three jobs today."] * 3))
    assert [len(each) for each in together] == pytest.approx([len(one), len(other)] * 3, rel=0.05)


async def test_codes_are_written_out_before_they_are_spoken() -> None:
    async def length(text: str) -> float:
        async with LocalTTS(Espeak()).synthesize(text) as stream:
            return sum([audio.frame.duration async for audio in stream])

    assert await length("Job 1042.") == pytest.approx(await length("Job ten forty-two."), abs=0.1)


async def test_flite_is_preferred_and_a_machine_without_voices_is_told_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(flite, "is_installed", lambda: True)
    assert isinstance(local_voice(), Flite)
    monkeypatch.setattr(flite, "is_installed", lambda: False)
    assert isinstance(local_voice(), Espeak)
    monkeypatch.setattr(espeak, "is_installed", lambda: False)
    with pytest.raises(NoVoice, match="install flite"):
        local_voice()


async def test_keys_bring_the_clouds_in_front_of_the_local_engines(tmp_path: Path) -> None:
    vad, recognizer = inference.VAD(), Recognizer()
    keys = VoiceSettings(deepgram_key="d", elevenlabs_key="e")
    assert isinstance(build_stt(VoiceSettings(), recognizer, Language(tmp_path), vad), StreamingSphinx)
    assert isinstance(build_tts(VoiceSettings()), LocalTTS)
    assert isinstance(build_stt(keys, recognizer, Language(tmp_path), vad), WatchedSTT)
    assert isinstance(build_tts(keys), HandoverTTS)
