"""What a model folder says of its sentence vectors: `"sentences": "late"` in its own configuration.

A model that was not trained for it finds the sentence that answers less often by late chunking than by
embedding each sentence on its own, so only a model that was says so. Other programs pass the key over.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

CONFIG = "config_sentence_transformers.json"
_KEY, _LATE = "sentences", "late"


def says_late(folder: Path) -> bool:
    """Whether the model makes the vectors of sentences from the token states of their passage."""
    return bool(_read(folder / CONFIG).get(_KEY) == _LATE)


def mark_late(folder: Path) -> None:
    """Make the folder say so; before its manifest is written, which has the checksum of every file."""
    content = json.dumps(_read(folder / CONFIG) | {_KEY: _LATE}, ensure_ascii=False, indent=2) + "\n"
    (folder / CONFIG).write_text(content, encoding="utf-8")


def _read(path: Path) -> dict[str, Any]:
    content = json.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}
    return content if isinstance(content, dict) else {}
