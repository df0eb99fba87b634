"""Spoken times: both phrase files, other moments to speak at, the clock changes, and where a time stands."""

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.speech import say, when
from tests.agent.speech.data import DENVER, HERE, NOW, SPOKEN, rows

TIMES = list(rows(SPOKEN / "times.tsv"))
OURS = list(rows(HERE / "phrases.tsv"))
FLOOR = 0.995
moments = st.datetimes(datetime(2024, 1, 1), datetime(2031, 1, 1)).map(lambda moment: moment.replace(tzinfo=DENVER))


def read(text: str) -> tuple[str, str, str]:
    reading = when.read(text, NOW)
    return (reading.start or "", reading.end or "", reading.grain) if reading else ("", "", "")


def test_most_phrases_of_the_shared_file_are_understood() -> None:
    right = [read(text) == (start, end, grain) for text, start, end, grain, _ in TIMES]
    assert sum(right) / len(right) >= FLOOR


def _instant(written: str) -> str:
    """As the file writes it, in full where it is a date and an hour."""
    return datetime.fromisoformat(written).replace(tzinfo=DENVER).isoformat() if written[:1].isdigit() else written


def test_every_phrase_of_our_own_is_understood() -> None:
    blank = {"none": ""}
    wanted = {text: [_instant(blank.get(value, value)) for value in values] for text, *values in OURS}
    got = {text: list(read(text)) for text in wanted}
    wrong = {text: (got[text], wanted[text]) for text in wanted if got[text] != wanted[text]}
    assert not wrong


@pytest.mark.parametrize(
    ("now", "text", "start"),
    [
        ("2026-03-13 14:00", "at nine", "2026-03-13 21:00"),  # nine this morning is over
        ("2026-03-13 14:00", "at one", "2026-03-14 13:00"),
        ("2026-03-13 14:00", "at three", "2026-03-13 15:00"),
        ("2026-03-13 14:00", "friday", "2026-03-20 00:00"),
        ("2026-03-13 14:00", "friday at four", "2026-03-13 16:00"),
        ("2026-03-13 14:00", "next friday", "2026-03-20 00:00"),
        ("2026-03-13 14:00", "first thing", "2026-03-14 08:00"),
        ("2026-03-13 14:00", "in the morning", "2026-03-14 08:00"),
        ("2026-03-13 14:00", "i clocked in at seven", "2026-03-13 07:00"),
        ("2026-03-13 14:00", "he left at three", "2026-03-12 15:00"),
        ("2026-03-15 10:00", "this weekend", "2026-03-14 00:00"),
        ("2026-03-15 10:00", "next week", "2026-03-16 00:00"),
        ("2026-03-15 10:00", "this monday", "2026-03-09 00:00"),
        ("2026-12-31 10:00", "tomorrow", "2027-01-01 00:00"),
        ("2026-12-31 10:00", "in february", "2027-02-01 00:00"),
        ("2026-12-31 10:00", "last month", "2026-11-01 00:00"),
        ("2028-02-28 10:00", "day after tomorrow", "2028-03-01 00:00"),
        ("2026-01-31 10:00", "in a month", "2026-02-28 00:00"),
        ("2026-01-31 10:00", "the thirtieth", "2026-03-30 00:00"),
    ],
)
def test_a_phrase_depends_on_the_moment_it_is_said(now: str, text: str, start: str) -> None:
    said_at, wanted = (datetime.fromisoformat(written).replace(tzinfo=DENVER) for written in (now, start))
    span = when.understand(text, said_at)
    assert span is not None
    assert span.start == wanted


def start_of(text: str, now: datetime) -> str:
    span = when.understand(text, now)
    return span.start.isoformat() if span and span.start else ""


def hours_of(text: str, now: datetime) -> float:
    span = when.understand(text, now)
    return (span.end.timestamp() - span.start.timestamp()) / 3600 if span and span.start and span.end else 0


def test_the_night_that_the_clocks_go_forward() -> None:
    eve = datetime(2026, 3, 7, 12, 0, tzinfo=DENVER)
    assert hours_of("tomorrow", eve) == 23
    assert start_of("tomorrow at two thirty a m", eve) == "2026-03-08T03:30:00-06:00"
    assert start_of("in twenty four hours", eve) == "2026-03-08T13:00:00-06:00"
    assert start_of("in one day at noon", eve) == "2026-03-08T12:00:00-06:00"


def test_the_night_that_the_clocks_go_back() -> None:
    eve = datetime(2026, 10, 31, 12, 0, tzinfo=DENVER)
    assert hours_of("tomorrow", eve) == 25
    assert start_of("tomorrow at one thirty a m", eve) == "2026-11-01T01:30:00-06:00"


def test_a_moment_without_its_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="time zone"):
        when.understand("tomorrow", datetime(2026, 3, 10))


@given(now=moments, text=st.sampled_from([text for text, *_ in (*TIMES, *OURS)]))
def test_what_is_understood_is_so_at_any_moment(now: datetime, text: str) -> None:
    understood = when.read(text, NOW) is not None
    assert (when.read(text, now) is not None) == understood


@given(now=moments, text=st.text(max_size=60))
def test_any_text_is_read_without_an_error(now: datetime, text: str) -> None:
    when.read(text, now)


words = st.sampled_from(sorted({word for text, *_ in (*TIMES, *OURS) for word in text.split()}))


@given(now=moments, text=st.lists(words, max_size=12).map(" ".join))
def test_any_words_are_read_without_an_error_and_no_span_runs_backwards(now: datetime, text: str) -> None:
    when.read(text, now)
    for found in when.find(text, now):
        assert text[found.start_char : found.end_char] == found.text
        assert not (found.span.start and found.span.end) or found.span.start <= found.span.end


@given(now=moments, ahead=st.timedeltas(timedelta(0), timedelta(days=700)))
def test_a_time_that_is_said_is_understood(now: datetime, ahead: timedelta) -> None:
    then = (now + ahead).replace(second=0, microsecond=0)
    real = datetime.fromtimestamp(then.timestamp(), DENVER)
    span = when.understand(say.when(real, now), now)
    assert span is not None
    assert span.start == real.replace(fold=0)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("move ten forty seven to thursday at eight", ["thursday at eight"]),
        ("put two ignitors on ten forty three tomorrow", ["tomorrow"]),
        ("she's at four eighteen oak street see you at two", ["two"]),
        ("charge her one eighty nine on friday", ["friday"]),
        ("slide every job we've got tomorrow to thursday", ["tomorrow", "thursday"]),
        ("linh tuesday from nine to noon and walter friday at one", ["tuesday from nine to noon", "friday at one"]),
        ("what's changed since seven this morning", ["since seven this morning"]),
        ("the second floor unit needs a second filter by friday", ["by friday"]),
        ("invoice twenty oh three was two hundred dollars", []),
        ("mark ten forty two done", []),
        ("not friday", []),
    ],
)
def test_times_are_found_where_they_stand(text: str, found: list[str]) -> None:
    assert [each.text for each in when.find(text, NOW)] == found
