import os
import signal
import sqlite3
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from index.errors import WenjuError
from page.records.records import Records
from page.records.render import render_feedback
from page.records.schema import VERSION
from page.records.store import FILE_NAME, Store
from page.records.stored import as_json, from_json
from rag.times import AskedTime
from rag.types import Understood
from tests.page.fake import NEWS, FakeChatbot

BRIDGE = "黄茅海大桥何时封顶"


def questions(listed):
    return [conversation.question for conversation in listed]


def test_an_exchange_comes_back_as_it_was(store, keep):
    kept = keep(BRIDGE)
    (found,) = store.exchanges("", [kept.conversation])
    asked = FakeChatbot().ask(BRIDGE)
    assert replace(found.answer, hits=()) == replace(asked, hits=())
    assert [h.chunk for h in found.answer.hits] == [h.chunk for h in asked.hits]
    assert (found.asked, found.generation) == ("2023-01-29T08:00:00+00:00", "000001-abc")
    (document,) = found.documents
    assert (document.id, document.file_sha256, document.published) == (NEWS.id, NEWS.sha256, NEWS.published)
    assert len(document.text_sha256) == 64


def test_what_was_understood_comes_back_and_unknown_fields_do_no_harm(store, keep):
    exchange = store.exchange(keep(BRIDGE).exchange)
    times = (AskedTime("去年", "2022年", "2022-01-01", "2022-12-31", True),)
    answer = replace(exchange.answer, understood=Understood(kinds=("何时",), times=times))
    stored = as_json(replace(exchange, answer=answer))
    stored["answer"]["citations"][0]["new"] = stored["answer"]["understood"]["new"] = 1
    assert from_json(stored).answer.understood == answer.understood


def test_the_last_asked_conversation_stands_first(store, keep):
    first = keep(BRIDGE)
    keep("人才补贴")
    assert questions(store.conversations("")) == ["人才补贴", BRIDGE]
    keep("火星", first.conversation)
    newest, _ = store.conversations("")
    assert (newest.question, newest.exchanges, newest.asked[11:16]) == (BRIDGE, 2, "08:02")


@pytest.mark.parametrize("words", ["西塔", " 黃茅海 ", "４月", "何时"])
def test_search_is_over_question_and_answer_in_the_normal_form(store, keep, words):
    keep(BRIDGE)
    keep("人才补贴")
    assert questions(store.conversations("", words)) == [BRIDGE]


@pytest.mark.parametrize("words", ["%", "_", "'", "没有的词"])
def test_search_knows_no_wildcards(store, keep, words):
    keep(BRIDGE)
    assert store.conversations("", words) == []


def test_users_see_and_delete_only_their_own(store, records, keep):
    mine, other = keep(BRIDGE, user="甲"), keep("人才补贴", user="乙")
    assert questions(store.conversations("甲")) == [BRIDGE]
    assert store.exchanges("甲", [other.conversation]) == []
    records.forget("甲", [other.conversation])
    assert questions(store.conversations("乙")) == ["人才补贴"]
    assert records.keep("乙", mine.conversation, FakeChatbot().ask("火星")).failed
    assert len(store.exchanges("甲", [mine.conversation])) == 1
    assert store.rated("甲") == []


def test_what_is_deleted_is_in_no_file_any_more(store, records, keep, tmp_path):
    kept = keep(BRIDGE)
    records.rate(kept.exchange, "bad", "不对")
    records.forget("", [kept.conversation])
    assert store.conversations("") == []
    assert store.ratings() == {}
    left = b"".join(path.read_bytes() for path in (tmp_path / "data").iterdir())
    assert "黄茅海".encode() not in left and "不对".encode() not in left


def test_the_file_is_for_its_owner_alone(store, tmp_path):
    if os.name == "posix":
        assert (tmp_path / "data" / FILE_NAME).stat().st_mode & 0o777 == 0o600


