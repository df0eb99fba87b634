"""Fits the heads anew on the encoder that ships: half an hour instead of hours, for when only utterances were added.

The encoder runs as it ships (int8, onnxruntime) over the examples; what it makes of them is kept, and small heads are
fitted on that in torch. They replace the old ones in the graph, in full precision: a third of a megabyte.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import onnx  # type: ignore[import-not-found, unused-ignore]
import onnxruntime
import torch  # type: ignore[import-not-found, unused-ignore]
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper  # type: ignore[import-not-found, unused-ignore]
from tokenizers import Tokenizer
from torch import Tensor, nn  # type: ignore[import-not-found, unused-ignore]
from torch.nn.functional import cross_entropy, log_softmax  # type: ignore[import-not-found, unused-ignore]

from agent.planner.sorts import TAGS
from evals.training.batches import NOT_TAUGHT, Labels, batches
from evals.training.corpus import REQUEST, Example
from evals.training.export import OUTPUTS, write_labels
from evals.training.fit import ACT_SMOOTHING, BREAK_WEIGHT, DIALOGUE_WEIGHT, NOT_OFFERED
from evals.training.vary import Variation

SENTENCE, BOTH = "/Div_output_0", "/Concat_output_0"
PIECES = "/encoder/encoder/layer.5/output/LayerNorm/LayerNormalization_output_0"
SIZE, HIDDEN = 384, 512
VERSIONS = 3  # of every example
EPOCHS, BATCH, RATE, DECAY, DROPOUT = 14, 256, 1e-3, 0.02, 0.3
Row = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Seen:
    """What the encoder makes of utterances, and what the heads are to say of it; the pieces of all are one row."""

    sentence: Tensor
    both: Tensor
    offered: Tensor
    operations: Tensor
    acts: Tensor
    pieces: Tensor
    tags: Tensor
    breaks: Tensor


class Head(nn.Module):  # type: ignore[misc, unused-ignore]
    """A linear layer with a small bend beside it."""

    def __init__(self, size: int, outputs: int) -> None:
        super().__init__()
        self.dropout = nn.Dropout(DROPOUT)
        self.straight = nn.Linear(size, outputs)
        self.into, self.out = nn.Linear(size, HIDDEN), nn.Linear(HIDDEN, outputs)

    def forward(self, seen: Tensor) -> Tensor:
        """The scores."""
        seen = self.dropout(seen)
        return self.straight(seen) + self.out(self.dropout(torch.relu(self.into(seen))))


def seen_by(model: Path, examples: list[Example], labels: Labels, seed: int) -> Seen:
    """Several versions of every example, as the encoder sees them."""
    session = _encoder(model)
    tokenizer = Tokenizer.from_file(str(model / "tokenizer.json"))
    variation = Variation(examples, seed)
    found: dict[str, list[NDArray[np.generic]]] = {name: [] for name in Seen.__dataclass_fields__}
    for turn in range(VERSIONS):
        for batch in batches(examples, variation, tokenizer, labels, seed + turn):
            feed = {"ids": batch.ids.numpy(), "types": batch.types.numpy(), "mask": batch.mask.numpy()}
            sentence, both, pieces = session.run([SENTENCE, BOTH, PIECES], feed)
            taught = (batch.tags != NOT_TAUGHT).numpy()
            tensors = (batch.offered, batch.operations, batch.acts)
            whole = (sentence, both, *(each.numpy() for each in tensors))
            parts = (pieces[taught].astype(np.float16), batch.tags.numpy()[taught], batch.breaks.numpy()[taught])
            for name, value in zip(found, (*whole, *parts), strict=True):
                found[name].append(value)
        print(f"version {turn + 1} seen", flush=True)
    return Seen(*(torch.from_numpy(np.concatenate(each)) for each in found.values()))


def _encoder(model: Path) -> onnxruntime.InferenceSession:
    graph = onnx.load(model / "recogniser.onnx")
    for name in (SENTENCE, BOTH, PIECES):
        graph.graph.output.append(helper.make_tensor_value_info(name, TensorProto.FLOAT, None))
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = torch.get_num_threads()
    return onnxruntime.InferenceSession(graph.SerializeToString(), options, providers=["CPUExecutionProvider"])


def fit_heads(seen: Seen, labels: Labels, seed: int) -> dict[str, Head]:
    """The four heads, fitted."""
    torch.manual_seed(seed)
    heads = {
        "operations": Head(SIZE, len(labels.operations)),
        "acts": Head(2 * SIZE, len(labels.acts)),
        "tags": Head(SIZE, 2 * len(TAGS) + 1),
        "breaks": Head(SIZE, 2),
    }
    weights = torch.tensor([1.0 if act == REQUEST else DIALOGUE_WEIGHT for act in labels.acts])
    parameters = [each for head in heads.values() for each in head.parameters()]
    optimiser = torch.optim.AdamW(parameters, RATE, weight_decay=DECAY)
    rows, pieces = len(seen.sentence), len(seen.pieces)
    steps = rows // BATCH
    share = pieces // steps
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, max_lr=RATE, total_steps=steps * EPOCHS, pct_start=0.1)
    for epoch in range(EPOCHS):
        order, places, losses = torch.randperm(rows), torch.randperm(pieces), []
        for step in range(steps):
            some, few = order[step * BATCH : (step + 1) * BATCH], places[step * share : (step + 1) * share]
            loss = _loss(heads, seen, some, few, weights)
            optimiser.zero_grad()
            loss.backward()
            optimiser.step()
            schedule.step()
            losses.append(loss.item())
        print(f"epoch {epoch + 1}: loss {sum(losses) / len(losses):.3f}", flush=True)
    return {name: head.eval() for name, head in heads.items()}


def _loss(heads: dict[str, Head], seen: Seen, some: Tensor, few: Tensor, weights: Tensor) -> Tensor:
    operations = heads["operations"](seen.sentence[some]) + NOT_OFFERED * (1 - seen.offered[some])
    acts, told = heads["acts"](seen.both[some]), seen.acts[some]
    pieces = seen.pieces[few].float()
    breaks = cross_entropy(heads["breaks"](pieces), seen.breaks[few], torch.tensor([1.0, BREAK_WEIGHT]))
    smooth = {"ignore_index": NOT_TAUGHT, "label_smoothing": ACT_SMOOTHING}
    truth = seen.operations[some]
    return (
        -(truth * log_softmax(operations, 1)).sum() / truth.sum().clamp(min=1)
        + cross_entropy(acts, told, weights, **smooth)
        + cross_entropy(heads["tags"](pieces), seen.tags[few])
        + breaks
    )


def put_in(model: Path, heads: dict[str, Head], labels: Labels, temperature: dict[str, float], folder: Path) -> None:
    """The model with these heads in place of its own, in a folder (which may be its own)."""
    loaded = onnx.load(model / "recogniser.onnx")
    graph = loaded.graph
    inputs = dict(zip(OUTPUTS, (SENTENCE, BOTH, PIECES, PIECES), strict=True))
    kept = [node for node in graph.node if not set(node.output) & set(OUTPUTS)]
    del graph.node[:]
    graph.node.extend(kept)
    for name, head in heads.items():
        _add(graph, name, inputs[name], head)
    _prune(graph)
    with TemporaryDirectory() as draft:
        path = Path(draft) / "recogniser.onnx"
        onnx.checker.check_model(loaded)
        onnx.save(loaded, path)
        folder.mkdir(parents=True, exist_ok=True)
        tokenizer = (model / "tokenizer.json").read_bytes()
        (folder / "recogniser.onnx").write_bytes(path.read_bytes())
        (folder / "tokenizer.json").write_bytes(tokenizer)
    write_labels(labels, temperature, folder)


def _add(graph: onnx.GraphProto, name: str, seen: str, head: Head) -> None:
    layers = {"straight": head.straight, "into": head.into, "out": head.out}
    for layer, linear in layers.items():
        for part, value in (("weight", linear.weight.detach().numpy().T), ("bias", linear.bias.detach().numpy())):
            graph.initializer.append(numpy_helper.from_array(np.ascontiguousarray(value), f"{name}.{layer}.{part}"))
    bend = f"{name}.bend"
    for layer, given in (("straight", seen), ("into", seen), ("out", bend)):
        product = f"{name}.{layer}.product"
        graph.node.append(helper.make_node("MatMul", [given, f"{name}.{layer}.weight"], [product]))
        graph.node.append(helper.make_node("Add", [product, f"{name}.{layer}.bias"], [f"{name}.{layer}"]))
        if layer == "into":
            graph.node.append(helper.make_node("Relu", [f"{name}.into"], [bend]))
    graph.node.append(helper.make_node("Add", [f"{name}.straight", f"{name}.out"], [name]))


def _prune(graph: onnx.GraphProto) -> None:
    """Drop what no output needs any more."""
    makers = {output: node for node in graph.node for output in node.output}
    needed, ahead = set(), list(OUTPUTS)
    while ahead:
        name = ahead.pop()
        if name in needed:
            continue
        needed.add(name)
        if name in makers:
            ahead += [*makers[name].input, *makers[name].output]
    nodes = [node for node in graph.node if needed & set(node.output)]
    weights = [each for each in graph.initializer if each.name in needed]
    del graph.node[:]
    graph.node.extend(nodes)
    del graph.initializer[:]
    graph.initializer.extend(weights)
