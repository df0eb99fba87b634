"""What counts as a yes: nearly anything that only agrees, and nothing else."""

from pathlib import Path

import pytest

from agent.confirm import judged, only_agrees

ACTS = Path(__file__).parents[2] / "evals" / "training" / "data" / "acts.tsv"
NOT_A_YES = ("deny", "correct", "cancel", "unsure", "inject", "smalltalk", "out_of_scope", "pause", "human", "undo")


@pytest.mark.parametrize(
    "said",
    ["yes", "yep void it", "yeah go ahead", "sure", "do it", "uh huh", "yes please", "okay yes", "that's right", "sí"],
)
def test_plain_agreement_is_a_yes(said: str) -> None:
    assert judged(said, "Void invoice 2002 for Bob Johnson, 325 dollars?") == "yes"


@pytest.mark.parametrize(
    "said",
    [
        "yeah no wait",
        "yes but tomorrow",
        "no",
        "not yet",
        "hold on yes let me think",
        "yes to the first one not the refund",
        "what",
        "",
        "maybe",
        "she said yes to everything else",
    ],
)
def test_anything_hedged_is_not(said: str) -> None:
    assert judged(said, "Delete job 1040, Annual furnace tune-up, for good?") != "yes"


def test_no_hand_written_refusal_doubt_or_correction_passes_for_a_yes() -> None:
    rows = [line.split("\t") for line in ACTS.read_text(encoding="utf-8").splitlines()]
    refusals = [row for row in rows if row[0] in NOT_A_YES and row[1]]
    assert len(refusals) > 500
    assert [row[2] for row in refusals if judged(row[2], row[1]) == "yes"] == []


def test_a_command_of_the_very_deed_at_the_end_is_a_yes() -> None:
    said = "well she says her brother in law's gonna do it so i guess yeah what can you do go ahead and cancel it"
    assert judged(said, "Cancel job 1054, Duct cleaning?") == "yes"


@pytest.mark.parametrize(
    "said",
    [
        "i'll ask priya to do it",
        "who can do it",
        "can mike go ahead and delete it",
        "tell him to go ahead and delete it",
        "should i go ahead and delete it",
        "maybe later we go ahead and delete it",
        "the landlord wants to go ahead and delete it",
        "text bob that we'll go ahead and delete it",
        "what happens when you go ahead and delete it",
        "then she said go ahead and cancel it",
    ],
)
def test_a_deed_that_is_only_spoken_of_is_none(said: str) -> None:
    assert judged(said, "Delete job 1040, Annual furnace tune-up, for good?") != "yes"


@pytest.mark.parametrize(
    "said",
    [
        "yep that's what it says",
        "i've got it in my hand so yes absolutely",
        "mhm fire away",
        "oh for sure, owen and i proofread it twice, let it rip",
        "it's fine he asked me to, so go ahead",
        "i'm positive",
    ],
)
def test_a_yes_with_its_reason_is_a_yes(said: str) -> None:
    assert judged(said, "Record $200.00 from Anil Patel on invoice 2003?") == "yes"


@pytest.mark.parametrize(
    "said",
    [
        "i don't know so yes",
        "is that what he said yes",
        "he told me to ask, so if she is fine go ahead",
        "so yes or no",
    ],
)
def test_a_yes_with_a_doubt_is_none(said: str) -> None:
    assert judged(said, "Record $200.00 from Anil Patel on invoice 2003?") != "yes"


def test_agreement_alone_is_told_from_a_command() -> None:
    assert all(only_agrees(said) for said in ("yes", "please do", "mhm fire away", "yep that's right"))
    assert not any(
        only_agrees(said) for said in ("send it", "yes the new one", "yes please off", "is that right", "ok")
    )
