"""A telephone's keys, taken as if their digits had been said."""

from __future__ import annotations

import asyncio
from typing import Any

from livekit import rtc
from livekit.agents import AgentSession

PAUSE = 2.5  # seconds after the last key
MOST = 20
ENTER = "#"


class Keypad:
    """Collects keys until the hash key or a pause, and hands them to the session in one piece."""

    def __init__(self, session: AgentSession[Any], pause: float = PAUSE) -> None:
        self._session, self._pause = session, pause
        self._keys = ""
        self._waiting: asyncio.TimerHandle | None = None

    def listen_to(self, room: rtc.Room) -> None:
        """Take the keys that anybody in the room presses."""
        room.on("sip_dtmf_received", self._pressed)

    def _pressed(self, key: rtc.SipDTMF) -> None:
        if self._waiting is not None:
            self._waiting.cancel()
        if key.digit == ENTER or len(self._keys) >= MOST:
            self._hand_over()
            return
        self._keys += key.digit if key.digit.isdigit() else ""
        self._waiting = asyncio.get_running_loop().call_later(self._pause, self._hand_over)

    def _hand_over(self) -> None:
        keys, self._keys = self._keys, ""
        if keys:
            self._session.interrupt()
            self._session.generate_reply(user_input=" ".join(keys))
