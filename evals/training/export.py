"""From the taught network to the files that the agent reads."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path

import torch  # type: ignore[import-not-found, unused-ignore]
from onnxruntime.quantization import QuantType, quantize_dynamic

from agent.planner.sorts import TAGS
from evals.training.batches import Labels
from evals.training.fit import tokenizer_of
from evals.training.network import Network

INPUTS = ["ids", "types", "mask"]
OUTPUTS = ["operations", "acts", "tags", "breaks"]


def export(network: Network, labels: Labels, base: Path, temperature: dict[str, float], folder: Path) -> None:
    """Write the int8 network, its tokenizer and its labels."""
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as draft:
        whole = Path(draft) / "whole.onnx"
        sample = tuple(torch.ones(2, 9, dtype=torch.int64) * i for i in (7, 0, 1))
        free = {name: {0: "batch", 1: "length"} for name in (*INPUTS, "tags", "breaks")}
        torch.onnx.export(
            network, sample, str(whole), input_names=INPUTS, output_names=OUTPUTS, dynamic_axes=free, dynamo=False
        )
        quantize_dynamic(whole, folder / "recogniser.onnx", weight_type=QuantType.QInt8)
    tokenizer_of(base).save(str(folder / "tokenizer.json"), pretty=False)
    write_labels(labels, temperature, folder)


def write_labels(labels: Labels, temperature: dict[str, float], folder: Path) -> None:
    """Write the names of the outputs, and the temperatures that make their scores probabilities."""
    content = {"operations": labels.operations, "acts": labels.acts, "fields": TAGS, "temperature": temperature}
    (folder / "labels.json").write_text(json.dumps(content, indent=1) + "\n")
