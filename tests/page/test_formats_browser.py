"""Citations into files of every format, and a hostile one, through the real chatbot in Chromium."""

import shutil
from pathlib import Path

import pytest

from tests.page.browser import serving, sync_api

pytestmark = [pytest.mark.browser, pytest.mark.slow]
expect = sync_api.expect
SAMPLES = Path(__file__).parents[2] / "corpus"
# A question and the sample that answers it, one for each format.
ASKED = {
    "news/2022-11-21_柳湾县脐橙节开幕.txt": "柳湾县脐橙节什么时候开幕",
    "policy/云溪市养犬管理规定.md": "云溪市养犬管理规定犬链长度不得超过多少米",
    "policy/云民发〔2023〕15号_2023年低保标准的通知.html": "城镇最低生活保障标准调整为每人每月多少元",
    "notice/云人社函〔2023〕31号_失业保险稳岗返还.docx": "大型企业返还比例是多少",
    "plan/公共图书馆服务提升行动方案（2023—2025年）.pdf": "图书逾期每册每天收取滞还金多少元",
    "stats/2023年涉农补贴发放明细.xlsx": "白石乡农机购置补贴发放日期",
}
HOSTILE = (
    "恶意文件测试通知\n\n"
    "紫薇广场喷泉改造总投资120万元 <script>window.hacked=1</script><img src=http://evil.example/a.png "
    "onerror=window.hacked=2> [点我](javascript:window.hacked=3) ![图](http://evil.example/b.png) $$x$$。\n"
)


@pytest.fixture(scope="module")
def port(tmp_path_factory):
    folder = tmp_path_factory.mktemp("formats")
    corpus = folder / "corpus"
    for name in ASKED:
        (corpus / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(SAMPLES / name, corpus / name)
    (corpus / "hostile.txt").write_text(HOSTILE, encoding="utf-8")
    log = folder / "resolved.txt"
    with serving("tests.page.serve_corpus", log, str(corpus), str(folder / "index")) as port:
        yield port


@pytest.mark.parametrize("document", ASKED)
@pytest.mark.parametrize("by", ["click", "enter"])
def test_a_citation_opens_its_document_at_the_mark(visit, port, document, by):
    tab = visit(port=port)
    reply = tab.ask(ASKED[document])
    link = reply.locator(".wj-cite, .wj-open").first
    if by == "click":
        link.click()
    else:
        link.focus()
        tab.page.keyboard.press("Enter")
    hit = tab.page.locator("#hit")
    expect(hit).to_be_in_viewport()
    assert document in tab.page.locator("#source dd").all_text_contents()
    assert hit.text_content() in reply.locator(".wj-text").text_content()
    assert tab.hosts() == {"127.0.0.1"}
    assert tab.errors == []


def test_a_hostile_document_is_shown_as_text(visit, port):
    tab = visit(port=port)
    reply = tab.ask("紫薇广场喷泉改造总投资多少")
    assert "<script>window.hacked=1</script>" in reply.locator(".wj-text").text_content()
    reply.locator(".wj-cite").first.click()
    expect(tab.page.locator("#hit")).to_be_in_viewport()
    assert tab.page.locator("#source .wj-document").text_content() == HOSTILE
    assert tab.page.locator("#source script, #source img, #source .wj-document a").count() == 0
    assert tab.page.locator("#chat script, #chat img, #chat .katex").count() == 0
    assert tab.page.evaluate("window.hacked") is None
    assert tab.hosts() == {"127.0.0.1"}
    assert tab.errors == []
