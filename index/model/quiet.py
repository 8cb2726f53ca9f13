"""Manners for the libraries that load models: quiet, private, within their threads; errors on one line."""

from __future__ import annotations

import os

from index.model.threads import thread_count


def set_defaults(offline: bool) -> None:
    """Quiet and private unless the user says otherwise; read by the libraries when they are imported."""
    os.environ.setdefault("HF_HUB_DISABLE_TELEMETRY", "1")
    os.environ.setdefault("TRANSFORMERS_VERBOSITY", "error")
    if offline:
        os.environ.setdefault("HF_HUB_OFFLINE", "1")


def prepare_torch() -> None:
    """No progress bars on the terminal, and the threads that the user allows."""
    import torch
    from transformers.utils import logging

    logging.disable_progress_bar()  # type: ignore[no-untyped-call]
    if thread_count():
        torch.set_num_threads(thread_count())


def reason(error: Exception) -> str:
    """The first line of what a library says, or the kind of error when it says nothing."""
    return (str(error).strip() or type(error).__name__).splitlines()[0][:200]
