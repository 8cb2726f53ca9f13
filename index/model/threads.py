"""How many threads of the processor a model takes, and NumPy beside it."""

from __future__ import annotations

import os

from threadpoolctl import ThreadpoolController  # type: ignore[import-untyped]

THREAD_VARIABLES = ("WENJU_THREADS", "OMP_NUM_THREADS")


def thread_count() -> int:
    """Threads for one computation: `WENJU_THREADS`, `OMP_NUM_THREADS`, or 0: one for each physical core."""
    for variable in THREAD_VARIABLES:
        value = os.environ.get(variable, "")
        if value.isdigit():
            return int(value)
    return 0


def cores() -> int:
    """Processors that this process may run on."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def keep_products_to_one_thread() -> None:
    """Give NumPy's products one thread, in the whole process from now on.

    Their threads spin when they are done: a fifth of the processor time of a question, and a core taken from
    the model's next batch. The products here are small, and none is faster with two.
    """
    ThreadpoolController().limit(limits=1, user_api="blas")
