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
from evals.training.corpus import Example
from evals.training.network import Network
from evals.training.vary import Variation

ENCODER_RATE = 1e-4
HEAD_RATE = 2e-3
TAG_WEIGHT = 0.5
ACT_WEIGHT = 0.7
BREAK_WEIGHT = 0.3
ACT_SMOOTHING = 0.05


def fit(examples: list[Example], labels: Labels, base: Path, epochs: int, seed: int) -> Network:
    """A network taught with the examples. The same seed gives the same network on the same machine."""
    torch.manual_seed(seed)
    tokenizer = tokenizer_of(base)
    network = Network(base, len(labels.operations), len(labels.acts), 2 * len(TAGS) + 1)
    variation = Variation(examples, seed)
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
            loss = _loss(network, batch)
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


def _loss(network: Network, batch: Batch) -> Tensor:
    operations, acts, tags, breaks = network(batch.ids, batch.types, batch.mask)
    return (
        -(batch.operations * log_softmax(operations, 1)).sum() / batch.operations.sum().clamp(min=1)
        + ACT_WEIGHT * _mean_surprise(acts, batch.acts, ACT_SMOOTHING)
        + TAG_WEIGHT * _mean_surprise(tags.flatten(0, 1), batch.tags.flatten())
        + BREAK_WEIGHT * _mean_surprise(breaks.flatten(0, 1), batch.breaks.flatten())
    )


def _mean_surprise(scores: Tensor, truth: Tensor, smoothing: float = 0.0) -> Tensor:
    """Cross entropy, which is nought where a batch has nothing to teach."""
    total = cross_entropy(scores, truth, ignore_index=NOT_TAUGHT, label_smoothing=smoothing, reduction="sum")
    return total / (truth != NOT_TAUGHT).sum().clamp(min=1)
