import json
import os
from concurrent.futures import ThreadPoolExecutor

import pytest

from index.errors import WenjuError
from rag.question_file import QuestionFile, half_of, question


def row(id_, **more):
    return {"id": id_, "question": f"问{id_}", **more}


@pytest.fixture
def file(tmp_path):
    return QuestionFile(tmp_path / "data" / "drafts.jsonl")


def test_questions_are_added_put_and_dropped(file):
    assert file.rows() == []
    file.add([row("a"), row("b")])
    file.put(row("a", more=1))
    assert file.rows() == [row("b"), row("a", more=1)]
    file.drop(["b", "none"])
    assert file.rows() == [row("a", more=1)]


def test_an_id_twice_is_refused_and_nothing_written(file):
    file.add([row("a")])
    for rows in ([row("b"), row("a")], [row("b"), row("b")]):
        with pytest.raises(WenjuError, match="题号 [ab] 已经在"):
            file.add(rows)
    assert file.rows() == [row("a")]
    assert [p.name for p in file.path.parent.iterdir() if not p.name.startswith(".")] == ["drafts.jsonl"]


def test_other_lines_stay_as_they_are(file):
    file.path.parent.mkdir()
    file.path.write_text('\ufeff不是 JSON\n{"id": 7}\n[1]\n\n{"id":"a","question":"甲"}\n', encoding="utf-8")
    file.add([row("b")])
    file.drop(["a"])
    lines = file.path.read_text(encoding="utf-8").splitlines()
    assert lines[:3] == ["不是 JSON", '{"id": 7}', "[1]"]
    assert [json.loads(line)["id"] for line in lines[3:]] == ["b"]


def test_nobody_loses_a_line_to_another(file):
    with ThreadPoolExecutor(8) as pool:
        # A file object each, as of two processes.
        list(pool.map(lambda n: QuestionFile(file.path).add([row(f"{n}")]), range(40)))
    assert {r["id"] for r in file.rows()} == {f"{n}" for n in range(40)}


def test_a_file_that_cannot_be_used_is_named(file):
    file.path.mkdir(parents=True)
    with pytest.raises(WenjuError, match="不能读写题目文件 .*drafts.jsonl"):
        file.add([row("a")])
    file.path.rmdir()
    file.path.write_bytes("问".encode("gb18030"))
    with pytest.raises(WenjuError, match="不是 UTF-8"):
        file.rows()


def test_halves_are_balanced_by_category_and_a_near_miss_follows_its_origin():
    others = [
        row("a", category="when", split="dev"),
        row("b", category="when", split="test"),
        row("c", category="money", split="dev"),
        row("d", category="when", split="draft"),
    ]
    assert half_of(row("e", category="when"), others) == "dev"
    assert half_of(row("e", category="money"), others) == "test"
    assert half_of(row("e", category="new"), others) == "dev"
    assert half_of(row("b-year", category="money"), others) == "test"
    assert half_of(row("d-year", category="money"), others) == "test"


def test_a_question_is_without_its_origin():
    made = question(row("a", split="dev", need_all=[["4月"]], absent=[], feedback={}, proposed="sentence"))
    assert made == {
        "id": "a",
        "category": "",
        "question": "问a",
        "gold": [],
        "need_all": [["4月"]],
        "answerable": None,
        "split": "dev",
    }


@pytest.mark.skipif(os.name != "posix", reason="modes of files are POSIX")
def test_a_new_file_is_for_its_owner_alone_and_the_mode_of_one_that_is_there_stays(file):
    file.add([row("a")])
    assert file.path.stat().st_mode & 0o777 == 0o600
    file.path.chmod(0o644)
    file.put(row("a", more=1))
    assert file.path.stat().st_mode & 0o777 == 0o644


def test_what_a_writing_that_was_cut_off_left_goes_with_the_question(file):
    file.add([row("a")])
    left = file.path.with_name("drafts.jsonl.new")
    left.write_text('{"id": "b", "question": "秘密"}', encoding="utf-8")
    file.drop(["b"])
    assert (left.exists(), file.rows()) == (False, [row("a")])


def test_the_name_is_on_the_disk_too(file, monkeypatch):
    synced = []
    fsync = os.fsync
    monkeypatch.setattr(os, "fsync", lambda handle: (synced.append(os.fstat(handle).st_ino), fsync(handle)))
    file.add([row("a")])
    assert synced[-1] == file.path.parent.stat().st_ino
