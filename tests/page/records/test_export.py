import hashlib
import io
import json
import re
from dataclasses import replace

import docx
import pytest

from index.errors import WenjuError
from page.records.export import export
from page.records.markdown import as_markdown
from page.records.sheet import file_name
from page.records.word import as_word
from page.texts import EN
from rag.types import Answer
from tests.page.fake import ATTACK, HOSTILE, NEWS, RULES, FakeChatbot, cite

EXPORTED = "2023-02-01T00:00:00+00:00"


@pytest.fixture
def exchanges(store, keep):
    kept = [keep(question) for question in ("黄茅海大桥何时封顶", "人才补贴", "恶意", "火星")]
    return store.exchanges("", [k.conversation for k in kept])


def cited(exchanges):
    return [c for e in exchanges for c in e.answer.citations]


def test_word_holds_every_quote_verbatim(exchanges):
    paragraphs = [p.text for p in docx.Document(io.BytesIO(as_word(exchanges, EXPORTED))).paragraphs]
    quotes = [c.quote for c in cited(exchanges)]
    assert len(quotes) == 5 and HOSTILE in quotes
    assert [q for q in quotes if q not in paragraphs] == []
    sheet = "\n".join(paragraphs)
    for fact in (RULES.doc_no, RULES.id, RULES.expires, "第 2 页", "已过有效期", "000001-abc", NEWS.sha256):
        assert fact in sheet


def test_word_shows_control_characters_as_pictures(exchanges):
    first = exchanges[0]
    answer = Answer("问\x00\ud800", True, "甲\x0c乙", (), (), 0.9)
    paragraphs = docx.Document(io.BytesIO(as_word([replace(first, answer=answer)], EXPORTED))).paragraphs
    assert {"1. 问␀\ufffd", "甲␌乙"} <= {p.text for p in paragraphs}


def test_json_slices_the_documents(exchanges):
    sheet = json.loads(export(exchanges, "json", EXPORTED).content)
    assert sheet["format"] == "wenju-audit/1"
    bot = FakeChatbot()
    sliced = 0
    for exchange in sheet["exchanges"]:
        hashes = {d["id"]: (d["file_sha256"], d["text_sha256"]) for d in exchange["documents"]}
        for c in [*exchange["answer"]["citations"], *exchange["nearest"]]:
            document = bot.document(c["document"])
            assert document.text[c["start"] : c["end"]] == c["quote"]
            text_hash = hashlib.sha256(document.text.encode()).hexdigest()
            assert hashes[document.id] == (document.sha256, text_hash)
            sliced += 1
    assert sliced == 5
    assert sheet["exchanges"][1]["documents"][0]["doc_no"] == RULES.doc_no


def test_markdown_fences_hold_every_quote_and_titles_are_text(exchanges):
    backticks = cite(ATTACK, "`码`")
    fenced = replace(
        exchanges[2], answer=Answer("问", True, "````", (replace(backticks, quote="````"),), (), 1)
    )
    text = as_markdown([*exchanges, fenced], EXPORTED)
    blocks = [m[2] for m in re.finditer(r"^(`{3,})text\n(.*?)\n\1$", text, re.MULTILINE | re.DOTALL)]
    assert [c.quote for c in cited(exchanges) if c.quote not in blocks] == []
    assert "````" in blocks
    outside = re.sub(r"^(`{3,})text\n.*?\n\1$", "", text, flags=re.MULTILINE | re.DOTALL)
    assert "<img" not in re.sub(r"\\.", "", outside)


def test_an_unknown_format_is_refused(exchanges):
    with pytest.raises(WenjuError, match="导出格式"):
        export(exchanges, "exe", EXPORTED)


def test_file_names_are_safe_everywhere(exchanges):
    assert file_name(exchanges[:1], "2023-02-01", "md") == "文据_2023-02-01_黄茅海大桥何时封顶.md"
    assert file_name(exchanges, "2023-02-01", "docx") == "文据_2023-02-01_4次对话.docx"
    answer = replace(exchanges[0].answer, question="../a\\b:<c>|\n" + "长" * 99)
    name = file_name([replace(exchanges[0], answer=answer)], "2023-02-01", "md")
    assert name.startswith("文据_2023-02-01_a_b_c_长") and len(name) < 70
    answer = replace(answer, question="？！")
    assert file_name([replace(exchanges[0], answer=answer)], "d", "md") == "文据_d_问答.md"


def test_the_sheet_speaks_the_language_of_the_page_and_quotes_stay(exchanges):
    english = as_markdown(exchanges, EXPORTED, EN)
    answers = {e.answer.text for e in exchanges} | {c.quote for e in exchanges for c in e.nearest}
    assert [c.quote for c in cited(exchanges) if c.quote not in english] == []
    outside = re.sub(r"^(`{3,})text\n.*?\n\1$", "", english, flags=re.MULTILINE | re.DOTALL)
    names = re.findall(r"^- ([^:\n]+): ", outside, re.MULTILINE)
    assert {"Asked", "Result", "Dates", "Number", "Issuer", "Validity", "Page", "Text sha256"} <= set(names)
    assert not re.search(r"^- [^:\n]*[\u4e00-\u9fff，：]", outside, re.MULTILINE)
    assert "# 文据 audit sheet\n" in outside and "## 1. 黄茅海大桥何时封顶" in outside
    word = [p.text for p in docx.Document(io.BytesIO(as_word(exchanges, EXPORTED, EN))).paragraphs]
    assert word[0] == "文据 audit sheet" and answers <= set(word)
    assert any(line.startswith("Exported: ") for line in word)
    assert export(exchanges, "markdown", EXPORTED, EN).name == "文据_2023-02-01_4_conversations.md"
    assert export(exchanges, "json", EXPORTED, EN).content == export(exchanges, "json", EXPORTED).content
