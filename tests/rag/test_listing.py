import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.types import Document, Label
from rag.directory import Directory
from rag.listing import Listing, asked_listing, list_documents, listing_note, title_span
from rag.period import Period

YEAR = Period("2023-01-01", "2023-12-31")
ASKED = {
    "2023年发了哪些通知": Listing("通知", YEAR, issued=True),
    "2023年发了哪些通知？": Listing("通知", YEAR, issued=True),
    "請問２０２３年發布了哪些通知": Listing("通知", YEAR, issued=True),
    "有哪些关于养犬的规定": Listing("规定", topics=("养犬",)),
    "关于养犬的规定有哪些": Listing("规定", topics=("养犬",)),
    "云溪市民政局发布过哪些文件": Listing("文件", issued=True, issuer="云溪市民政局"),
    "民政局2023年发布的通知有哪些": Listing("通知", YEAR, True, "民政局"),
    "2023年民政局发了多少份通知": Listing("通知", YEAR, True, "民政局"),
    "2023年有多少份公报": Listing("公报", YEAR),
    "2023年的公报有几份": Listing("公报", YEAR),
    "最近的通知是哪份": Listing("通知", latest=True),
    "最新的一份公告": Listing("公告", latest=True),
    "最近发了哪些通知": Listing("通知", issued=True),
    "列出现行有效的办法": Listing("办法", in_force=True),
    "请列出2023年3月的会议纪要": Listing("会议纪要", Period("2023-03-01", "2023-03-31")),
    "列出2023年上半年市政府印发的全部文件": Listing(
        "文件", Period("2023-01-01", "2023-06-30"), True, "市政府"
    ),
    "2021年到2023年出台了哪些办法": Listing("办法", Period("2021-01-01", "2023-12-31"), True),
    "库里一共有多少份文件": Listing("文件"),
    "2023年一季度有哪些新闻": Listing("新闻", Period("2023-01-01", "2023-03-31")),
    "现行有效的条例有哪些": Listing("条例", in_force=True),
    "市政府印发了哪些关于老旧小区的通知": Listing("通知", None, True, "市政府", ("老旧", "小区")),
}
OF_CONTENTS = [
    "2023年发了多少补贴",
    "哪些人可以申请",
    "通知里规定了哪些条件",
    "有哪些补贴标准",
    "养犬有哪些规定",
    "有什么办法",
    "我市有哪些办法",
    "有哪些意见",
    "申请低保需要哪些文件",
    "申请低保需要提交哪些文件",
    "会议纪要里定了哪些事",
    "2023年的通知规定了哪些条件",
    "办法规定了哪些补贴",
    "最新规定是什么",
    "最新的关于低保的规定是什么",
    "政府出台了哪些措施",
    "公租房办法有哪些条件",
    "新闻里说了哪些项目",
    "民政局发布的通知里低保标准是多少",
    "2023年发布的公报中人口是多少",
    "通知什么时候发的",
    "停水通知是谁发的",
    "2023年公告招聘多少人",
    "这份文件有多少条",
    "云府规〔2023〕5号文件的有效期是几年",
    "公司制定了哪些规定",
    "哪些通知还有效",
    "有多少人参加会议",
    "列出申请条件",
    "最近的医院是哪家",
    "关于养犬的规定是什么时候实施的",
    "今年发了哪些通知",
]


@pytest.mark.parametrize("question", ASKED)
def test_questions_for_documents(question):
    assert asked_listing(question) == ASKED[question]


@pytest.mark.parametrize("question", OF_CONTENTS)
def test_questions_about_contents(question):
    assert asked_listing(question) is None


def test_this_year_counts_from_the_day():
    assert asked_listing("今年发了哪些通知", "2023-05-01") == Listing("通知", YEAR, issued=True)
    assert asked_listing("去年下半年发了哪些通知", "2024-05-01") == Listing(
        "通知", Period("2023-07-01", "2023-12-31"), issued=True
    )
    assert asked_listing("2023年13月有哪些通知") is None


@given(st.text("2023年发了哪些通知规定关于的有多少份最近今上半季度13月办法", max_size=24))
def test_any_question_can_be_read(question):
    asked_listing(question, "2023-05-01")


