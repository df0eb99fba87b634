"""Teaching the network."""

from __future__ import annotations

import math
import time
from pathlib import Path

import torch  # type: ignore[import-not-found, unused-ignore]
from tokenizers import Tokenizer
from torch import Tensor
from torch.nn.functional import (  # type: ignore[import-not-found, unused-ignore]
    cross_entropy,
    log_softmax,
)

from agent.planner.sorts import TAGS
from evals.training.batches import NOT_TAUGHT, SIZE, Batch, Labels, batches
from evals.training.corpus import REQUEST, Example
from evals.training.network import Network
from evals.training.vary import Variation

ENCODER_RATE = 1e-4
HEAD_RATE = 2e-3
ACT_SMOOTHING = 0.05
DIALOGUE_WEIGHT = 3.0  # of an act other than a request: there are four requests to one of all others together
BREAK_WEIGHT = 4.0  # of a word that begins a further request: few do
NOT_OFFERED = -1e4


def fit(examples: list[Example], labels: Labels, base: Path, epochs: int, seed: int) -> Network:
    """A network taught with the examples. The same seed gives the same network on the same machine."""
    torch.manual_seed(seed)
    tokenizer = tokenizer_of(base)
    network = Network(base, len(labels.operations), len(labels.acts), 2 * len(TAGS) + 1)
    variation = Variation(examples, seed)
    act_weights = torch.tensor([1.0 if act == REQUEST else DIALOGUE_WEIGHT for act in labels.acts])
    steps = math.ceil(len(examples) / SIZE) * epochs
    heads = [p for name, p in network.named_parameters() if not name.startswith("encoder.")]
    encoder = [p for p in network.encoder.parameters() if p.requires_grad]
    rates = [ENCODER_RATE, HEAD_RATE]
    optimiser = torch.optim.AdamW([{"params": encoder}, {"params": heads}], weight_decay=0.01)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, max_lr=rates, total_steps=steps, pct_start=0.1)
    network.train()
    for epoch in range(epochs):
        begun, losses = time.monotonic(), []
        for batch in batches(examples, variation, tokenizer, labels, seed + epoch):
            loss = _loss(network, batch, act_weights)
            optimiser.zero_grad()
            loss.backward()
            torch.nn.utils.clip_grad_norm_(network.parameters(), 1.0)
            optimiser.step()
            schedule.step()
            losses.append(loss.item())
        print(f"epoch {epoch + 1}: loss {sum(losses) / len(losses):.3f}, {time.monotonic() - begun:.0f} s", flush=True)
    network.eval()
    return network


def tokenizer_of(base: Path) -> Tokenizer:
    """The base model's tokenizer, without its own truncation and padding."""
    tokenizer = Tokenizer.from_file(str(base / "tokenizer.json"))
    tokenizer.no_truncation()
    tokenizer.no_padding()
    return tokenizer


def _loss(network: Network, batch: Batch, act_weights: Tensor) -> Tensor:
    operations, acts, tags, breaks = network(batch.ids, batch.types, batch.mask)
    offered = operations + NOT_OFFERED * (1 - batch.offered)
    return (
        -(batch.operations * log_softmax(offered, 1)).sum() / batch.operations.sum().clamp(min=1)
        + _mean_surprise(acts, batch.acts, act_weights, ACT_SMOOTHING)
        + _mean_surprise(tags.flatten(0, 1), batch.tags.flatten())
        + _mean_surprise(breaks.flatten(0, 1), batch.breaks.flatten(), torch.tensor([1.0, BREAK_WEIGHT]))
    )


def _mean_surprise(scores: Tensor, truth: Tensor, weights: Tensor | None = None, smoothing: float = 0.0) -> Tensor:
    """Cross entropy, which is nought where a batch has nothing to teach."""
    total = cross_entropy(scores, truth, weights, ignore_index=NOT_TAUGHT, label_smoothing=smoothing, reduction="sum")
    return total / (truth != NOT_TAUGHT).sum().clamp(min=1)
