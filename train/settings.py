"""What a run is made with."""

from __future__ import annotations

from dataclasses import dataclass

from eval.public.untrained import HELD


@dataclass(frozen=True, slots=True)
class Settings:
    """Numbers of a run. Layers below `frozen` stay as they are, and so does the embedding table.

    `sentence`, `passage`, `absent`, `keep_question` and `keep_passage` are the weights of the objectives in
    `train.objectives`, `together` is that of the one in `train.together`, for a run with a head and a reader
    that learn along at `together_rate`. `bank_temperature` is that of the softmax over all passages: the one
    that the base was trained with (Wang et al. 2024, multilingual E5), so that what it knew is as sharp.
    """

    seed: int = 9
    frozen: int = 6
    epochs: int = 4
    batch_tokens: int = 4000  # of passages
    questions_per_group: int = 8
    rate: float = 1e-4
    warmup: float = 0.05
    decay: float = 0.01
    clip: float = 1.0
    dropout: float = 0.1
    reduced: bool = True  # products in bfloat16 if the processor can; weights and their steps are float32
    temperature: float = 0.05
    bank_temperature: float = 0.01
    sentence: float = 1.0
    passage: float = 0.5
    absent: float = 0.3
    keep_question: float = 0.1
    keep_passage: float = 4.0
    together: float = 1.0
    together_rate: float = 3e-4
    held: float = HELD
