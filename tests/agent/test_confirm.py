"""What counts as a yes: nearly anything that only agrees, and nothing else."""

from pathlib import Path

import pytest

from agent.confirm import judged

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
