"""Chinese texts for property tests, and folders of files for the tests of the whole offline side."""

from __future__ import annotations

from pathlib import Path

from hypothesis import settings
from hypothesis import strategies as st

# Derandomised: the same run everywhere.
PROPERTY = settings(derandomize=True, max_examples=60)

PROSE = (
    "云溪市人民政府办公室关于印发助企纾困若干措施的通知。各区人民政府，市政府各部门：\n"
    "现将措施印发给你们，请认真贯彻执行。本措施自公布之日起施行，由市工业和信息化局负责解释。\n"
)

_LINES = [
    "# 云溪市人才安居补贴办法",
    "## 申请条件",
    "第一章 总则",
    "第二节 申请",
    "第一条 为规范补贴发放，制定本办法。",
    "第二条　本办法所称人才，是指在本市就业的人员；不含在职公务员。",
    "一、总体要求",
    "（一）坚持公开。",
    "全市重点项目建设提速",
    "今年共安排重点项目665个，年度计划投资超过一千亿元，比上年增加两成，其中产业项目占六成以上，开工率过半。",
    "本办法自公布之日起施行",
    "甲 | 乙 | 3.5%",
    "　　他说：“好！”然后走了。",
    "",
    " ",
    "没有句号的一行，",
]
_LINE = st.sampled_from(_LINES) | st.text("甲乙。，；！”\t 　1a.#条第一\x0b", max_size=12)
DOCUMENTS = st.lists(_LINE, max_size=14).map("\n".join).filter(str.strip)
"""Texts of headings, clauses, prose and odd characters, for whatever must hold of every text."""


def write_corpus(folder: Path, **texts: str) -> Path:
    """Write `name=text` as `name.txt` below the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in texts.items():
        (folder / f"{name}.txt").write_text(text, encoding="utf-8")
    return folder
