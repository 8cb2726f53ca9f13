"""The encoder in torch: layers below that stay, layers above that learn, and means of their token states."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import torch
from torch import Tensor, nn
from transformers import BertModel

from index.batches import by_length

CHUNK_TOKENS = 2048  # padded tokens of one pass; longer passes are no faster on two cores


def load_bert(folder: Path) -> BertModel:
    """The model of a folder in float32."""
    model: BertModel = BertModel.from_pretrained(
        folder, local_files_only=True, add_pooling_layer=False, dtype=torch.float32
    )
    model.eval()  # type: ignore[no-untyped-call]
    return model


def has_bfloat16() -> bool:
    """Whether the processor multiplies bfloat16 itself; without, it is 80 times slower than float32."""
    capabilities = torch.cpu.get_capabilities()
    return bool(capabilities.get("avx512_bf16") or capabilities.get("amx_bf16"))


class Layers(nn.Module):
    """A run of encoder layers, in training with products in bfloat16 if `reduced` and the processor can.

    Attention has no dropout, which would cost the fused kernel and with it a fifth of a step.
    """

    def __init__(
        self, model: BertModel, first: int, last: int, dropout: float = 0.0, reduced: bool = False
    ) -> None:
        super().__init__()
        self.first, self.reduced = first, reduced and has_bfloat16()
        self.layers = nn.ModuleList(model.encoder.layer[first:last])
        for name, module in self.layers.named_modules():
            if isinstance(module, nn.Dropout):
                module.p = 0.0 if name.endswith("self.dropout") else dropout

    def forward(self, states: Tensor, mask: Tensor | None) -> Tensor:
        """`float[batch, tokens, hidden]`, and which tokens are no padding, `bool[batch, tokens]`."""
        allowed = None if mask is None else mask[:, None, None, :]
        with torch.autocast("cpu", torch.bfloat16, enabled=self.reduced and self.training):
            for layer in self.layers:
                states = layer(states, allowed)
        return states.float()

    def named(self) -> dict[str, Tensor]:
        """Its tensors under their names in `BertModel`."""
        tensors = {}
        for name, tensor in self.layers.state_dict().items():
            number, _, rest = name.partition(".")
            tensors[f"encoder.layer.{int(number) + self.first}.{rest}"] = tensor
        return tensors

    def load_named(self, tensors: dict[str, Tensor]) -> None:
        """Take the tensors that `named` gave."""
        own = self.named()
        if own.keys() != tensors.keys():
            raise ValueError(f"layers of another model: {sorted(own.keys() ^ tensors.keys())[:3]}")
        for name, tensor in own.items():
            tensor.copy_(tensors[name])


def run_layers(layers: Layers, rows: Sequence[Tensor]) -> list[Tensor]:
    """The states of each text, `float[tokens, hidden]` before and after; texts of like length go together."""
    done: dict[int, Tensor] = {}
    for group in by_length([len(row) for row in rows], CHUNK_TOKENS):
        states = nn.utils.rnn.pad_sequence([rows[place] for place in group], batch_first=True)
        lengths = torch.tensor([len(rows[place]) for place in group])
        mask = torch.arange(states.shape[1]) < lengths[:, None]
        states = layers(states, None if bool(mask.all()) else mask)
        done |= {place: states[i, : lengths[i]] for i, place in enumerate(group)}
    return [done[place] for place in range(len(rows))]


def means(states: Tensor, ranges: Tensor) -> Tensor:
    """Unit mean vectors `float[n, hidden]` of ranges `int64[n, 2]` of token states; ranges may overlap."""
    lengths = ranges[:, 1] - ranges[:, 0]
    owner = torch.repeat_interleave(torch.arange(len(ranges)), lengths)
    begin = torch.repeat_interleave(ranges[:, 0] - torch.cumsum(lengths, 0) + lengths, lengths)
    places = torch.arange(len(owner)) + begin
    sums = states.new_zeros(len(ranges), states.shape[1]).index_add(0, owner, states[places])
    return nn.functional.normalize(sums, dim=1)
