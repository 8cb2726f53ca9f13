"""`python -m samples corpus`: make the sample documents anew."""

from __future__ import annotations

import sys
from pathlib import Path

from samples.make import make_all

if __name__ == "__main__":
    for made in make_all(Path(sys.argv[1] if len(sys.argv) > 1 else "corpus")):
        sys.stdout.write(f"{made}\n")
