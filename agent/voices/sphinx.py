"""The local recogniser as livekit plugins: one that takes whole utterances, one that listens as they are spoken."""

from __future__ import annotations

import asyncio

import pocketsphinx
from livekit import rtc
from livekit.agents import (
    DEFAULT_API_CONNECT_OPTIONS,
    NOT_GIVEN,
    APIConnectionError,
    APIConnectOptions,
    LanguageCode,
    NotGivenOr,
    stt,
    utils,
)

from agent.voices.decoding import FRAME, RATE, SILENCE, Transcript
from agent.voices.language import Language
from agent.voices.recognizer import Recognizer, RecognizerFailed

ENGLISH = LanguageCode("en")
BYTES = 2
# What may already be decoded before the framework says that the speaker has finished: at a short pause, and once early
# on, so that an interruption can be told from a cough.
PAUSE = 5
EARLY = 27
LEAD_IN = 20 * FRAME * BYTES
# Sound that the framework does not take for speech is never flushed: it is forgotten after a silence, and cut to this.
GIVEN_UP = 50
LONGEST = 15 * RATE * BYTES


class Sphinx(stt.STT[str]):
    """Recognises whole utterances. `language` may be exchanged at any time; the next utterance uses it."""

    def __init__(
        self, recognizer: Recognizer, language: Language, capabilities: stt.STTCapabilities | None = None
    ) -> None:
        super().__init__(capabilities=capabilities or stt.STTCapabilities(streaming=False, interim_results=False))
        self._recognizer = recognizer
        self.language = language

    @property
    def model(self) -> str:
        return "pocketsphinx"

    @property
    def provider(self) -> str:
        return "local"

    async def transcribe(self, pcm: bytes) -> Transcript:
        """The words in 16-bit mono samples at 16 kHz."""
        try:
            return await self._recognizer.transcribe(self.language, pcm)
        except RecognizerFailed as failed:
            raise APIConnectionError(str(failed)) from failed

    async def _recognize_impl(
        self,
        buffer: utils.AudioBuffer,
        *,
        language: NotGivenOr[str] = NOT_GIVEN,
        conn_options: APIConnectOptions = DEFAULT_API_CONNECT_OPTIONS,
    ) -> stt.SpeechEvent:
        return _event(stt.SpeechEventType.FINAL_TRANSCRIPT, await self.transcribe(samples_of(buffer)))


class StreamingSphinx(Sphinx):
    """Listens all along and answers when the framework flushes it; not for use inside `stt.FallbackAdapter`."""

    def __init__(self, recognizer: Recognizer, language: Language) -> None:
        capabilities = stt.STTCapabilities(streaming=True, interim_results=True, manual_flush=True)
        super().__init__(recognizer, language, capabilities)

    @property
    def may_look_ahead(self) -> bool:
        """Whether decoding early would keep nobody waiting."""
        return not self._recognizer.is_busy

    def stream(
        self,
        *,
        language: NotGivenOr[str] = NOT_GIVEN,
        conn_options: APIConnectOptions = DEFAULT_API_CONNECT_OPTIONS,
    ) -> stt.RecognizeStream:
        return _Listening(self, conn_options)


class _Listening(stt.RecognizeStream):
    def __init__(self, sphinx: StreamingSphinx, conn_options: APIConnectOptions) -> None:
        super().__init__(stt=sphinx, conn_options=conn_options, sample_rate=RATE)
        self._sphinx = sphinx
        self._utterance = _Utterance()
        self._early: asyncio.Task[Transcript] | None = None

    async def _run(self) -> None:
        try:
            async for item in self._input_ch:
                if isinstance(item, rtc.AudioFrame):
                    if self._utterance.take(item.data.tobytes()) and self._sphinx.may_look_ahead:
                        self._look_ahead()
                else:
                    await self._finish()
        finally:
            self._forget_early()

    def _look_ahead(self) -> None:
        self._forget_early()
        self._early = asyncio.create_task(self._sphinx.transcribe(bytes(self._utterance.samples)))
        self._early.add_done_callback(self._tell_early)

    def _tell_early(self, early: asyncio.Task[Transcript]) -> None:
        if not early.cancelled() and early.exception() is None and early is self._early and early.result().text:
            self._event_ch.send_nowait(_event(stt.SpeechEventType.INTERIM_TRANSCRIPT, early.result()))

    async def _finish(self) -> None:
        """Answer for what was said since the last flush."""
        utterance, self._utterance = self._utterance, _Utterance()
        early, self._early = self._early, None
        if early is not None and utterance.is_unchanged:
            told = await early
        else:
            told = await self._sphinx.transcribe(bytes(utterance.samples)) if utterance.spoken else SILENCE
        if told.text:
            self._event_ch.send_nowait(_event(stt.SpeechEventType.FINAL_TRANSCRIPT, told))

    def _forget_early(self) -> None:
        if self._early is not None:
            self._early.cancel()
            self._early = None


class _Utterance:
    """The samples since the last flush, without the silence before the first word."""

    def __init__(self) -> None:
        self.samples = bytearray()
        self.spoken = 0
        self._quiet = 0
        self._seen = 0
        self._looked = 0
        self._vad = pocketsphinx.Vad(mode=2, sample_rate=RATE, frame_length=FRAME / RATE)

    def take(self, chunk: bytes) -> bool:
        """Add samples; True where it is worth looking at what was said so far."""
        self.samples += chunk
        worth = False
        while len(self.samples) - self._seen >= FRAME * BYTES:
            frame = bytes(self.samples[self._seen : self._seen + FRAME * BYTES])
            self._seen += len(frame)
            worth = self._judge(loud=self._vad.is_speech(frame)) or worth
        if self._quiet >= GIVEN_UP:
            self.spoken = self._looked = 0
        self._keep_last(LONGEST if self.spoken else LEAD_IN)
        return worth

    def _keep_last(self, most: int) -> None:
        if self._seen > most:
            del self.samples[: self._seen - most]
            self._seen = most

    def _judge(self, *, loud: bool) -> bool:
        self.spoken, self._quiet = self.spoken + loud, 0 if loud else self._quiet + 1
        worth = self.spoken > self._looked and (self._quiet == PAUSE or (loud and self.spoken == EARLY))
        if worth:
            self._looked = self.spoken
        return worth

    @property
    def is_unchanged(self) -> bool:
        """Whether nothing has been said since the last time it was worth looking."""
        return self.spoken == self._looked


def samples_of(buffer: utils.AudioBuffer) -> bytes:
    """Frames of any rate as 16-bit mono samples at 16 kHz."""
    frame = utils.merge_frames(buffer)
    if frame.sample_rate == RATE:
        return frame.data.tobytes()
    resampler = rtc.AudioResampler(frame.sample_rate, RATE, quality=rtc.AudioResamplerQuality.HIGH)
    return b"".join(each.data.tobytes() for each in [*resampler.push(frame), *resampler.flush()])


def _event(kind: stt.SpeechEventType, told: Transcript) -> stt.SpeechEvent:
    texts = (told.text, *told.alternatives) if told.text else ()
    sure = [told.confidence, *[0.0] * len(told.alternatives)]
    return stt.SpeechEvent(
        type=kind,
        alternatives=[
            stt.SpeechData(language=ENGLISH, text=text, confidence=confidence)
            for text, confidence in zip(texts, sure, strict=False)
        ],
    )
