"""What a carrier had noted is there when it has been killed, and nobody reads the notes of one that lives."""

from __future__ import annotations

import os
import signal
from pathlib import Path

from storage.journal import Journal, LeftBehind, left_behind
from storage.types import new_id


def test_a_killed_carriers_notes_are_read_once(tmp_path: Path) -> None:
    gone, begun, ended = new_id(), new_id(), "short"
    if (life := os.fork()) == 0:
        journal = Journal.open(tmp_path)
        for parcel in (gone, begun, ended):
            journal.take_up(parcel)
        journal.past_recall(gone)
        journal.past_recall(ended)
        journal.lay_down(ended)
        os.kill(os.getpid(), signal.SIGKILL)
    os.waitpid(life, 0)
    [left] = left_behind(tmp_path)
    assert left.gone == (gone,)
    assert list(left_behind(tmp_path)) == []


def test_a_living_carriers_notes_are_its_own(tmp_path: Path) -> None:
    journal = Journal.open(tmp_path)
    journal.take_up("one")
    journal.past_recall("one")
    assert list(left_behind(tmp_path)) == []
    assert journal.take_up("one"), "it was begun before, and had gone"
    journal.lay_down("one")
    assert not journal.take_up("one")
    journal.close()
    assert list(tmp_path.iterdir()) == []


def test_notes_that_could_not_be_followed_up_are_read_again(tmp_path: Path) -> None:
    journal = Journal.open(tmp_path)
    journal.take_up("one")
    journal.past_recall("one")
    journal._notes.close()  # as if its program had died
    os.close(journal._file)
    follower = left_behind(tmp_path)
    assert next(follower) == LeftBehind(journal.name, ("one",))
    follower.close()  # type: ignore[attr-defined]
    assert list(left_behind(tmp_path)) == [LeftBehind(journal.name, ("one",))]
    assert list(left_behind(tmp_path)) == []
