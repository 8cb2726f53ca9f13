import threading

from index.watch import changes


def test_first_what_came_before_then_each_burst_of_changes(tmp_path):
    stop = threading.Event()
    stream = changes(tmp_path, stop)
    next(stream)
    (tmp_path / "sub").mkdir()
    (tmp_path / "sub" / "甲.txt").write_text("甲。", encoding="utf-8")
    next(stream)
    (tmp_path / "sub" / "甲.txt").unlink()
    next(stream)
    stop.set()
    assert list(stream) == []
