"""Languages: probabilities that add up, names that can be said, and the same files for the same words."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from agent.voices import language as languages
from agent.voices.language import Language, words_of
from agent.voices.ngrams import NGrams, count
from agent.voices.pronunciation import dictionary, from_letters, pronunciations

SENTENCES = [
    "put [two](quantity) [hot surface ignitors](itemId) on [job ten forty two](jobId)",
    "text [maria garcia](contactId) that [i am on my way](body)",
    "what's on my schedule on monday",
]
NAMES = ["Siobhan O'Connor", "Xiomara Okafor", "16 by 25 air filter"]


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Language:
    return Language.build(SENTENCES, NAMES, tmp_path_factory.mktemp("languages"))


def _grams(file: Path, order: int) -> Iterator[tuple[list[str], float]]:
    section = file.read_text().split(f"\\{order}-grams:\n")[1].split("\n\n")[0]
    for line in section.splitlines():
        chance, *rest = line.split()
        yield rest[:order], 10 ** float(chance)


def test_the_words_that_can_follow_share_one_probability(built: Language) -> None:
    model = NGrams(count([(words_of(sentence), 1.0) for sentence in ("a b c", "a b d", "b a")]), {"e": 1.0, "a": 2.0})
    words = ["a", "b", "c", "d", "e", "</s>"]
    for history in [(), ("a",), ("b",), ("a", "b"), ("<s>", "a"), ("e",), ("d", "e")]:
        assert sum(model.after((*history, word)) for word in words) == pytest.approx(1.0)
    assert sum(chance for _, chance in _grams(built.arpa, 1)) == pytest.approx(1.0, abs=0.01)


def test_what_was_listed_is_likelier_than_what_was_not() -> None:
    model = NGrams(count([(("job", "ten"), 1.0), (("job", "nine"), 1.0)]), {"ten": 0.1, "tin": 0.2})
    assert model.after(("job", "ten")) > model.after(("job", "tin")) > 0


def test_names_numbers_and_common_words_are_in_the_dictionary(built: Language) -> None:
    words = {line.split()[0] for line in built.dictionary.read_text().splitlines()}
    assert {"siobhan", "o'connor", "xiomara", "okafor", "ignitors", "seventy", "thursday", "because"} <= words
    listed = {gram[0] for gram, _ in _grams(built.arpa, 1)} - {"<s>", "</s>"}
    assert listed == {word.split("(")[0] for word in words}


def test_names_are_tried_in_the_slots_of_records_only(built: Language) -> None:
    trigrams = {tuple(gram) for gram, _ in _grams(built.arpa, 3)}
    assert ("text", "xiomara", "okafor") in trigrams
    assert ("put", "xiomara", "okafor") not in trigrams
    assert any(gram[:2] == ("job", "seventeen") for gram in trigrams)


def test_a_language_is_built_once_and_forgotten_when_it_is_the_least_used(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(languages, "KEPT", 1)
    first = Language.build(SENTENCES, [], tmp_path)
    made = first.arpa.stat().st_mtime_ns
    assert Language.build(SENTENCES, [], tmp_path) == first
    assert first.arpa.stat().st_mtime_ns == made
    second = Language.build(SENTENCES, ["Wei Zhang"], tmp_path)
    assert [each.name for each in tmp_path.iterdir()] == [second.folder.name]


def test_unknown_names_are_sounded_out_and_letters_spelled() -> None:
    said = pronunciations(["okafor", "okafor's", "maria's", "pvc", "job"])
    assert said["job"] == dictionary()["job"]
    assert said["maria's"] == [f"{sound} Z" for sound in dictionary()["maria"]]
    assert said["pvc"] == ["P IY V IY S IY"]
    phones = {phone for ways in dictionary().values() for way in ways for phone in way.split()}
    assert set(" ".join(said["okafor"] + said["okafor's"]).split()) <= phones


@pytest.mark.parametrize(
    ("word", "sound"), [("petrov", "P EH T R AA V"), ("shaughton", "SH AO T AH N"), ("thm", "T IY EY CH EH M")]
)
def test_letters_have_sounds_without_any_program(word: str, sound: str) -> None:
    assert from_letters(word) == sound
