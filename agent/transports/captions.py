"""What is being said, as text: with sound in step with it, without sound at once."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from livekit.agents import AgentSession
from livekit.agents.voice.io import AudioOutput, TextOutput
from livekit.agents.voice.transcription import TranscriptSynchronizer

Tell = Callable[[dict[str, Any]], None]


class Captions(TextOutput):
    """Tells the words of a reply as they come: growing, then final."""

    def __init__(self, tell: Tell) -> None:
        super().__init__(label="captions", next_in_chain=None)
        self._tell = tell
        self._text = ""

    def attach(self, session: AgentSession[Any], sound: AudioOutput | None = None) -> None:
        """Be the session's words, in step with its sound if it has one."""
        if sound is None:
            session.output.transcription = self
            return
        both = TranscriptSynchronizer(next_in_chain_audio=sound, next_in_chain_text=self)
        session.output.audio, session.output.transcription = both.audio_output, both.text_output

    async def capture_text(self, text: str) -> None:
        """Some more words."""
        self._text += text
        self._tell({"t": "said", "text": self._text, "final": False})

    def flush(self) -> None:
        """The reply is whole, or was cut short."""
        if self._text.strip():
            self._tell({"t": "said", "text": self._text.strip(), "final": True})
        self._text = ""
