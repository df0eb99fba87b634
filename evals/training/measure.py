"""What the recogniser does on utterances that it has not learnt from. It is measured as shipped: int8, onnxruntime."""

from __future__ import annotations

import math
import time
from collections import defaultdict
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from statistics import mean, quantiles
from typing import Any

from agent.planner.recogniser import FOR_CUSTOMERS, FOR_OUTSIDERS, OTHER_NAMES, Ranking, Recogniser, Recognition
from agent.planner.sorts import SORT_OF
from evals.training.corpus import Example
from evals.training.vary import Variation, Version

SURE = (0.8, 0.6, 0.4)
TEMPERATURES = [0.3 + 0.05 * i for i in range(30)]
Figures = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Trial:
    """A held-out example, as it was put to the recogniser, and the answer."""

    example: Example
    version: Version
    answer: Recognition
    seconds: float


def try_all(recogniser: Recogniser, examples: list[Example]) -> list[Trial]:
    """Put each example, as written, to the recogniser, and see its answer among what the speaker's side may ask for."""
    as_written = Variation(examples, seed=0).as_written
    trials = []
    for example in examples:
        version = as_written(example)
        begun = time.perf_counter()
        answer = recogniser.recognise(version.text, version.said_before)
        seconds = time.perf_counter() - begun
        trials.append(Trial(example, version, answer.among(_offered(example, answer)), seconds))
    return trials


def figures(trials: list[Trial]) -> Figures:
    """Everything that is reported, as shares of 1."""
    asked = [trial for trial in trials if len(trial.example.operations) == 1]
    acted = [trial for trial in trials if trial.example.act]
    marked = [trial for trial in trials if trial.example.marked]
    return {
        "operations": _by_source(asked, _operation_figures),
        "sureOfOperation": _sure([(_p(trial), _right(trial)) for trial in asked]),
        "sureWhereNothingIsAsked": _idle(trials),
        "acts": _by_source(acted, lambda some: {"right": mean(_act(t) == t.example.act for t in some)}),
        "actsOfTheDialogue": _acts_in_context([t for t in acted if t.example.source == "acts"]),
        "sureOfAct": _sure([(t.answer.acts[0][1], _act(t) == t.example.act) for t in acted]),
        "spans": _by_source(marked, _span_figures),
        "breaks": _break_figures(marked),
        "milliseconds": _times(trials),
    }


def temperatures(trials: list[Trial]) -> dict[str, float]:
    """The temperatures, relative to those that the answers were made with, under which the truth is likeliest."""
    asked = [(t.answer.operations, _accepted(t.example)) for t in trials if len(t.example.operations) == 1]
    acted = [(t.answer.acts, {t.example.act}) for t in trials if t.example.act]
    return {"operations": _temperature(asked), "acts": _temperature(acted)}


def mistakes(trials: list[Trial]) -> list[str]:
    """The wrong first choices, surest first, one a line."""
    wrong = [t for t in trials if len(t.example.operations) == 1 and not _right(t)]
    wrong.sort(key=lambda t: -_p(t))
    return [f"{_p(t):.2f}\t{t.example.operations[0]}\t{t.answer.operations[0][0]}\t{t.version.text}" for t in wrong]


def _offered(example: Example, answer: Recognition) -> set[str]:
    if example.of_an_outsider:
        return set(FOR_OUTSIDERS)
    names = {name for name, _ in answer.operations}
    return names - set(FOR_CUSTOMERS) if example.operations else names


def _accepted(example: Example) -> set[str | None]:
    return {*example.operations, *(n for operation in example.operations for n in OTHER_NAMES.get(operation, ()))}


def _family(operation: str) -> str:
    """Record and list of one kind are read from one place: `GET /x/{id}` answers much of what `GET /x` does."""
    return operation.removesuffix("/{id}") if operation.startswith("GET ") else operation


def _right(trial: Trial, among_first: int = 1) -> bool:
    return any(name in _accepted(trial.example) for name, _ in trial.answer.operations[:among_first])


def _p(trial: Trial) -> float:
    return trial.answer.operations[0][1]


def _act(trial: Trial) -> str:
    return trial.answer.acts[0][0]


def _operation_figures(trials: list[Trial]) -> Figures:
    families = [_family(t.answer.operations[0][0]) == _family(t.example.operations[0]) for t in trials]
    return {
        "top1": mean(map(_right, trials)),
        "top1OrSibling": mean(_right(t) or alike for t, alike in zip(trials, families, strict=True)),
        "top3": mean(_right(t, 3) for t in trials),
        "top25": mean(_right(t, 25) for t in trials),
    }


def _by_source(trials: list[Trial], measure: Callable[[list[Trial]], Figures]) -> Figures:
    sources = defaultdict(list)
    for trial in trials:
        sources[trial.example.source].append(trial)
    return {name: {"count": len(some)} | measure(some) for name, some in [("all", trials), *sources.items()]}


def _sure(outcomes: list[tuple[float, bool]]) -> Figures:
    found = {}
    for least in SURE:
        rights = [right for p, right in outcomes if p >= least]
        found[str(least)] = {"covers": len(rights) / len(outcomes), "right": mean(rights) if rights else None}
    return found


def _idle(trials: list[Trial]) -> Figures:
    idle = [_p(t) for t in trials if t.example.source == "acts" and t.example.act not in {"request", "correct", "fill"}]
    return {str(least): mean(p >= least for p in idle) for least in SURE}


def _acts_in_context(trials: list[Trial]) -> Figures:
    with_line = [t for t in trials if t.example.said_before]
    without = [t for t in trials if not t.example.said_before]
    return {
        "answersToTheAgent": {"count": len(with_line), "right": mean(_act(t) == t.example.act for t in with_line)},
        "others": {"count": len(without), "right": mean(_act(t) == t.example.act for t in without)},
    }


def _span_figures(trials: list[Trial]) -> Figures:
    true, found = set(), set()
    for i, trial in enumerate(trials):
        true |= {(i, SORT_OF[field], start, end) for field, start, end in trial.version.marks}
        found |= {(i, span.field, span.start, span.end) for span in trial.answer.spans}
    edges = {(i, start, end) for i, _, start, end in true} & {(i, start, end) for i, _, start, end in found}
    return {"f1": _f1(len(true & found), true, found), "f1WithoutField": _f1(len(edges), true, found)}


def _break_figures(trials: list[Trial]) -> Figures:
    true = {(i, at) for i, trial in enumerate(trials) for at in trial.version.breaks}
    found = {(i, at) for i, trial in enumerate(trials) for at in trial.answer.breaks}
    single = [trial for trial in trials if not trial.version.breaks]
    return {"f1": _f1(len(true & found), true, found), "singleRequestsCut": mean(bool(t.answer.breaks) for t in single)}


def _f1(hits: int, true: set[Any], found: set[Any]) -> float:
    return 2 * hits / (len(true) + len(found)) if true or found else 1.0


def _times(trials: list[Trial]) -> Figures:
    cuts = quantiles([1000 * trial.seconds for trial in trials], n=100)
    return {"p50": cuts[49], "p99": cuts[98]}


def _temperature(outcomes: Sequence[tuple[Ranking, Collection[str | None]]]) -> float:
    def surprise(temperature: float) -> float:
        total = 0.0
        for ranked, accepted in outcomes:
            powers = [(name, max(p, 1e-12) ** (1 / temperature)) for name, p in ranked]
            right = sum(power for name, power in powers if name in accepted)
            total -= math.log(max(right, 1e-12) / sum(power for _, power in powers))
        return total

    return min(TEMPERATURES, key=surprise)
