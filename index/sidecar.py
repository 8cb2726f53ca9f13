"""Metadata in a file beside the document. API as index/corpus.py uses it."""

from __future__ import annotations

import tomllib

from index.types import Metadata


def parse_sidecar(text: str) -> Metadata:
    """Return what a metadata file states. Raises CorpusError naming the key that is wrong."""
    return Metadata(**tomllib.loads(text))
