"""The sound that nobody has written down yet, kept so that it can be heard again."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator

from livekit import rtc

LONGEST = 15.0
AT_REST = 1.0


class Unwritten:
    """Frames since the last final transcript: all of them during speech (up to a limit), the last second otherwise."""

    def __init__(self) -> None:
        self._frames: deque[tuple[rtc.AudioFrame, float]] = deque()
        self._heard = 0.0
        self._kept = 0.0

    @property
    def frames(self) -> list[rtc.AudioFrame]:
        """What is kept, in order."""
        return [frame for frame, _ in self._frames]

    def add(self, frame: rtc.AudioFrame) -> None:
        """Keep a frame."""
        self._heard += frame.duration
        self._kept += frame.duration
        self._frames.append((frame, self._heard))
        self._keep(LONGEST)

    def again(self) -> Iterator[rtc.AudioFrame]:
        """The frames, for a new listener whose clock starts with the first of them."""
        frames = self.frames
        self.clear()
        self._heard = 0.0
        for frame in frames:
            self.add(frame)
            yield frame

    def written_up_to(self, end: float) -> None:
        """Forget what ended by then on the listener's clock; without a time, everything."""
        while self._frames and (not end or self._frames[0][1] <= end):
            self._forget_first()

    def rest(self) -> None:
        """Speech is over: keep just enough for the beginning of the next."""
        self._keep(AT_REST)

    def clear(self) -> None:
        """Forget everything."""
        self._frames.clear()
        self._kept = 0.0

    def _keep(self, most: float) -> None:
        while self._kept > most:
            self._forget_first()

    def _forget_first(self) -> None:
        frame, _ = self._frames.popleft()
        self._kept -= frame.duration
