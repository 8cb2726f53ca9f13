"""What the shipped encoder was never trained on, of sets that it was otherwise trained on.

What is fitted or measured with it reads this alone, and `train` leaves it out.
"""

from __future__ import annotations

import hashlib

HELD = 0.05  # share of the articles of a SQuAD-style file
TRAINED_HALF = 0.5  # share of the questions of STARD that are trained on


def share(text: str) -> float:
    """A number in [0, 1) that is a text's own: what parts it takes in is decided by it, not by chance."""
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:4]) / 2**32


def is_held_article(title: str, held: float = HELD) -> bool:
    """Whether an article of a SQuAD-style file is held out, by its title in simplified characters."""
    return share(f"held {title}") < held


def is_trained_question(question: str) -> bool:
    """Whether a question of STARD is of the half that is trained on."""
    return share(f"stard {question}") < TRAINED_HALF
