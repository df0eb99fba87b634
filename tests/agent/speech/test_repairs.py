"""Spoken self-corrections: what is taken back, and what must stay."""

import pytest

from agent.speech.repairs import repaired
from tests.agent.speech.data import HERE, SPOKEN, rows


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("book linh tuesday no wednesday at two", "book linh wednesday at two"),
        ("move it to two no three", "move it to three"),
        ("make it ten, sorry, eleven", "make it eleven"),
        ("tomorrow scratch that today at four", "today at four"),
        ("job ten forty three i mean ten forty four", "job ten forty four"),
        ("put two no wait three ignitors on it", "put three ignitors on it"),
        ("tell luis no tell sam the part came in", "tell sam the part came in"),
        ("everything we did in january no february", "everything we did in february"),
        ("one to two no three to four thousand", "three to four thousand"),
        ("tax is eight point eight no eight point eight one", "tax is eight point eight one"),
        ("i'll pay a hundred no make it one fifty", "i'll pay one fifty"),
        ("put two filters on it no wait just one", "put one filters on it"),
        ("twelve feet no it was fifteen, fifteen feet of pipe", "fifteen feet of pipe"),
        ("two run caps on this no sorry just one run cap on the furnace", "one run cap on the furnace"),
        ("let me start over ten forty six goes to two", "ten forty six goes to two"),
    ],
)
def test_what_the_speaker_takes_back_is_gone(said: str, meant: str) -> None:
    assert repaired(said) == meant


@pytest.mark.parametrize(
    "said",
    [
        "there's no heat at the church",
        "two of them said no just one came",
        "thursday no heat",
        "no sorry",
        "what've i got thursday no today's tuesday",
        "is she free no she's at the dentist",
        "we are sorry we kept you waiting",
        "wait for two minutes",
        "seven two oh five five five oh two no the whole thing is seven two oh five five five oh nine",
        "tuesday at two no wednesday",
        "no",
    ],
)
def test_what_is_doubtful_stays(said: str) -> None:
    assert repaired(said) == said


def test_repairing_twice_changes_nothing_more() -> None:
    texts = [text for text, *_ in rows(SPOKEN / "times.tsv")] + [row[1] for row in rows(SPOKEN / "values.tsv")]
    texts += [text for text, *_ in rows(HERE / "phrases.tsv")]
    assert [text for text in texts if repaired(repaired(text)) != repaired(text)] == []
