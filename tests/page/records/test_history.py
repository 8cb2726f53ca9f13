import html
import re
import sqlite3

import pytest

from page.chat import Chat
from page.conversation import Conversation
from page.panel import Panel
from page.records.render import MAX_ROWS, render_list
from page.records.types import Listed
from page.references import References
from page.tabs.history import History
from page.texts import EN
from tests.page.fake import HOSTILE, NEWS, WEST, FakeChatbot

BRIDGE = "黄茅海大桥何时封顶"


def no_pause(seconds):
    pass


@pytest.fixture
def references():
    return References()


@pytest.fixture
def chat(records, references):
    return Chat(FakeChatbot(), references, no_pause, records)


@pytest.fixture
def history(chat, records):
    return History(chat, records)


def ask(chat, question, conversation=None, user=""):
    return list(chat.converse(question, conversation or Conversation(), user=user))[-1]


def links(conversation):
    return [
        re.findall(r"#cite-(\w+)", m["content"]) for m in conversation.messages if m["role"] == "assistant"
    ]


def without_ids(conversation):
    return [re.sub("[0-9a-f]{24}", "", message["content"]) for message in conversation.messages]


def test_a_conversation_opens_as_it_was_with_links_of_its_own(chat, history):
    asked = ask(chat, "火星", ask(chat, BRIDGE))
    opened = history.opened("", asked.record)
    assert without_ids(opened) == without_ids(asked)
    assert (opened.turns, opened.record) == (asked.turns, asked.record)
    assert all(old != new for old, new in zip(links(asked), links(opened), strict=True))


def test_a_rating_stays_with_its_answer_in_another_language(chat, records):
    asked = ask(chat, BRIDGE)
    (exchange,) = re.findall("#rate-good-([0-9a-f]{24})", asked.messages[-1]["content"])
    assert "wj-chosen" not in asked.reworded(EN).messages[-1]["content"]
    records.rate(exchange, "wrong_quote", "说明")
    said = asked.reworded(EN).messages[-1]["content"]
    assert re.findall('wj-chosen" href="#rate-([a-z_]+)-[0-9a-f]+">([^<]+)<', said) == [
        ("wrong_quote", "Wrong quote")
    ]
    records.store.close()
    assert "wj-chosen" not in asked.reworded(EN).messages[-1]["content"]


def test_after_a_restart_old_links_open_at_the_sentence(chat, records, history):
    asked = ask(chat, BRIDGE)
    references = References()
    opened = History(Chat(FakeChatbot(), references, no_pause, records), records).opened("", asked.record)
    ((first, _),) = links(opened)
    assert f'<mark id="hit">{WEST[:4]}' in Panel(FakeChatbot(), references).open(first)
    assert "原文已更新" in Panel(FakeChatbot(changed=NEWS.id), references).open(first)


def test_an_opened_conversation_goes_on_as_the_same(chat, history):
    opened = history.opened("", ask(chat, BRIDGE).record)
    ask(chat, "火星", opened)
    assert "2&#32;问" in history.listed("", "").replace(" ", "&#32;")


def test_nobody_opens_exports_or_deletes_the_conversation_of_another(chat, history):
    record = ask(chat, BRIDGE, user="甲").record
    assert history.opened("乙", record) == Conversation()
    assert "exchanges" in history.exported("乙", record, "", "json").content.decode()
    assert WEST not in history.exported("乙", record, "", "json").content.decode()
    history.deleted("乙", record, "")
    assert BRIDGE in history.listed("甲", "")
    assert "还没有问答" in history.listed("乙", "")


def test_all_that_is_listed_is_exported_and_deleted(chat, history):
    ask(chat, BRIDGE)
    ask(chat, "人才补贴")
    assert "黄茅海" in history.exported("", "", "西塔", "markdown").content.decode()
    assert "人才" not in history.exported("", "", "西塔", "markdown").content.decode()
    assert "没有哪次问答" in history.deleted("", "", "西塔")
    assert "人才补贴" in history.listed("", "")


def test_the_list_speaks_english(chat, history):
    assert "Nothing was asked yet." in history.listed("", "", EN)
    ask(chat, "火星", ask(chat, BRIDGE))
    for words, said in (("", "Conversations: 1"), ("西塔", "Conversations found: 1")):
        markup = history.listed("", words, EN)
        assert said in markup and "2 questions" in markup
        own = re.sub(r'<a class="wj-record".*?</p>', "", markup)
        assert re.findall("[\u4e00-\u9fff，；：。]+", own) == []
    assert "No question or answer has “none”." in history.deleted("", "", "none", EN)


def test_hostile_text_is_inert_in_the_list():
    listed = [Listed("a" * 24, "<img src=x>", HOSTILE, "2023-01-29T00:00:00+00:00", 1)]
    markup = render_list(listed, "")
    assert set(re.findall(r"<(\w+)", markup)) == {"div", "span", "a", "ul", "li", "p", "time"}
    assert "<script>" not in render_list([], "<script>")
    assert "<img src=x>" in html.unescape(markup)


def test_a_long_list_says_how_many_more():
    listed = [Listed(str(n), "问", "答", "2023-01-29T00:00:00+00:00", 1) for n in range(MAX_ROWS + 7)]
    markup = render_list(listed, "")
    assert markup.count("<li>") == MAX_ROWS
    assert "还有 7 次" in markup


def test_a_failed_write_does_not_cost_the_answer(chat, store, monkeypatch):
    def full(user, exchange):
        raise sqlite3.OperationalError("disk full")

    monkeypatch.setattr(store, "add", full)
    shown = ask(chat, BRIDGE).messages[-1]["content"]
    assert WEST[:10] in shown and "没有存进历史" in shown
    assert "#rate-" not in shown and "disk full" not in shown


def test_a_file_that_cannot_be_read_is_a_line(history, store):
    store.close()
    assert "历史读不出来" in history.listed("", "")
    assert "没有删除" in history.deleted("", "x", "")
    assert history.opened("", "x") == Conversation()
    assert "The history cannot be read" in html.unescape(history.listed("", "", EN))
    assert "Not deleted" in html.unescape(history.deleted("", "x", "", EN))
