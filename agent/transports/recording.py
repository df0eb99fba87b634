"""A recording as one side of a conversation: heard utterance by utterance, answered into another recording."""

from __future__ import annotations

import json
import time
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from livekit import rtc
from rich.console import Console

from agent.callers import caller
from agent.conversation import Conversation
from agent.installation import Installation
from agent.journal import journal_of
from agent.session import VoiceMakers, Voices, build_session, start
from agent.settings import Settings
from agent.transports import wav
from agent.transports.sinks import RATE as OUT_RATE
from agent.transports.sinks import KeptSink
from agent.transports.utterances import spoken_parts
from agent.typed import Answered, Typed, open_question
from agent.voicing import Engines
from domain.problems import Invalid

NOTHING_SAID = "Nobody speaks in that recording; check the microphone and record it again."


@dataclass(slots=True)
class Heard:
    """One utterance of a recording: what was understood, done and answered, and how long each part took (ms)."""

    transcript: str
    reply: str
    asks: str | None
    calls: list[dict[str, Any]]
    timings: dict[str, float] = field(default_factory=dict)


async def hear(settings: Settings, recording: Path, who: str, channel: str, out: Path | None, *, as_json: bool) -> None:
    """Play a recording to the agent and print what came of it."""
    pcm = wav.read_file(recording)
    _must_be_writable(out)
    installation = await Installation.for_somebody(settings)
    engines = Engines(settings, installation.database)
    try:
        actor, company = await caller(installation, who, channel)
        conversation = Conversation(installation.desk, actor, company, channel)
        sink = KeptSink()
        heard = await played(installation, conversation, pcm, sink, engines.voices)
    finally:
        await engines.close()
        await installation.close()
    if out is not None:
        wav.write(out, bytes(sink.pcm), OUT_RATE)
    _print(heard, as_json=as_json)


def _must_be_writable(out: Path | None) -> None:
    if out is not None and not out.absolute().parent.is_dir():
        raise Invalid(f"There is no folder {out.parent} to write the reply to; make it, or choose another.")


async def played(
    installation: Installation, conversation: Conversation, pcm: bytes, sink: KeptSink, makers: VoiceMakers
) -> list[Heard]:
    """What came of each utterance in the recording; raises `Invalid` if nobody speaks."""
    voices = await makers(conversation)
    began = time.perf_counter()
    utterances = await spoken_parts(voices.vad, pcm)
    detecting = (time.perf_counter() - began) * 1000
    if not utterances:
        raise Invalid(NOTHING_SAID)
    session = await build_session(conversation, installation.settings, voices)
    session.output.audio = sink
    await start(session, conversation)
    try:
        return [await _answered(session, conversation, voices, sink, part, detecting) for part in utterances]
    finally:
        await session.aclose()
        await journal_of(conversation).close()


async def _answered(
    session: Any, conversation: Conversation, voices: Voices, sink: KeptSink, part: bytes, detecting: float
) -> Heard:
    began = time.perf_counter()
    words, conversation.heard_with = await _understood(voices, part)
    understood = time.perf_counter()
    sink.first_at = None
    typed = Typed.over(conversation, session)
    answered: Answered = await typed.say(words or "…", modality="audio")
    done = time.perf_counter()
    first = (sink.first_at or done) - understood
    timings = {
        "detect": round(detecting, 1),
        "recognise": round((understood - began) * 1000, 1),
        "plan_and_do_to_first_sound": round(first * 1000, 1),
        "end_of_speech_to_first_sound": round((understood - began + first) * 1000, 1),
        "whole_turn": round((done - began) * 1000, 1),
    }
    asks, _ = open_question(conversation)
    return Heard(words, answered.reply, asks, list(answered.calls), timings)


async def _understood(voices: Voices, part: bytes) -> tuple[str, float]:
    """The words of one utterance, and how surely they were heard."""
    event = await voices.hears.recognize(rtc.AudioFrame(part, wav.RATE, 1, len(part) // 2))
    if not event.alternatives:
        return "", 0.0
    return event.alternatives[0].text, event.alternatives[0].confidence


def _print(heard: list[Heard], *, as_json: bool) -> None:
    if as_json:
        print(json.dumps({"turns": [asdict(each) for each in heard]}))  # noqa: T201
        return
    console = Console(highlight=False)
    for each in heard:
        console.print(f"[bold]heard[/]   {each.transcript}")
        for call in each.calls:
            told = ", ".join(f"{name}={value}" for name, value in call["args"].items())
            console.print(f"[bold]call[/]    {call['operation']}  [dim]{told}[/]")
        console.print(f"[bold]reply[/]   {each.reply}")
        console.print(f"[dim]timings {', '.join(f'{name} {ms} ms' for name, ms in each.timings.items())}[/]\n")
