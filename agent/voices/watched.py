"""A cloud recogniser under watch: when it falls silent it is restarted and fed again, and failing that, the local one
writes down what was said. Nothing is lost and nothing is written twice."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterable
from contextlib import suppress
from dataclasses import dataclass

from livekit import rtc
from livekit.agents import (
    DEFAULT_API_CONNECT_OPTIONS,
    NOT_GIVEN,
    APIConnectOptions,
    APIError,
    NotGivenOr,
    stt,
    utils,
)
from livekit.agents.vad import VAD, VADEventType, VADStream

from agent.voices.decoding import RATE, SURE
from agent.voices.unwritten import Unwritten


@dataclass(frozen=True, slots=True)
class Patience:
    """How long, in seconds, the cloud may take before something is done about it."""

    connecting: float = 2.0
    words: float = 2.0  # from the start of speech to the first word
    final: float = 1.2  # from the end of speech to the final transcript
    second_try: float = 0.7
    recording: float = 6.0
    rest: float = 15.0  # before a cloud that failed is tried again


class WatchedSTT(stt.STT[str]):
    """The cloud's transcripts while they come, the local recogniser's where they do not."""

    def __init__(self, cloud: stt.STT[str], local: stt.STT[str], vad: VAD, patience: Patience | None = None) -> None:
        super().__init__(
            capabilities=stt.STTCapabilities(streaming=True, interim_results=True, keyterms=cloud.capabilities.keyterms)
        )
        self.cloud, self.local, self.vad = cloud, local, vad
        self.patience = patience or Patience()
        self._recognize_metrics_needed = False
        cloud.on("metrics_collected", self._pass_on_metrics)

    @property
    def model(self) -> str:
        return self.cloud.model

    @property
    def provider(self) -> str:
        return self.cloud.provider

    def stream(
        self,
        *,
        language: NotGivenOr[str] = NOT_GIVEN,
        conn_options: APIConnectOptions = DEFAULT_API_CONNECT_OPTIONS,
    ) -> stt.RecognizeStream:
        return _Watching(self, conn_options)

    async def aclose(self) -> None:
        self.cloud.off("metrics_collected", self._pass_on_metrics)
        await self.cloud.aclose()

    async def _recognize_impl(
        self,
        buffer: utils.AudioBuffer,
        *,
        language: NotGivenOr[str] = NOT_GIVEN,
        conn_options: APIConnectOptions = DEFAULT_API_CONNECT_OPTIONS,
    ) -> stt.SpeechEvent:
        try:
            async with asyncio.timeout(self.patience.recording):
                return await self.cloud.recognize(buffer, conn_options=_once(self.patience))
        except (APIError, TimeoutError):
            return await self.local.recognize(buffer)

    def _update_session_keyterms(self, keyterms: list[str]) -> None:
        self.cloud._update_session_keyterms(keyterms)

    def _pass_on_metrics(self, metrics: object) -> None:
        self.emit("metrics_collected", metrics)


class _Watching(stt.RecognizeStream):
    def __init__(self, watched: WatchedSTT, conn_options: APIConnectOptions) -> None:
        super().__init__(stt=watched, conn_options=conn_options, sample_rate=RATE)
        self._watched, self._patience = watched, watched.patience
        self._unwritten = Unwritten()
        self._cloud: stt.RecognizeStream | None = None
        self._rests_until = 0.0
        self._broke = False
        self._words, self._written, self._ended = asyncio.Event(), asyncio.Event(), asyncio.Event()
        self._following: set[asyncio.Task[None]] = set()
        self._guard: asyncio.Task[None] | None = None

    async def _metrics_monitor_task(self, event_aiter: AsyncIterable[stt.SpeechEvent]) -> None:
        async for _ in event_aiter:
            pass  # the cloud's own stream reports them

    async def _run(self) -> None:
        listening = self._watched.vad.stream()
        self._open()
        feeding = asyncio.create_task(self._feed(listening))
        try:
            await self._notice(listening)
            if self._guard is not None:
                await self._guard
            if self._following:
                await asyncio.wait(self._following, timeout=self._patience.final)
        finally:
            await utils.aio.cancel_and_wait(feeding, *self._following, *([self._guard] if self._guard else []))
            await listening.aclose()

    async def _feed(self, listening: VADStream) -> None:
        async for item in self._input_ch:
            if isinstance(item, rtc.AudioFrame):
                self._unwritten.add(item)
                listening.push_frame(item)
                self._pass_on(item)
        listening.end_input()
        if self._cloud is not None:
            with suppress(RuntimeError):
                self._cloud.end_input()

    def _pass_on(self, frame: rtc.AudioFrame) -> None:
        if self._cloud is not None:
            # It refuses frames from the moment it breaks, which `_follow` gets to know a little later.
            with suppress(RuntimeError):
                self._cloud.push_frame(frame)

    async def _notice(self, listening: VADStream) -> None:
        """Put a guard on every stretch of speech; one that follows upon unwritten speech goes on with it."""
        async for event in listening:
            if event.type == VADEventType.START_OF_SPEECH:
                self._ended.clear()
                if self._guard is not None:
                    await utils.aio.cancel_and_wait(self._guard)
                self._begin()
            elif event.type == VADEventType.END_OF_SPEECH:
                self._ended.set()
        self._ended.set()

    def _begin(self) -> None:
        if self._cloud is None and asyncio.get_running_loop().time() >= self._rests_until:
            self._open()
        if self._cloud is not None:
            self._words.clear()
            self._written.clear()
        self._guard = asyncio.create_task(self._see_it_written())

    async def _see_it_written(self) -> None:
        patience = self._patience
        if not await self._first_words():
            self._close()
            self._open()
            if not await _within(self._words, patience.second_try):
                self._give_up()
        await self._ended.wait()
        if not await _within(self._written, patience.final):
            self._give_up()
        if self._cloud is None:
            await self._write_here()
        self._unwritten.rest()

    async def _first_words(self) -> bool:
        """Whether words come in time: counted from the start of speech, or from its end where that is sooner."""
        if not await _within(self._words, self._patience.words, or_else=self._ended):
            return False
        return self._words.is_set() or await _within(self._words, self._patience.final)

    async def _write_here(self) -> None:
        """The local recogniser's transcript. Where the cloud works but hears no words, only clear ones count."""
        if not self._unwritten.frames:
            return
        event = await self._watched.local.recognize(self._unwritten.frames)
        self._unwritten.clear()
        if event.alternatives and (self._broke or event.alternatives[0].confidence >= SURE):
            self._event_ch.send_nowait(event)
            self._rest()

    def _open(self) -> None:
        self._broke = False
        self._cloud = self._watched.cloud.stream(conn_options=_once(self._patience))
        for frame in self._unwritten.again():
            self._pass_on(frame)
        following = asyncio.create_task(self._follow(self._cloud))
        self._following.add(following)
        following.add_done_callback(self._following.discard)

    async def _follow(self, cloud: stt.RecognizeStream) -> None:
        try:
            async for event in cloud:
                self._take(event)
        except APIError:
            self._broke = True
        finally:
            if cloud is self._cloud and not self._input_ch.closed:
                self._broke = True
                self._give_up()
            await cloud.aclose()

    def _take(self, event: stt.SpeechEvent) -> None:
        if event.type == stt.SpeechEventType.FINAL_TRANSCRIPT:
            self._unwritten.written_up_to(event.alternatives[0].end_time)
            self._words.set()
            self._written.set()
        elif event.type == stt.SpeechEventType.INTERIM_TRANSCRIPT:
            self._words.set()
            self._written.clear()
        self._event_ch.send_nowait(event)

    def _give_up(self) -> None:
        """Go on without the cloud: until the next stretch of speech, or for longer if it is broken."""
        self._close()
        self._words.set()
        self._written.set()
        if self._broke:
            self._rest()

    def _rest(self) -> None:
        self._rests_until = asyncio.get_running_loop().time() + self._patience.rest

    def _close(self) -> None:
        self._cloud = None
        for following in self._following:
            if following is not asyncio.current_task():
                following.cancel()


async def _within(event: asyncio.Event, seconds: float, or_else: asyncio.Event | None = None) -> bool:
    """Whether the event (or the other one) comes in time."""
    waits = [asyncio.create_task(each.wait()) for each in (event, or_else) if each is not None]
    try:
        done, _ = await asyncio.wait(waits, timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for each in waits:
            each.cancel()
    return bool(done)


def _once(patience: Patience) -> APIConnectOptions:
    return APIConnectOptions(max_retry=0, timeout=patience.connecting)