class Labels:
    headings = ()

    def labels(self):
        return iter(
            [
                Label(
                    "old.txt", "云溪市停车管理暂行办法", "云府规〔2019〕3号", "2019-05-01", "云溪市人民政府"
                ),
                Label(
                    "new.txt",
                    "关于印发停车管理办法的通知",
                    "云府规〔2023〕5号",
                    "2023-03-01",
                    "云溪市人民政府",
                ),
                Label("min.html", "雲溪市民政局關於調整2023年最低生活保障標準的通知", None, "2023-06-19"),
                Label("stats22.md", "云溪市2022年统计公报", None, "2023-03-20"),
                Label("stats23.md", "云溪市2023年统计公报", None, "2024-03-22", "云溪市统计局"),
                Label("explain.md", "《停车管理办法》解读", None, "2023-03-02", "云溪市人力资源和社会保障局"),
                Label("news/a.txt", "大桥合龙", None, "2023-05-16", None, "云溪日报"),
                Label("undated.txt", "养犬通知", "云公〔2023〕7号"),
                Label("nothing.txt", "停水通知"),
            ]
        )


@pytest.mark.parametrize(
    ("question", "found"),
    [
        ("2023年发了哪些通知", ["min.html", "new.txt", "undated.txt"]),
        ("2023年3月发了哪些通知", ["new.txt"]),
        ("有哪些通知", ["min.html", "new.txt", "undated.txt", "nothing.txt"]),
        ("最近的通知是哪份", ["min.html"]),
        ("2022年有多少份公报", ["stats22.md"]),
        ("2023年发布了哪些公报", ["stats22.md"]),
        ("印发了哪些办法", ["new.txt", "old.txt"]),
        ("列出现行有效的办法", ["new.txt"]),
        ("有哪些关于低保的通知", ["min.html"]),
        ("有哪些关于停车管理的办法", ["new.txt", "old.txt"]),
        ("市政府发布了哪些文件", ["new.txt", "old.txt"]),
        ("民政局发布了哪些文件", []),
        ("云溪市民政局发布了哪些文件", ["min.html"]),
        ("人社局发布了哪些文件", ["explain.md"]),
        ("有哪些新闻", ["news/a.txt"]),
        ("云溪日报发了多少篇报道", ["news/a.txt"]),
        ("2020年发了哪些通知", []),
    ],
)
def test_documents_newest_first(question, found):
    def status(document_id):
        return "superseded" if document_id == "old.txt" else "in_force"

    assert list_documents(Directory(Labels()), asked_listing(question), status) == found


@pytest.mark.parametrize(
    ("title", "text", "quoted"),
    [
        ("停水通知", "# 停水通知\n正文", "停水通知"),
        ("关于停水的通知", "文号：1\n关于停水\n　的 通知\n正文", "关于停水\n　的 通知"),
        ("停水通知", "见停水通知。\n停水通知\n", "停水通知"),
        ("别名", "\n\n第一行  \n第二行", "第一行"),
        ("a.b*c", "axb*c\na.b*c", "a.b*c"),
        ("空", " \n", ""),
    ],
)
def test_the_title_is_a_slice_of_the_text(title, text, quoted):
    document = Document("a.txt", title, text, "0", "utf-8")
    start, end = title_span(document)
    assert document.text[start:end] == quoted


@given(st.text(min_size=1).filter(str.strip), st.text(), st.text())
def test_a_title_is_found_wherever_it_stands(title, before, after):
    document = Document("a.txt", title, f"{before}\n{title}{after}", "0", "utf-8")
    start, end = title_span(document)
    assert re.sub(r"\s", "", document.text[start:end]) == re.sub(r"\s", "", title)


def test_the_title_of_front_matter():
    text = "---\ntitle: 停水通知\n---\n各用户：\n"
    document = Document("a.txt", "停水通知", text, "0", "utf-8", body_start=text.index("各"))
    assert title_span(document) == (11, 15)


@pytest.mark.parametrize(
    ("question", "total", "shown", "note"),
    [
        ("2023年有哪些通知", 12, 6, "2023年 · 通知，共 12 份，列出最新的 6 份"),
        ("2023年发了哪些通知", 3, 3, "2023年发布 · 通知，共 3 份"),
        ("列出现行有效的办法", 0, 0, "现行有效的办法，没有找到"),
        (
            "民政局2023年3月发了哪些关于低保的通知",
            1,
            1,
            "2023年3月发布 · 民政局 · 题名含“低保” · 通知，共 1 份",
        ),
        ("最近的通知是哪份", 1, 1, "最新的通知，共 1 份"),
    ],
)
def test_the_note_says_how(question, total, shown, note):
    assert listing_note(asked_listing(question), total, shown) == f"按文件目录查找：{note}"
