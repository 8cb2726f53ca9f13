"""Coverage-guided fuzzing of what reads any bytes: `python -m tests.torture.fuzz TARGET SECONDS FOLDER`.

Needs atheris, which is in no list of this project: install it for a run. Finds are kept in
`fuzzed/TARGET.txt`, one in base64 a line, and asked again by `test_fuzzed.py`.
"""

from __future__ import annotations

import base64
import sys
from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path


def decoding(data: bytes) -> None:
    """Bytes are text of a codec that gives exactly these bytes, or a CorpusError."""
    from index.decode import _MARKS, decode
    from index.errors import CorpusError

    try:
        text, name = decode(data)
    except CorpusError:
        return
    mark, codec = next(((m, c) for m, n, c in _MARKS if n == name and data.startswith(m)), (b"", name))
    assert text == data[len(mark) :].decode(codec).replace("\r\n", "\n").replace("\r", "\n")
    assert "\0" not in text


def articles(data: bytes) -> None:
    """Parts, passages and sentences are slices in order; parts and passages lose nothing."""
    from index.articles import split_articles
    from index.chunk import sentence_spans, split_chunks

    text = data.decode("utf-8", "replace")
    parts = split_articles("a", text, 0)
    assert "".join(text[a.start : a.end] for a in parts) == text
    chunks = split_chunks(text, parts, 60)
    assert "".join("".join(text[c.start : c.end].split()) for c in chunks) == "".join(text.split())
    for chunk in chunks:
        assert chunk.end - chunk.start <= 60
        ends = chunk.start
        for start, end in sentence_spans(text, chunk, 0):
            assert ends <= start < end <= chunk.end
            ends = end


def dates(data: bytes) -> None:
    """Whatever metadata a text states, its dates are days; nothing else is raised than CorpusError."""
    from index.dates import date_in_name, find_date, without_date
    from index.errors import CorpusError
    from index.metadata import read_metadata

    text = data.decode("utf-8", "replace")
    if found := find_date(text):
        day, start, end = found
        assert date.fromisoformat(day).isoformat() == day
        assert 0 <= start < end <= len(text)
    if day := date_in_name(text):
        date.fromisoformat(day)
        assert len(without_date(text)) < len(text)
    try:
        known, body = read_metadata(text, text[:60].replace("\0", "") or "a")
    except CorpusError:
        return
    assert 0 <= body <= len(text)
    for day in (known.published, known.effective, known.expires):
        assert day is None or date.fromisoformat(day).isoformat() == day


TARGETS: Mapping[str, Callable[[bytes], None]] = {"decoding": decoding, "articles": articles, "dates": dates}


def kept(target: str) -> list[bytes]:
    """What fuzzing found worth keeping for a target."""
    path = Path(__file__).with_name("fuzzed") / f"{target}.txt"
    return [base64.b64decode(line) for line in path.read_text().split()]


def main(target: str, seconds: str, folder: str) -> None:
    """Fuzz one target, from what is kept of it, into a folder of inputs."""
    import atheris

    for number, data in enumerate(kept(target)):
        Path(folder, f"kept-{number}").write_bytes(data)
    with atheris.instrument_imports(include=["index", "yaml"]):
        import index.articles
        import index.chunk
        import index.decode
        import index.metadata  # noqa: F401
    atheris.Setup(
        ["fuzz", f"-max_total_time={seconds}", "-max_len=600", "-timeout=20", folder], TARGETS[target]
    )
    atheris.Fuzz()


if __name__ == "__main__":
    main(*sys.argv[1:4])
