"""The network: a small sentence encoder with four linear heads."""

from __future__ import annotations

from pathlib import Path

import torch  # type: ignore[import-not-found, unused-ignore]
from torch import Tensor, nn  # type: ignore[import-not-found, unused-ignore]

DROPOUT = 0.2


class Network(nn.Module):  # type: ignore[misc, unused-ignore]
    """Reads an utterance and the agent's words before it; scores operations, acts, tags and breaks.

    The sentence is the mean over the utterance's own word pieces: the operation sees the agent's words through
    attention alone, the act by their own mean too.
    """

    def __init__(self, base: Path, operations: int, acts: int, tags: int) -> None:
        from transformers import AutoModel  # type: ignore[import-not-found, unused-ignore]

        super().__init__()
        self.encoder = AutoModel.from_pretrained(base, local_files_only=True, attn_implementation="eager")
        # Frozen, so that words which no example holds keep their place among those that one does.
        self.encoder.embeddings.word_embeddings.requires_grad_(False)
        size = self.encoder.config.hidden_size
        self.dropout = nn.Dropout(DROPOUT)
        self.operations = nn.Linear(size, operations)
        self.acts = nn.Linear(2 * size, acts)
        self.tags = nn.Linear(size, tags)
        self.breaks = nn.Linear(size, 2)

    def forward(self, ids: Tensor, types: Tensor, mask: Tensor) -> tuple[Tensor, Tensor, Tensor, Tensor]:
        """The scores of the four heads."""
        pieces = self.encoder(input_ids=ids, token_type_ids=types, attention_mask=mask).last_hidden_state
        sentence = self.dropout(_mean(pieces, mask * (1 - types)))
        before = self.dropout(_mean(pieces, mask * types))
        pieces = self.dropout(pieces)
        acts = self.acts(torch.cat([sentence, before], 1))
        return self.operations(sentence), acts, self.tags(pieces), self.breaks(pieces)


def _mean(pieces: Tensor, mask: Tensor) -> Tensor:
    """The mean of the pieces in the mask, nought if there are none."""
    weights = mask.unsqueeze(-1).to(pieces.dtype)
    return (pieces * weights).sum(1) / weights.sum(1).clamp(min=1)
