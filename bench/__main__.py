"""`python -m bench`: runs every benchmark and prints its lines."""

from __future__ import annotations

import sys

from bench import late, page, question

if __name__ == "__main__":
    sys.stdout.write(question.measure() + "\n")
    sys.stdout.write(late.measure() + "\n")
    sys.stdout.write(page.measure() + "\n")
