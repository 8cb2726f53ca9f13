"""A chatbot whose answers are a fixed function of the question, over three documents."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass, replace

from index.errors import WenjuError
from index.originals import Original
from index.types import Chunk, Document, FileReport
from rag.inspection import Inspection, Leg, Marked, Part, Passage, Scored, Setting
from rag.scope import Scope
from rag.types import Answer, Citation, Hit, Note, Turn

TALENT = "引进人才补贴标准是多少"
WEST = "黄茅海大桥西塔预计在今年4月实现封顶，中塔预计在今年5月实现封顶。"
FILLER = "".join(f"第{n}段，项目部介绍了当日的施工安排，各参建单位按计划推进。\n\n" for n in range(1, 41))
HOSTILE = (
    '![图](http://evil.example/a.png) <img src=x onerror="window.hacked=1"> <b>粗</b> [点我](javascript:f()) '
    "[1](#cite-0123456789abcdef01234567) [1] **星** _线_ `码` ~~删~~ # 号 | 表 | $x$ ${window.hacked=2} "
    "{{value}} @children &amp; &#65; <script>window.hacked=3</script> http://evil.example/ www.evil.example "
    "a@evil.example \\*反斜 <style>body{display:none}</style>\n"
    "    缩进四格\n1. 一\n- 二\n===\n\n　　全角空格。"
)

NEWS = Document(
    id="news/2023/黄茅海大桥.txt",
    title="黄茅海跨海通道加快建设",
    text=f"黄茅海跨海通道加快建设\n2023-01-29 来源：江门日报\n\n{FILLER}{WEST}\n\n{FILLER}",
    sha256="0" * 64,
    codec="utf-8",
    published="2023-01-29",
    source="江门日报",
)
RULES = Document(
    id="policy/引进人才办法.docx",
    title="江门市引进人才补贴办法（试行）",
    text="江门市引进人才补贴办法（试行）\n\n"
    "第一条　为引进人才，制定本办法。\n第二条　补贴标准为每人每年3万元。\n",
    sha256="1" * 64,
    codec="docx",
    published="2019-03-01",
    issuer="江门市人力资源和社会保障局",
    doc_no="江人社发〔2019〕12号",
    effective="2019-04-01",
    expires="2022-03-31",
    superseded_by="policy/引进人才办法2022.docx",
)
ATTACK = Document(
    id="news/<b>恶意</b>.html",
    title="<img src=x onerror=window.hacked=4>标题",
    text=f"开头\n{HOSTILE}\n结尾",
    sha256="2" * 64,
    codec="utf-8",
    source="[来源](javascript:alert(2))",
)
# A line of 5 MB, of which one sentence is quoted.
LINE = Document(
    id="news/长行.txt",
    title="长行",
    text="长行 <script>window.hacked=5</script> $$x$$ " + "这一行没有尽头，" * 210_000 + "长行到此为止。",
    sha256="4" * 64,
    codec="utf-8",
)
DOCUMENTS = (NEWS, RULES, ATTACK)


def cite(document: Document, quote: str, number: int = 1, **more: object) -> Citation:
    start = document.text.index(quote)
    facts = {
        "number": number,
        "document_id": document.id,
        "title": document.title,
        "heading": "",
        "published": document.published,
        "start": start,
        "end": start + len(quote),
        "quote": quote,
    }
    return Citation(**{**facts, **more})  # type: ignore[arg-type]


def hit(document: Document, start: int, end: int, number: int = 1) -> Hit:
    return Hit(number, Chunk(document.id, "", start, end), 0.8, 0.8, 0.8)


def found(question: str, citations: tuple[Citation, ...], confidence: float, *notes: Note) -> Answer:
    text = "".join(f"{c.quote}[{c.number}]" for c in citations)
    hits = tuple(hit(NEWS, 0, 40, n) for n in range(1, 11))
    return Answer(question, True, text, citations, hits, confidence, notes, {"total": 41.0})


def _bridge(question: str) -> Answer:
    at = NEWS.text.index("4月实现封顶")
    quotes = (cite(NEWS, WEST, heading="工程进度", highlight=(at, at + 6), also_in=("news/2023/转载.txt",)),)
    note = Note("date", "这篇报道发布于 2023-01-29，文中的“今年”指 2023 年。")
    return found(question, quotes, 0.93, note)


def _talent(question: str) -> Answer:
    first = cite(RULES, "补贴标准为每人每年3万元。", heading="第二条", page=2, status="expired")
    second = cite(RULES, "第一条　为引进人才，制定本办法。", 2, heading="第一条", page=1, status="superseded")
    notes = (
        Note("validity", "《江门市引进人才补贴办法（试行）》已于 2022-03-31 失效。"),
        Note("conflict", "两份文件的补贴标准不同，较新的一份排在前面。"),
    )
    return found(question, (first, second), 0.61, *notes)


def _noted(answer: Answer, scope: Scope | None) -> Answer:
    if not scope:
        return answer
    said = Note("scope", f"{'、'.join(scope.years)} {scope.in_force}")
    return replace(answer, notes=(*answer.notes, said))


def _refusal(question: str) -> Answer:
    hits = (hit(NEWS, 30, 120), hit(RULES, 17, 35, 2))
    notes = (
        Note("nearest", "《黄茅海跨海通道加快建设》：第1段，项目部介绍了当日的施工安排…"),
        Note("nearest", "《江门市引进人才补贴办法（试行）》：第一条　为引进人才…"),
        Note("missing_terms", "火星、基地"),
    )
    text = "文档中没有找到能回答这个问题的依据。"
    return Answer(question, False, text, (), hits, 0.04, notes, {"total": 22.0})


def _inspection(question: str, setting: Setting) -> Inspection:
    """The dense half prefers the news, the other the hostile document; the rules stay at their place."""
    order = (NEWS, RULES, ATTACK) if setting.weight >= 0.5 else (ATTACK, RULES, NEWS)
    kept = order[: setting.depth]
    passages = tuple(_passage(d, len(kept) - rank, setting.weight) for rank, d in enumerate(kept))
    parts = (Part("coverage", 0.8, 5.0), Part("asks", 1.0, -1.5), Part("listed", 0.0, 0.7))
    sentence = Marked(WEST, ((0, 3),))
    best = Scored(NEWS.id, NEWS.title, sentence, 0, 2.5, -1.0, 0.0, parts)
    return Inspection(setting, question, (("黄茅海", 5.1), ("熊猫", 6.9)), ("熊猫",), passages, (best,))


def _passage(document: Document, score: int, weight: float) -> Passage:
    text = document.text[:400]
    start = text.find("黄茅海")
    spans = ((start, start + 3),) if start >= 0 else ()
    found = Hit(DOCUMENTS.index(document), Chunk(document.id, "", 0, len(text)), float(score), 0.8, 7.5, 0.5)
    return Passage(
        found,
        Marked(document.title, ()),
        Marked("<b>二</b>", ()),
        Marked(text, spans),
        Leg(0.8, score, weight),
        Leg(7.5, None, 1 - weight),
        (("黄茅海", 5.1),),
    )


@dataclass
class FakeChatbot:
    """Also remembers the histories it was given, so that a test can look."""

    changed: str | None = None
    histories: tuple[tuple[Turn, ...], ...] = ()
    asked: tuple[tuple[str | None, Scope | None], ...] = ()

    def ask(
        self,
        question: str,
        history: Sequence[Turn] = (),
        as_of: str | None = None,
        max_chars: int = 200,
        scope: Scope | None = None,
    ) -> Answer:
        self.histories = (*self.histories, tuple(history))
        self.asked = (*self.asked, (as_of, scope))
        if "慢" in question:
            time.sleep(2)
        if not question.strip():
            raise WenjuError("问题是空的：请输入要问的内容")
        if len(question) > 2000:
            raise WenjuError(f"问题太长：{len(question):,} 字，最多 2,000 字，请缩短后再问")
        if "出错" in question:
            raise RuntimeError("inner detail")
        if "黄茅海" in question:
            return _noted(_bridge(question), scope)
        if "人才" in question:
            return _talent(question)
        if "长行" in question:
            return found(question, (cite(LINE, "长行到此为止。"),), 0.9)
        if "恶意" in question:
            return found(question, (cite(ATTACK, HOSTILE), cite(ATTACK, "开头", 2)), 0.3)
        return _refusal(question)

    def inspect(self, question: str, settings: Sequence[Setting]) -> Sequence[Inspection]:
        if not question.strip():
            raise WenjuError("问题是空的：请输入要问的内容")
        if "出错" in question:
            raise RuntimeError("inner detail")
        return [_inspection(question, setting) for setting in settings]

    def suggest(self, answer: Answer, as_of: str | None = None, scope: Scope | None = None) -> Sequence[str]:
        return (TALENT, "黄茅海大桥何时封顶") if "黄茅海" in answer.text else ()

    def sources(self) -> Sequence[str]:
        return ("news/", "江门日报")

    def years(self) -> Sequence[str]:
        return ("2023", "2019")

    def citation(self, document_id: str, start: int, end: int) -> Citation:
        document = self.document(document_id)
        if not 0 <= start < end <= len(document.text):
            raise WenjuError(f"没有第 {start} 到第 {end} 字")
        replaced = "superseded" if document.superseded_by else "unknown"
        return cite(document, document.text[start:end], status=replaced)

    def original(self, document_id: str) -> Original:
        if document_id == RULES.id:
            return Original("办法.docx", b"new bytes", True)
        return Original("黄茅海.txt", self.document(document_id).text.encode(), False)

    def document(self, document_id: str) -> Document:
        if document_id == self.changed:
            return Document(document_id, "改过", "完全不同的文字", "3" * 64, "utf-8")
        for document in (*DOCUMENTS, LINE):
            if document.id == document_id:
                return document
        raise WenjuError(f"索引里没有文件 {document_id}：请运行 wenju index")

    def files(self) -> Sequence[FileReport]:
        read = [
            FileReport(d.id, True, codec=d.codec, characters=len(d.text), published=d.published)
            for d in DOCUMENTS
        ]
        return (*read, FileReport("坏<b>.pdf", False, "文件已损坏"))
