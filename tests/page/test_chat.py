import html
import re
from dataclasses import replace

from page.chat import Chat
from page.conversation import KEPT_TURNS, Conversation
from page.filters import Filters
from page.references import References
from page.texts import EN, ZH
from rag.scope import Scope
from rag.types import Turn
from tests.page.fake import NEWS, TALENT, WEST, FakeChatbot


def talk(question, conversation=None, source=None, references=None):
    chat = Chat(source or FakeChatbot(), references or References(), pause=lambda seconds: None)
    return list(chat.converse(question, conversation or Conversation()))


def reply(conversation):
    return html.unescape(re.sub(r"<[^>]*>", "", conversation.messages[-1]["content"]))


class SlowChatbot(FakeChatbot):
    def ask(self, question, *args, **named):
        return replace(super().ask(question, *args, **named), timings_ms={"total": 2000.0})


def test_the_stages_of_a_long_answer_come_before_its_text():
    frames = talk("黄茅海大桥何时封顶", source=SlowChatbot())
    assert [reply(frame) for frame in frames[:3]] == [
        "检索选句核对",
        "检索 10 段选句核对",
        "检索 10 段选句 1 句核对",
    ]
    assert WEST.startswith(reply(frames[3]))


def test_the_text_of_a_quick_answer_comes_at_once_and_grows():
    frames = talk("黄茅海大桥何时封顶")
    assert reply(frames[0]) == "检索选句核对"
    grown = [reply(frame) for frame in frames[1:-1]]
    assert grown and all(WEST.startswith(text) for text in grown)
    assert grown == sorted(grown, key=len)
    assert reply(frames[-1]).startswith(f"{WEST}[1]")


def test_every_frame_shows_the_question_once():
    for frame in talk("黄茅海大桥何时封顶"):
        assert [message["role"] for message in frame.messages] == ["user", "assistant"]


def test_history_is_what_was_asked_and_answered():
    source = FakeChatbot()
    first = talk("黄茅海大桥何时封顶", source=source)[-1]
    second = talk("火星", first, source)[-1]
    assert source.histories == ((), (Turn("黄茅海大桥何时封顶", f"{WEST}[1]"),))
    assert [turn.question for turn in second.turns] == ["黄茅海大桥何时封顶", "火星"]
    assert len(second.messages) == 4


def test_the_links_of_a_conversation_differ_and_lead_to_the_quote():
    references = References()
    first = talk("黄茅海", references=references)[-1]
    second = talk("黄茅海", first, references=references)[-1]
    links = [set(re.findall(r"#cite-(\w+)", second.messages[n]["content"])) for n in (1, 3)]
    assert [len(found) for found in links] == [1, 1]
    assert links[0] != links[1]
    for reference in links[0] | links[1]:
        citation = references.get(reference)
        assert citation
        assert NEWS.text[citation.start : citation.end] == WEST


def test_a_refusal_links_to_its_nearest_passages():
    references = References()
    content = talk("火星", references=references)[-1].messages[-1]["content"]
    found = [references.get(reference) for reference in re.findall(r"#cite-(\w+)", content)]
    assert [(citation.document_id, citation.start) for citation in found] == [
        (NEWS.id, 30),
        ("policy/引进人才办法.docx", 17),
    ]
    assert [citation.status for citation in found] == ["unknown", "superseded"]


def test_an_unusable_question_is_answered_with_its_reason():
    empty = talk("  ")[-1]
    assert [message["role"] for message in empty.messages] == ["assistant"]
    assert "问题是空的" in reply(empty)
    long = talk("长" * 2001)[-1]
    assert "最多 2,000 字" in reply(long)
    assert empty.turns == long.turns == ()


def test_an_unexpected_error_is_one_plain_line(caplog):
    last = talk("出错")[-1]
    assert reply(last) == "回答时出错，请稍后再试；详情见服务的日志。"
    assert last.turns == ()
    assert "inner detail" in caplog.text
    assert "出错" not in caplog.text.split("Traceback")[0]


def test_a_quote_that_is_not_in_its_document_is_not_shown():
    last = talk("黄茅海", source=FakeChatbot(changed=NEWS.id))[-1]
    assert "核对未通过" in reply(last)
    assert WEST not in reply(last)
    assert last.turns == ()


def test_a_conversation_is_bounded():
    conversation = Conversation()
    for _ in range(KEPT_TURNS + 3):
        conversation = talk("火星", conversation)[-1]
    assert len(conversation.turns) == KEPT_TURNS
    assert len(conversation.messages) == 2 * KEPT_TURNS


def test_a_day_and_a_scope_are_passed_on():
    source = FakeChatbot()
    chat = Chat(source, References(), pause=lambda seconds: None)
    filters = Filters("2023年2月1日", ("news/",), (), True)
    list(chat.converse("火星", Conversation(), filters))
    assert source.asked == (("2023-02-01", Scope(("news/",), (), True)),)
    wrong = list(chat.converse("火星", Conversation(), Filters("昨天")))[-1]
    assert "认不出" in reply(wrong)
    assert len(source.asked) == 1


def test_suggestions_are_for_the_last_answer_and_none_while_another_is_sought():
    chat = Chat(FakeChatbot(), References(), pause=lambda seconds: None)
    answered = list(chat.converse("黄茅海大桥何时封顶", Conversation()))[-1]
    assert list(chat.suggestions(answered)) == [TALENT]
    assert list(chat.suggestions(Conversation())) == []
    under_way = chat.converse("火星", answered)
    next(under_way)
    assert list(chat.suggestions(answered)) == []
    under_way.close()
    assert list(chat.suggestions(answered)) == [TALENT]


def test_a_conversation_is_reworded_with_the_same_links():
    conversation = Conversation()
    for question in ("黄茅海大桥何时封顶", "火星", "出错", "长" * 2001):
        conversation = talk(question, conversation)[-1]
    said = conversation.reworded(EN)
    contents = [html.unescape(m["content"]) for m in said.messages]
    assert "Confidence high" in contents[1] and "No answer" in contents[3]
    assert "Answering failed; try again later." in contents[5]
    assert "… (2,001 characters)" in contents[6] and "问题太长" in contents[7]
    links = [
        [re.findall("#cite-[0-9a-f]{24}", m["content"]) for m in c.messages] for c in (conversation, said)
    ]
    assert links[0] == links[1] and links[0][1]
    assert said.turns == conversation.turns
    assert said.reworded(EN) == said
    assert said.reworded(ZH) == conversation


def test_a_reply_that_is_being_written_is_left_to_its_writer():
    first = talk("黄茅海大桥何时封顶")[-1]
    *under_way, last = talk("火星", first)
    assert {frame.is_under_way for frame in under_way} == {True}
    assert not last.is_under_way and not Conversation().is_under_way
    frame = under_way[0].reworded(EN)
    assert frame.messages[-1] == under_way[0].messages[-1]
    assert "Confidence high" in html.unescape(frame.messages[1]["content"])


def test_the_last_exchange_can_be_taken_back():
    first = talk("黄茅海大桥何时封顶")[-1]
    second = talk("火星", first)[-1]
    assert second.without_last() == first
    assert first.without_last() == Conversation() == Conversation().without_last()
