import numpy as np
import pytest

from index.journal import Journal
from index.keyed import Keyed, as_bytes, from_bytes, keys_of

KEYS = keys_of(["甲", "乙", "丙"])
ROWS = np.arange(12, dtype=np.float32).reshape(3, 4)


def opened(tmp_path, dtype=np.float32):
    return Journal(tmp_path / "made" / "passages", 4, dtype)


def held(journal):
    keyed = journal.keyed()
    return [keyed.rows(np.array([place]))[0].tolist() for place in keyed.places(KEYS) if place >= 0]


def test_rows_are_found_by_their_keys_in_this_run_and_the_next(tmp_path):
    journal = opened(tmp_path)
    assert journal.keyed().places(KEYS).tolist() == [-1, -1, -1]
    journal.append(KEYS[:2], ROWS[:2])
    journal.append(KEYS[2:], ROWS[2:])
    for again in (journal, opened(tmp_path)):
        assert again.keyed().places(KEYS[::-1]).tolist() == [2, 1, 0]
        assert held(again) == ROWS.tolist()


def test_rows_have_the_precision_of_their_kind(tmp_path):
    journal = opened(tmp_path, np.float16)
    journal.append(KEYS[:1], ROWS[:1] / 3)
    assert held(journal) == (ROWS[:1] / 3).astype(np.float16).tolist()


@pytest.mark.parametrize("ending", [".rows", ".keys"])
def test_what_was_not_written_whole_is_cut_off(tmp_path, ending):
    opened(tmp_path).append(KEYS, ROWS)
    path = tmp_path / "made" / f"passages{ending}"
    path.write_bytes(path.read_bytes()[:-1])
    journal = opened(tmp_path)
    assert held(journal) == ROWS[:2].tolist()
    journal.append(KEYS[2:], ROWS[2:])
    assert held(opened(tmp_path)) == ROWS.tolist()


def test_a_row_that_is_not_what_was_written_ends_the_journal(tmp_path):
    opened(tmp_path).append(KEYS, ROWS)
    path = tmp_path / "made" / "passages.rows"
    data = bytearray(path.read_bytes())
    data[17] ^= 1
    path.write_bytes(data)
    assert held(opened(tmp_path)) == ROWS[:1].tolist()


def test_the_first_of_equal_keys_counts():
    keyed = Keyed(KEYS[[0, 1, 0]], lambda places: ROWS[places])
    assert keyed.places(KEYS).tolist() == [0, 1, -1]


def test_keys_are_stored_whole_whatever_they_end_in():
    keys = np.array([b"a" * 15 + b"\0", b"\0" * 16, b"b" * 16], "S16")
    stored = as_bytes(keys)
    assert (stored.shape, stored.dtype) == ((3, 16), np.uint8)
    assert from_bytes(stored).tolist() == keys.tolist()
    assert Keyed(from_bytes(stored), lambda places: ROWS[places]).places(keys).tolist() == [0, 1, 2]
    assert from_bytes(as_bytes(keys_of(()))).tolist() == []
