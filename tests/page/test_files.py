import html
import re

from index.types import FileReport
from page.files import render_files
from page.panel import FILES, Panel
from page.references import References
from page.texts import EN
from tests.page.fake import FakeChatbot


def shown(markup):
    return html.unescape(re.sub(r"<[^>]*>", "|", markup))


def test_every_file_has_its_line_and_failures_come_first():
    markup = render_files(
        [
            FileReport("通知.docx", True, codec="docx", characters=1234, chunks=5, published="2023-05-22"),
            FileReport("报纸.txt", True, codec="utf-8", published="2023-01-28", inferred=True),
            FileReport("转载.txt", True, codec="utf-8", duplicate_of="报纸.txt"),
            FileReport("<坏>.pdf", False, "PDF 已加密"),
        ]
    )
    text = shown(markup)
    assert "收录 3 份，5 个段落，1 份与其他文件同文，1 份未收录" in text
    assert text.index("PDF 已加密") < text.index("通知.docx")
    rows = [shown(row) for row in re.findall(r"<tr>(.*?)</tr>", markup)[1:]]
    assert rows == [
        "|通知.docx||2023-05-22||1,234||5||docx|",
        "|报纸.txt||2023-01-28|推断|||0||0||utf-8|",
        "|转载.txt|与 报纸.txt 同文|||未知||0||0||utf-8|",
    ]
    assert "<坏>" not in markup and "<坏>.pdf" in text


def test_the_list_speaks_english():
    files = [
        FileReport("a.txt", True, codec="utf-8", published="2023-01-28", inferred=True),
        FileReport("b.txt", True, codec="utf-8", duplicate_of="a.txt"),
        FileReport("c.pdf", False, "PDF 已加密"),
    ]
    text = re.sub(r"\|+", "|", shown(render_files(files, EN)))
    assert text == (
        "|← Back|Documents|2 indexed, 0 passages, 1 with the text of another, 1 not indexed|Not indexed|c.pdf"
        "|: PDF 已加密|Indexed|File|Date|Characters|Passages|Read as|a.txt|2023-01-28|inferred|0|0|utf-8|"
        "b.txt|same text as a.txt|unknown|0|0|utf-8|"
    )


def test_a_long_list_says_what_it_leaves_out():
    markup = render_files([FileReport(f"{n}.txt", True) for n in range(1002)])
    assert markup.count("<tr>") == 1001
    assert "还有 2 份，完整的报告：wenju index --json" in shown(markup)


def test_the_panel_opens_the_list():
    assert "文件已损坏" in shown(Panel(FakeChatbot(), References()).open(FILES))
