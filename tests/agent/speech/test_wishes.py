"""Which of the times that an utterance speaks of is the one that is wished for."""

from __future__ import annotations

from datetime import datetime

import pytest

from agent.speech.wishes import wished

NOW = datetime.fromisoformat("2026-03-10T08:30:00-06:00")


@pytest.mark.parametrize(
    ("said", "start"),
    [
        ("tomorrow's gone sideways can you move me to thursday at two no wait sorry half past two", "2026-03-12T14:30"),
        ("shavon can't do tomorrow after all so shove her disposal to thursday same time nine a m", "2026-03-12T09:00"),
        ("thursday would suit in the morning say ten o'clock i've nowhere to be", "2026-03-12T10:00"),
        ("can you push it to friday the thirteenth same time eight in the morning", "2026-03-13T08:00"),
        ("move my thursday appointment to friday at ten", "2026-03-13T10:00"),
        ("boiler training wednesday no sorry thursday one to five in the afternoon", "2026-03-12T13:00"),
        ("you have me down for tomorrow at nine could we make it friday instead", "2026-03-13T00:00"),
    ],
)
def test_the_time_that_is_wished_for_is_told_from_the_others(said: str, start: str) -> None:
    (span,) = wished(said, NOW)
    assert span.start is not None
    assert span.start.isoformat().startswith(start)


def test_what_is_past_is_not_wished_for() -> None:
    assert wished("it started two weeks ago and last night around two it was like popcorn", NOW) == []
    assert wished("you did my sump nine years back before my wife passed", NOW) == []
