import os

# Of one thread each: processes are forked here by the hundred, and threads do not come along.
for _library in ("OMP", "OPENBLAS"):
    os.environ.setdefault(f"{_library}_NUM_THREADS", "1")