def test_threads_write_at_once(store, records):
    answer = FakeChatbot().ask(BRIDGE)
    with ThreadPoolExecutor(8) as pool:
        kept = list(pool.map(lambda n: records.keep(str(n % 4), "", answer), range(80)))
    assert {k.failed for k in kept} == {False}
    assert [len(store.conversations(str(user))) for user in range(4)] == [20, 20, 20, 20]


WRITER = """
import sys, time
from pathlib import Path
from page.records.records import Records
from page.records.store import Store
from tests.page.fake import FakeChatbot
bot = FakeChatbot()
records = Records(Store.open(Path(sys.argv[1])), bot.document)
while True:
    print(records.keep("", "", bot.ask("火星")).exchange, flush=True)
"""


@pytest.mark.skipif(os.name != "posix", reason="SIGKILL")
def test_what_was_acknowledged_survives_a_kill(tmp_path):
    with subprocess.Popen(
        [sys.executable, "-c", WRITER, str(tmp_path)], stdout=subprocess.PIPE, text=True
    ) as writer:
        assert writer.stdout
        acknowledged = [writer.stdout.readline().strip() for _ in range(20)]
        writer.send_signal(signal.SIGKILL)
        acknowledged += writer.stdout.read().split("\n")[:-1]
    store = Store.open(tmp_path)
    assert all(store.exchange(exchange) for exchange in acknowledged)
    assert len(acknowledged) >= 20
    store.close()


def test_a_deletion_that_was_cut_off_leaves_nothing_to_read(store, records, keep, tmp_path, monkeypatch):
    kept = keep(BRIDGE)
    records.rate(kept.exchange, "bad", "不对")

    def cut_off(*ids):
        raise KeyboardInterrupt

    with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
        patch.setattr(store, "delete", cut_off)
        records.forget("", [kept.conversation])
    assert records.drafts.file.rows() == []
    assert questions(store.conversations("")) == [BRIDGE]


DELETER = """
import os, sys
from pathlib import Path
from page.records.store import Store
store = Store.open(Path(sys.argv[1]))
store._database.set_trace_callback(lambda sql: "checkpoint" in sql and os.kill(os.getpid(), 9))
store.delete("", [c.id for c in store.conversations("")])
"""


@pytest.mark.skipif(os.name != "posix", reason="SIGKILL")
def test_a_deletion_that_was_killed_is_finished_when_the_file_is_opened(store, keep, tmp_path):
    keep(BRIDGE)
    store.close()
    killed = subprocess.run([sys.executable, "-c", DELETER, str(tmp_path / "data")], check=False)
    assert killed.returncode == -signal.SIGKILL
    again = Store.open(tmp_path / "data")
    assert again.conversations("") == []
    left = b"".join(path.read_bytes() for path in (tmp_path / "data").iterdir())
    assert "黄茅海".encode() not in left
    again.close()


def test_a_file_of_a_newer_program_is_refused_and_left(tmp_path):
    Store.open(tmp_path).close()
    with sqlite3.connect(tmp_path / FILE_NAME) as database:
        database.execute(f"PRAGMA user_version = {VERSION + 1}")
    database.close()
    with pytest.raises(WenjuError, match="较新版本"):
        Store.open(tmp_path)


def test_a_file_that_is_no_database_is_refused_and_left(tmp_path):
    (tmp_path / FILE_NAME).write_bytes(b"not a database" * 100)
    with pytest.raises(WenjuError, match="打不开"):
        Store.open(tmp_path)
    assert (tmp_path / FILE_NAME).read_bytes().startswith(b"not a database")


def test_a_folder_that_cannot_be_made_is_said_so(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(WenjuError, match="--data-dir"):
        Store.open(tmp_path / "file" / "data")


def test_a_failed_write_is_a_line_and_leaves_the_store_usable(store, records, caplog):
    def gone(document_id):
        raise OSError("/secret")

    answer = FakeChatbot().ask(BRIDGE)
    kept = Records(store, gone).keep("", "", answer)
    assert kept.failed and not kept.exchange
    assert "没有存进历史" in render_feedback(kept) and "secret" not in render_feedback(kept)
    assert "secret" in caplog.text
    assert not records.keep("", "", answer).failed
