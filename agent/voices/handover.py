"""A cloud voice that hands over to the local one: the text goes on where the cloud broke off, with no word twice."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterable, AsyncIterator
from contextlib import aclosing
from dataclasses import dataclass
from uuid import uuid4

from livekit import rtc
from livekit.agents import DEFAULT_API_CONNECT_OPTIONS, APIConnectOptions, APIError, tokenize, tts, utils
from livekit.agents.types import USERDATA_TIMED_TRANSCRIPT

from agent.speech.spoken import spoken
from agent.voices.voice import Voice

# Words a second of a cloud voice that does not say which words it has spoken.
PACE = 2.7


@dataclass(frozen=True, slots=True)
class Patience:
    """How long, in seconds, the cloud may take to sound, and how long it is left alone after it failed."""

    sound: float = 1.5
    rest: float = 30.0


class HandoverTTS(tts.TTS[str]):
    """Speaks with the cloud's voice while that works, else with the local one."""

    def __init__(self, cloud: tts.TTS[str], voice: Voice, patience: Patience | None = None) -> None:
        super().__init__(
            capabilities=tts.TTSCapabilities(streaming=True),
            sample_rate=cloud.sample_rate,
            num_channels=1,
        )
        self.cloud, self.voice = cloud, voice
        self.patience = patience or Patience()
        self._rests_until = 0.0
        cloud.on("metrics_collected", self._pass_on_metrics)

    @property
    def model(self) -> str:
        return self.cloud.model

    @property
    def provider(self) -> str:
        return self.cloud.provider

    @property
    def is_resting(self) -> bool:
        """Whether the cloud has failed lately and is left alone."""
        return asyncio.get_running_loop().time() < self._rests_until

    def rest(self) -> None:
        """Leave the cloud alone for a while."""
        self._rests_until = asyncio.get_running_loop().time() + self.patience.rest

    def synthesize(
        self, text: str, *, conn_options: APIConnectOptions = DEFAULT_API_CONNECT_OPTIONS
    ) -> tts.ChunkedStream:
        return self._synthesize_with_stream(text, conn_options=conn_options)

    def stream(self, *, conn_options: APIConnectOptions = DEFAULT_API_CONNECT_OPTIONS) -> tts.SynthesizeStream:
        return _Speaking(tts=self, conn_options=conn_options)

    def prewarm(self) -> None:
        self.cloud.prewarm()

    async def aclose(self) -> None:
        self.cloud.off("metrics_collected", self._pass_on_metrics)
        await self.cloud.aclose()

    def _pass_on_metrics(self, metrics: object) -> None:
        self.emit("metrics_collected", metrics)


class _Speaking(tts.SynthesizeStream):
    def __init__(self, *, tts: HandoverTTS, conn_options: APIConnectOptions) -> None:
        super().__init__(tts=tts, conn_options=conn_options)
        self._handover = tts

    async def _metrics_monitor_task(self, event_aiter: AsyncIterable[tts.SynthesizedAudio]) -> None:
        async for _ in event_aiter:
            pass  # the cloud's own stream reports them

    async def _run(self, output_emitter: tts.AudioEmitter) -> None:
        output_emitter.initialize(
            request_id=uuid4().hex,
            sample_rate=self._handover.sample_rate,
            num_channels=1,
            mime_type="audio/pcm",
            stream=True,
        )
        output_emitter.start_segment(segment_id=uuid4().hex)
        text = _Text()
        reading = asyncio.create_task(self._read(text))
        try:
            said = 0 if self._handover.is_resting else await self._by_cloud(text, output_emitter)
            if said is not None:
                await self._by_voice(text, said, output_emitter)
            await reading
        finally:
            await utils.aio.cancel_and_wait(reading)
        output_emitter.end_segment()

    async def _read(self, text: _Text) -> None:
        """Take sentences as they are complete."""
        sentences = tokenize.blingfire.SentenceTokenizer().stream()

        async def split() -> None:
            async for sentence in sentences:
                self._mark_started()
                text.add(spoken(sentence.token))

        splitting = asyncio.create_task(split())
        try:
            async for item in self._input_ch:
                if isinstance(item, str):
                    sentences.push_text(item)
                else:
                    sentences.flush()
            sentences.end_input()
            await splitting
        finally:
            await utils.aio.cancel_and_wait(splitting)
            await sentences.aclose()
            text.finish()

    async def _by_cloud(self, text: _Text, out: tts.AudioEmitter) -> int | None:
        """Speak with the cloud's voice. None if it spoke to the end, else the words it got to."""
        progress = _Progress()
        options = APIConnectOptions(max_retry=0, timeout=self._handover.patience.sound)
        async with self._handover.cloud.stream(conn_options=options) as stream:
            feeding = asyncio.create_task(_feed(text, stream))
            try:
                async for audio in stream:
                    progress.heard(audio.frame)
                    out.push(audio.frame.data.tobytes())
            except APIError:
                self._handover.rest()
                return progress.words
            finally:
                await utils.aio.cancel_and_wait(feeding)
        return None

    async def _by_voice(self, text: _Text, said: int, out: tts.AudioEmitter) -> None:
        """Speak with the local voice, from the given word on."""
        voice = self._handover.voice
        async for sentence in text.sentences():
            words = sentence.split()
            rest, said = " ".join(words[said:]), max(0, said - len(words))
            if rest:
                async with aclosing(voice.speak(rest)) as chunks:
                    async for chunk in _resampled(chunks, voice.sample_rate, self._handover.sample_rate):
                        out.push(chunk)


class _Text:
    """Sentences as they come, for readers that may come late."""

    def __init__(self) -> None:
        self._sentences: list[str] = []
        self._finished = False
        self._changed = asyncio.Event()

    def add(self, sentence: str) -> None:
        self._sentences.append(sentence)
        self._changed.set()

    def finish(self) -> None:
        self._finished = True
        self._changed.set()

    async def sentences(self) -> AsyncIterator[str]:
        """All sentences from the first one on, waiting for more."""
        at = 0
        while True:
            while at < len(self._sentences):
                yield self._sentences[at]
                at += 1
            if self._finished:
                return
            self._changed.clear()
            await self._changed.wait()


class _Progress:
    """How many words the cloud has spoken."""

    def __init__(self) -> None:
        self._timed = ""
        self._seconds = 0.0

    def heard(self, frame: rtc.AudioFrame) -> None:
        self._timed += "".join(frame.userdata.get(USERDATA_TIMED_TRANSCRIPT, []))
        self._seconds += frame.duration

    @property
    def words(self) -> int:
        if not self._timed:
            return int(self._seconds * PACE)
        # The plugin holds back the last word of what it was told, in case it goes on; its sound has come all the same.
        return len(self._timed.split()) + 1


async def _feed(text: _Text, stream: tts.SynthesizeStream) -> None:
    async for sentence in text.sentences():
        stream.push_text(f"{sentence} ")
    stream.end_input()


async def _resampled(chunks: AsyncIterable[bytes], rate: int, to: int) -> AsyncIterator[bytes]:
    resampler = rtc.AudioResampler(rate, to, quality=rtc.AudioResamplerQuality.HIGH)
    pieces = utils.audio.AudioByteStream(rate, 1, rate // 50)
    async for chunk in chunks:
        for piece in pieces.write(chunk):
            for frame in resampler.push(piece):
                yield frame.data.tobytes()
    for piece in pieces.flush():
        for frame in resampler.push(piece):
            yield frame.data.tobytes()
    for frame in resampler.flush():
        yield frame.data.tobytes()
