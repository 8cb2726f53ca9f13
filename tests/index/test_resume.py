import os
import signal
import subprocess
import sys
from contextlib import closing

import numpy as np
import pytest

import index.build
import index.embed
from index.build import UNFINISHED, build_index, unchanged
from index.reader import Index
from tests.fakes import FakeEncoder, FakeLateEncoder
from tests.index.texts import write_corpus

TEXTS = {f"{n:02}": f"第{n}号通知\n{'甲乙丙丁'[n % 4] * (n + 9)}施行。请{n}日前报名。\n" for n in range(12)}


class Ended(Exception):
    pass


def ending(kind, after, end):
    """An encoder that is ended when it is called once more than `after` times."""

    class Ending(kind):
        calls = 0

        def encode_passages(self, texts, progress=None):
            if self.calls == after:
                end()
            self.calls += 1
            return super().encode_passages(texts, progress)

    return Ending()


def fail():
    raise Ended


def kill():
    os.kill(os.getpid(), signal.SIGKILL)


def build(root, encoder):
    return build_index(root / "corpus", root / "index", encoder)


def vectors(root, encoder):
    opened = Index.open(root / "index", encoder.name)
    with closing(opened.catalog):
        return opened.vectors.vectors(), np.asarray(opened.sentence_vectors)


@pytest.fixture(autouse=True)
def few_together(monkeypatch):
    monkeypatch.setattr(index.embed, "_KEPT", 60)


@pytest.mark.parametrize("kind", [FakeEncoder, FakeLateEncoder])
def test_what_was_encoded_before_the_end_is_not_encoded_again(tmp_path, kind):
    for place in ("ended", "whole"):
        write_corpus(tmp_path / place / "corpus", **TEXTS)
    whole = kind()
    report = build(tmp_path / "whole", whole)
    first, second = ending(kind, 4, fail), kind()
    with pytest.raises(Ended):
        build(tmp_path / "ended", first)
    assert len(first.encoded) >= 4
    resumed = build(tmp_path / "ended", second)
    assert sorted(first.encoded + second.encoded) == sorted(whole.encoded)
    assert resumed.encoded < report.encoded
    assert resumed.encoded + resumed.reused == report.encoded + report.reused
    for ours, theirs in zip(
        vectors(tmp_path / "ended", whole), vectors(tmp_path / "whole", whole), strict=True
    ):
        assert np.array_equal(ours, theirs)
    assert not (tmp_path / "ended" / "index" / UNFINISHED).exists()


def test_the_meter_hears_of_what_is_left(tmp_path):
    write_corpus(tmp_path / "corpus", **TEXTS)
    first = ending(FakeEncoder, 4, fail)
    with pytest.raises(Ended):
        build(tmp_path, first)
    totals = {}

    def meter(stage, total):
        totals[stage] = total
        return lambda done: None

    build_index(tmp_path / "corpus", tmp_path / "index", FakeEncoder(), meter=meter)
    whole = build_index(tmp_path / "corpus", tmp_path / "other", FakeEncoder())
    assert totals["编码段落"] + totals["编码句子"] == whole.encoded - len(first.encoded)


def test_another_model_takes_nothing_over(tmp_path):
    class Other(FakeEncoder):
        name = "other@1"

    write_corpus(tmp_path / "corpus", **TEXTS)
    with pytest.raises(Ended):
        build(tmp_path, ending(FakeEncoder, 4, fail))
    other = Other()
    report = build(tmp_path, other)
    assert (report.encoded, report.reused) == (
        len(other.encoded),
        report.chunks + report.sentences - report.encoded,
    )
    whole = build_index(tmp_path / "corpus", tmp_path / "whole", Other())
    assert report.encoded == whole.encoded


def test_a_killed_process_leaves_what_it_encoded(tmp_path):
    write_corpus(tmp_path / "corpus", **TEXTS)
    program = (
        "import index.embed; index.embed._KEPT = 60\n"
        "from pathlib import Path\n"
        "from tests.fakes import FakeEncoder\n"
        "from tests.index.test_resume import build, ending, kill\n"
        f"build(Path({str(tmp_path)!r}), ending(FakeEncoder, 4, kill))\n"
    )
    ended = subprocess.run([sys.executable, "-c", program], check=False, timeout=300)
    assert ended.returncode == -signal.SIGKILL
    encoder = FakeEncoder()
    build(tmp_path, encoder)
    whole = FakeEncoder()
    build_index(tmp_path / "corpus", tmp_path / "whole", whole)
    assert 0 < len(whole.encoded) - len(encoder.encoded) < len(whole.encoded)
    assert set(encoder.encoded) < set(whole.encoded)


def test_what_a_run_left_that_was_killed_at_its_end_goes_with_the_next(tmp_path, monkeypatch):
    write_corpus(tmp_path / "corpus", **TEXTS)
    with monkeypatch.context() as killed:
        killed.setattr(index.build.shutil, "rmtree", lambda *_, **__: None)
        first = build(tmp_path, FakeEncoder())
    left = tmp_path / "index" / UNFINISHED
    assert left.exists()
    assert unchanged(tmp_path / "corpus", tmp_path / "index", FakeEncoder.name) is None
    assert build(tmp_path, FakeEncoder()).generation == first.generation
    assert not left.exists()
    assert unchanged(tmp_path / "corpus", tmp_path / "index", FakeEncoder.name) is not None
