"""Card numbers never get in: not to the planner, not into a log, not into the database, however they are told."""

from __future__ import annotations

import io
import json
import logging
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import pytest
import structlog

from agent.typed import Typed
from domain.card_numbers import REMOVED, without_cards
from storage.database import Database
from tests.agent.conftest import Talk
from tests.cards import Attack, attacks, grouped, look_alikes
from tests.conftest import Ask
from tests.loopback_openai import OpenAI

SEED = 20261128
THROUGH, AT_THE_OTHER_DOOR = 2000, 30
A_CONVERSATION, MOST_IN_A_TURN = 100, 8
BETWEEN = ".\n\nAnd here is something else about quite another matter, please listen.\n\n"


def test_two_thousand_ways_to_tell_a_card_number_are_all_seen_through() -> None:
    missed = Counter(each.way for each in attacks(2000, SEED) if each.told in without_cards(each.text)[0])
    assert missed == {}


def test_other_numbers_of_the_trade_stay_as_they_are() -> None:
    assert [text for text in look_alikes(2000, SEED) if without_cards(text) != (text, False)] == []


@pytest.mark.parametrize(
    "said",
    ["job ten forty two is done", "call 303 555 0142 or 720 555 0143", "two to three for the four of us at eight", ""],
)
def test_what_people_say_all_day_stays(said: str) -> None:
    assert without_cards(said) == (said, False)


async def test_none_of_two_thousand_reaches_the_planner_a_log_or_the_database(
    talk: Talk, server: OpenAI, ask: Ask, database: Database, tmp_path: Path
) -> None:
    forms = list(attacks(THROUGH, SEED + 1))
    turns = list(together(forms))
    with structlog.testing.capture_logs() as logged, caught() as lines:
        for start in range(0, len(turns), A_CONVERSATION):
            typed: Typed = await talk()
            for some in turns[start : start + A_CONVERSATION]:
                answered = await typed.say(BETWEEN.join(each.text for each in some))
                assert answered.said.count(REMOVED) >= len(some)
            await typed.say("thank you, and what did I tell you about the Garcia job")
            await typed.__aexit__(None, None, None)
        for each in forms[:AT_THE_OTHER_DOOR]:
            made = await ask("create_contact_note", id="maria-garcia", body=each.text, key=each.digits)
            assert REMOVED in made["body"]
        logging.getLogger("callout.test").debug("the log is listened to")
    asked = json.dumps(server.asked, ensure_ascii=False)
    assert asked.count(REMOVED) > len(turns), "the planner was told what was said"
    assert [each.told for each in forms if seen(each, asked)] == []
    assert "the log is listened to" in lines.getvalue()
    assert [each.told for each in forms if seen(each, repr(logged) + lines.getvalue())] == []
    await database.close()
    kept = every_byte(tmp_path).decode(errors="replace")
    assert kept.count(REMOVED) > len(turns), "the conversations were kept"
    assert [each.told for each in forms if seen(each, kept)] == []


def together(forms: Sequence[Attack]) -> Iterator[Sequence[Attack]]:
    """A few to a turn."""
    for start in range(0, len(forms), MOST_IN_A_TURN):
        yield forms[start : start + MOST_IN_A_TURN]


@contextmanager
def caught() -> Iterator[io.StringIO]:
    """All that anything writes to a log meanwhile, at any level; of aiosqlite only what it has to say."""
    lines, loggers = io.StringIO(), (logging.getLogger(), logging.getLogger("aiosqlite"))
    handler, levels = logging.StreamHandler(lines), [each.level for each in loggers]
    loggers[0].addHandler(handler)
    for logger, level in zip(loggers, (logging.DEBUG, logging.INFO), strict=True):
        logger.setLevel(level)
    try:
        yield lines
    finally:
        loggers[0].removeHandler(handler)
        for logger, level in zip(loggers, levels, strict=True):
            logger.setLevel(level)


def every_byte(folder: Path) -> bytes:
    """All that the files of a folder hold."""
    return b"".join(file.read_bytes() for file in folder.rglob("*") if file.is_file())


def seen(attack: Attack, text: str) -> bool:
    """Whether the number stands there, in figures or as it was told."""
    return attack.digits in text or attack.told in text or json.dumps(attack.told)[1:-1] in text


async def test_one_that_is_told_over_several_turns_is_taken_out_of_all_of_them(talk: Talk, server: OpenAI) -> None:
    typed: Typed = await talk()
    for each in [each for each in attacks(8, SEED + 2) if len(each.digits) == 16]:
        parts = grouped(each.digits)
        for at, part in enumerate(parts):
            answered = await typed.say(f"the card is {part}" if at == 0 else part)
        assert REMOVED in answered.said
        lines = " ".join(text for _, text in typed.conversation.lines)
        assert [part for part in parts if part in lines] == []
        last = json.dumps(server.asked[-1]) if server.asked else ""
        assert " ".join(parts) not in last
