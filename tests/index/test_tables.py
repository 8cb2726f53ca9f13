from hypothesis import given
from hypothesis import strategies as st

from index.articles import split_articles
from index.chunk import sentence_spans, split_chunks
from index.tables import find_tables
from tests.index.texts import PROPERTY

ROWS = "\n".join(f"镇街{n:02} | 电梯加装 | {n}.5" for n in range(30))
TEXT = f"补贴表如下：\n镇街 | 项目 | 金额\n{ROWS}\n以上金额含税。\n"


def test_a_table_is_found_with_its_heads():
    [table] = find_tables(TEXT)
    assert TEXT[slice(*table.head)] == "镇街 | 项目 | 金额"
    assert TEXT[table.start : table.end].count("\n") == 30
    assert TEXT[table.end :] == "\n以上金额含税。\n"


def test_markdown_tables_and_figures():
    assert [t.head for t in find_tables("| 甲 | 乙 |\n|---|---|\n| 1 | 2 |")] == [(0, 9)]
    assert list(find_tables("1 | 2\n3 | 4")) == []
    assert list(find_tables("甲 | 乙\n丙")) == []


def test_every_passage_of_a_long_table_knows_its_heads():
    chunks = split_chunks(TEXT, split_articles("a", TEXT), 120)
    rows = [c for c in chunks if " | " in TEXT[c.start : c.end]]
    assert len(rows) > 3
    for chunk in rows:
        held = "镇街 | 项目 | 金额" in TEXT[chunk.start : chunk.end]
        assert held or TEXT[slice(*chunk.head)] == "镇街 | 项目 | 金额"
    assert chunks[-1].head is None or " | " in TEXT[chunks[-1].start : chunks[-1].end]


def test_rows_are_not_cut():
    for chunk in split_chunks(TEXT, split_articles("a", TEXT), 120):
        assert TEXT[chunk.end - 1] == "\n"


LINES = st.lists(
    st.sampled_from(
        [
            *(
                "# 题",
                "## 节",
                "第一章 总则",
                "第三条　甲乙。",
                "（一）甲；",
                "一、甲",
                "1. 乙",
                "附件2",
                "目录",
                "",
            ),
            *(
                "甲 | 乙",
                "| 1 | 2 |",
                "|---|---|",
                "全市项目建设提速",
                "□文/李明 王强",
                "上接A01版",
                "“第九条 甲",
                "乙。”",
            ),
            "全市安排重点项目665个，年度计划投资1234.8亿元。位于高新区的企业加快上云，推动数字化转型，增资扩产，稳步前行。",
        ]
    ),
    max_size=14,
)


@PROPERTY
@given(st.one_of(st.text(max_size=200), LINES.map("\n".join)), st.integers(1, 500))
def test_any_text_at_any_size_is_covered_by_exact_slices(text, size):
    articles = split_articles("a", text)
    assert "".join(text[a.start : a.end] for a in articles) == text
    chunks = split_chunks(text, articles, size)
    covered = [i for c in chunks for i in range(c.start, c.end)]
    assert covered == sorted(set(covered))
    assert "".join("".join(text[c.start : c.end] for c in chunks).split()) == "".join(text.split())
    for chunk in chunks:
        assert chunk.head is None or chunk.head[1] <= chunk.start
        for start, end in sentence_spans(text, chunk, 0):
            assert chunk.start <= start < end <= chunk.end
            assert text[start:end].strip() == text[start:end]
