"""`python -m bench`: runs every benchmark and prints one line each."""

from __future__ import annotations

import sys

from bench import question

if __name__ == "__main__":
    sys.stdout.write(question.measure() + "\n")
