"""Card numbers never get in: not to the planner, not into a log, not into the database, however they are told."""

from __future__ import annotations

import json
from collections import Counter
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
THROUGH = 60


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


async def test_none_reaches_the_planner_a_log_or_the_database(
    talk: Talk, server: OpenAI, ask: Ask, database: Database, tmp_path: Path
) -> None:
    typed: Typed = await talk()
    forms = list(attacks(THROUGH, SEED + 1))
    with structlog.testing.capture_logs() as logged:
        for each in forms[: THROUGH // 2]:
            answered = await typed.say(each.text)
            assert REMOVED in answered.said
        for each in forms[THROUGH // 2 :]:
            made = await ask("create_contact_note", id="maria-garcia", body=each.text, key=each.digits)
            assert REMOVED in made["body"]
    assert [each.told for each in forms if seen(each, json.dumps(server.asked, ensure_ascii=False))] == []
    assert [each.told for each in forms if seen(each, repr(logged))] == []
    await database.close()
    kept = every_byte(tmp_path)
    assert b"Garcia" in kept
    assert [each.told for each in forms if seen(each, kept.decode(errors="replace"))] == []


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
