"""Values in words: how they sound, and written replies for the voice."""

import re
from datetime import date, datetime, time, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.speech import say
from agent.speech.spoken import spoken
from agent.speech.when import Span, understand
from tests.agent.speech.data import DENVER, NOW


@pytest.mark.parametrize(
    ("amount", "words"),
    [
        ("189", "a hundred eighty-nine dollars"),
        ("425.50", "four hundred twenty-five dollars and fifty cents"),
        ("1", "one dollar"),
        ("0.25", "twenty-five cents"),
        ("0", "zero dollars"),
        ("-49", "minus forty-nine dollars"),
        ("12500", "twelve thousand five hundred dollars"),
    ],
)
def test_money(amount: str, words: str) -> None:
    assert say.money(Decimal(amount)) == words


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (1042, "ten forty-two"),
        (1100, "eleven hundred"),
        (987, "nine eighty-seven"),
        (1005, "ten oh five"),
        (2000, "two thousand"),
        (42, "forty-two"),
        (10231, "one zero two three one"),
    ],
)
def test_numbers_of_records(value: int, words: str) -> None:
    assert say.code(value) == words


def test_phone_numbers_are_said_in_groups() -> None:
    assert say.phone("+17205550204") == "seven two zero, five five five, zero two zero four"
    assert say.phone("+442079460958") == "plus four four, two zero, seven nine four six, zero nine five eight"


@pytest.mark.parametrize(
    ("written", "words"),
    [
        ("2026-03-10 10:00", "today at ten"),
        ("2026-03-11 14:30", "tomorrow at two thirty"),
        ("2026-03-12 12:00", "Thursday at noon"),
        ("2026-03-19 13:30", "Thursday, March nineteenth at one thirty"),
        ("2026-03-13 19:00", "Friday at seven in the evening"),
        ("2026-03-12 06:05", "Thursday at six oh five in the morning"),
        ("2026-03-09 16:00", "yesterday at four"),
        ("2026-03-05 09:00", "last Thursday at nine"),
        ("2027-03-05 09:00", "Friday, March fifth, twenty twenty-seven at nine"),
        ("2026-03-14 00:00", "Friday at midnight"),
    ],
)
def test_points_in_time(written: str, words: str) -> None:
    assert say.when(datetime.fromisoformat(written).replace(tzinfo=DENVER), NOW) == words


def span_of(text: str) -> Span:
    span = understand(text, NOW)
    assert span is not None
    return span


@pytest.mark.parametrize(
    ("heard", "words"),
    [
        ("tomorrow between eight and twelve", "tomorrow from eight to noon"),
        ("monday through wednesday", "Monday through Wednesday, March eighteenth"),
        ("thursday", "Thursday"),
        ("by friday at five", "until Friday at five"),
        ("after two tomorrow", "tomorrow at two"),
        ("starting monday", "from Monday on"),
        ("friday noon to saturday at nine", "from Friday at noon to Saturday at nine"),
    ],
)
def test_stretches_of_time(heard: str, words: str) -> None:
    assert say.span(span_of(heard), NOW) == words


@pytest.mark.parametrize(
    ("minutes", "words"),
    [
        (60, "one hour"),
        (90, "an hour and a half"),
        (45, "forty-five minutes"),
        (130, "two hours and ten minutes"),
        (75, "an hour and fifteen minutes"),
        (3 * 1440, "three days"),
        (0, "no time"),
    ],
)
def test_lengths_of_time(minutes: int, words: str) -> None:
    assert say.duration(timedelta(minutes=minutes)) == words


def test_counts_and_lists() -> None:
    assert [say.count(n, "box") for n in (0, 1, 3)] == ["no boxes", "one box", "three boxes"]
    assert say.count(2, "battery") == "two batteries"
    assert say.listed(["Mike", "Luis", "Tasha"]) == "Mike, Luis and Tasha"
    assert say.listed(["Mike"]) == "Mike"
    assert say.listed([]) == ""


@given(st.times())
def test_an_hour_said_is_the_hour_heard(value: time) -> None:
    moment = datetime.combine(date(2026, 3, 12), value.replace(second=0, microsecond=0), DENVER)
    words = say.clock(moment.time())
    start = span_of(f"thursday at {words}").start
    assert start == moment + timedelta(days=words == "midnight")


@pytest.mark.parametrize(
    ("written", "words"),
    [
        (
            "Job 1042 at 10:00, $189.00, (720) 555-0204, maria.garcia@mail.example",
            "Job ten forty-two at ten, a hundred eighty-nine dollars, seven two zero, five five five, "
            "zero two zero four, maria dot garcia at mail dot example",
        ),
        ("Jobs 1042, 1043 and 1100 are done.", "Jobs ten forty-two, ten forty-three and eleven hundred are done."),
        ("418 Oak St, Apt 4B, until 2:30 PM.", "four eighteen Oak Street, apartment four B, until two thirty."),
        ("Between 1–3 PM, 15% off", "Between one and three, fifteen percent off"),
        ("8:00-12:00 on 2026-03-12", "eight to noon on March twelfth"),
        ("due March 31, 2026", "due March thirty-first, twenty twenty-six"),
        ("12 FLT-1625 filters (16x25x1)", "twelve F L T sixteen twenty-five filters (sixteen by twenty-five by one)"),
        ("7 PM, 72°F & rising", "seven in the evening, seventy-two degrees and rising"),
        ("2.5 hrs or 1 hr", "two point five hours or one hour"),
        ("She has 3 jobs: 987, 1042.", "She has three jobs: nine hundred eighty-seven, one thousand forty-two."),
        ("Mike starts at 3 in the afternoon", "Mike starts at three in the afternoon"),
        ("Nothing to read out.", "Nothing to read out."),
    ],
)
def test_written_replies_are_read_out(written: str, words: str) -> None:
    assert spoken(written) == words


pieces = st.one_of(
    st.integers(0, 99_999).map(str),
    st.decimals(0, 99_999, places=2).map(lambda amount: f"${amount:,}"),
    st.times().map(lambda moment: f"at {moment:%H:%M}"),
    st.dates(date(2020, 1, 1), date(2035, 1, 1)).map(lambda day: f"on {day:%B} {day.day}, {day.year}"),
    st.integers(2_000_000, 9_999_999).map(lambda local: f"(720) {local // 10_000}-{local % 10_000:04}"),
    st.sampled_from(["Job 1042", "#1100", "16x25x1", "CAP-455", "4%", "1001 East 14th Avenue", "a.b2@mail.example"]),
)


@given(st.lists(pieces, min_size=1, max_size=6).map("; ".join))
def test_no_figure_is_left_to_a_voice(text: str) -> None:
    assert not re.search(r"[\d$@%#]", spoken(text))
