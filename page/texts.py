"""The page's own words, in Chinese and in English. What documents and notes say stays as it is.

Every text has a key and stands once, as (Chinese, English); `{name}` is filled in. Add the words of a tab
here, and ask for them by their key.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

Language = Literal["zh", "en"]

CATALOGUE: Mapping[str, tuple[str, str]] = {
    # head
    "tagline": ("离线运行，逐字引用原文", "offline, quoted word for word"),
    "file_count": ("已收录 {count} 份文件", "{count} documents"),
    "comma": ("，", ", "),
    "tab_asking": ("问答", "Ask"),
    "tab_library": ("文件库", "Library"),
    "tab_history": ("历史", "History"),
    "tab_quality": ("质量", "Quality"),
    "tab_retrieval": ("检索", "Retrieval"),
    # conversation
    "welcome_head": ("向文件提问", "Ask your documents"),
    "welcome_body": (
        "回答只用文件里的原句，每句注明出处；没有依据就不作答。",
        "Answers are sentences of the documents, each with its source; without evidence there is none.",
    ),
    "question": ("问题", "Question"),
    "placeholder": ("输入问题，按回车提问", "Type a question in Chinese, press Enter"),
    "ask": ("提问", "Ask"),
    "stop": ("停止", "Stop"),
    "retry": ("重试", "Retry"),
    "edit": ("修改问题", "Edit question"),
    "delete": ("删除上一问", "Delete last"),
    "new": ("新对话", "New chat"),
    "stopped": ("已停止。", "Stopped."),
    "failed": (
        "回答时出错，请稍后再试；详情见服务的日志。",
        "Answering failed; try again later. The server's log has the details.",
    ),
    "unverified": (
        "核对未通过：引文 [{number}] 与《{title}》的原文不一致，回答没有显示。"
        "请运行 wenju index 更新索引后再问。",
        "Check failed: quote [{number}] differs from 《{title}》, so the answer is not shown. "
        "Run wenju index and ask again.",
    ),
    "stage_retrieve": ("检索", "Search"),
    "stage_select": ("选句", "Select"),
    "stage_verify": ("核对", "Verify"),
    "passages": ("{count} 段", "{count} passages"),
    "sentences": ("{count} 句", "{count} sentences"),
    "cut_question": ("…（共 {count} 字）", "… ({count} characters)"),
    "open": ("打开", "open"),
    "copy": ("复制", "Copy"),
    "copied": ("已复制", "Copied"),
    "copy_failed": ("复制失败", "Not copied"),
    "refused": ("未作答", "No answer"),
    "seconds": ("用时 {seconds} 秒", "{seconds} s"),
    "understood": ("理解：", "Understood: "),
    "colon": ("：", ": "),
    "page_number": ("第 {page} 页", "page {page}"),
    # confidence and its reason
    "confidence": ("可信度 {level}", "Confidence {level}"),
    "high": ("高", "high"),
    "middle": ("中", "middle"),
    "low": ("低", "low"),
    "because_asked": ("原句含所问的{kind}", "the quote has the {kind} asked for"),
    "because_not_asked": (
        "原句没有直接写出所问的{kind}",
        "the quote does not plainly state the {kind} asked for",
    ),
    "because_words": ("关键词齐全", "it has all key words"),
    "because_no_words": ("原句未提到{words}", "the quote does not mention {words}"),
    "because_copies": ("{count} 份文件说法相同", "{count} documents say the same"),
    "because_conflict": ("文件之间说法不一", "documents disagree"),
    "because_lapsed": ("所据文件已失效", "the document is no longer in force"),
    "because_parts": ("有一部分没有找到依据", "a part of the question has no evidence"),
    "kind_何时": ("时间", "time"),
    "kind_多久": ("期限", "duration"),
    "kind_多少": ("数目", "number"),
    "kind_谁": ("人名", "person"),
    "kind_哪里": ("地点", "place"),
    "kind_联系方式": ("联系方式", "contact"),
    # notes
    "note_date": ("日期", "Dates"),
    "note_conflict": ("冲突", "Conflict"),
    "note_validity": ("效力", "Validity"),
    "note_nearest": ("最接近的段落", "Nearest passages"),
    "note_missing_terms": ("缺少", "Missing"),
    "note_rewritten": ("问题改写", "Searched as"),
    "note_scope": ("范围", "Scope"),
    "note_remark": ("说明", "Note"),
    "status_in_force": ("现行有效", "In force"),
    "status_expired": ("已过有效期", "Expired"),
    "status_superseded": ("已被替代", "Superseded"),
    "status_unknown": ("效力未注明", "Validity not stated"),
    # what is searched
    "range": ("查找范围", "Scope"),
    "range_all": ("全部文件", "all documents"),
    "as_of": ("以哪一天为准（年-月-日）", "As of (YYYY-MM-DD)"),
    "as_of_short": ("{day} 当日", "as of {day}"),
    "as_of_hint": ("空着以最新文件为准", "empty: the latest document"),
    "as_of_wrong": (
        "日期“{typed}”认不出，请写作 2023-02-01 这样的年-月-日，或空着。",
        "“{typed}” is no date: write it as 2023-02-01, or leave it empty.",
    ),
    "source": ("来源", "Source"),
    "year": ("年份", "Year"),
    "in_force_only": ("只看现行有效", "In force only"),
    # panel
    "panel_empty": (
        "点击回答中的 [1]，这里显示原文，并标出被引用的句子。",
        "Click [1] in an answer: its document opens here with the quoted sentence marked.",
    ),
    "back": ("← 返回回答", "← Back to the answer"),
    "doc_no": ("文号", "Number"),
    "issuer": ("发布机关", "Issuer"),
    "published": ("发布日期", "Published"),
    "effective": ("施行日期", "Effective"),
    "expires": ("失效日期", "Expires"),
    "superseded_by": ("替代文件", "Superseded by"),
    "place": ("位置", "Place"),
    "file": ("文件", "File"),
    "also_in": ("同文另见", "Also in"),
    "previous": ("‹ 上一处", "‹ Previous"),
    "next": ("下一处 ›", "Next ›"),
    "find": ("在文中查找", "Find in document"),
    "find_previous": ("上一个", "Previous match"),
    "find_next": ("下一个", "Next match"),
    "find_none": ("没有找到", "none"),
    "original": ("打开原件", "Original file"),
    "copy_link": ("复制链接", "Copy link"),
    "original_saved": ("原件已下载。", "The original was downloaded."),
    "original_changed": (
        "原件已更新：文件在收录之后有改动，下载的是现在的文件，与这里显示的原文可能不同。",
        "The original has changed since it was indexed: the download may differ from the text shown here.",
    ),
    "original_failed": ("原件打不开：{reason}", "The original cannot be opened: {reason}"),
    "original_large": ("文件有 {size} MiB，请到文件夹里打开", "it has {size} MiB; open it in its folder"),
    "expired_head": ("引用已失效", "Citation no longer known"),
    "expired_help": (
        "这条引用来自较早的对话，或服务已经重新启动。请重新提问。",
        "It is from an earlier conversation, or the server was restarted. Please ask again.",
    ),
    "changed_head": ("原文已更新", "The document has changed"),
    "changed_help": (
        "这份文件在回答之后有改动，原来的位置不再是被引用的句子。请重新提问。",
        "It was edited after the answer, and the quote is not at its place any more. Please ask again.",
    ),
    "failed_head": ("原文打不开", "The document cannot be opened"),
    "failed_help": (
        "读取原文时出错，详情见服务的日志。",
        "Reading it failed; the server's log has the details.",
    ),
    "link_help": ("链接不完整或写错了：{reason}", "The link is incomplete or wrong: {reason}"),
    "link_form": ("应有 doc、start、end 三项", "it needs doc, start and end"),
    "disconnected": (
        "页面与服务的连接已断开。请确认服务仍在运行，然后刷新页面。",
        "The connection to the server is lost. Make sure that it is running, then reload the page.",
    ),
    # files
    "files_back": ("← 返回", "← Back"),
    "files": ("文件", "Documents"),
}
# What the script of the page says by itself.
_OF_SCRIPT = (
    "copied",
    "copy",
    "copy_failed",
    "copy_link",
    "failed_head",
    "disconnected",
    "back",
    "find_none",
)


@dataclass(frozen=True, slots=True)
class Texts:
    """The texts of one language."""

    language: Language = "zh"

    def __call__(self, key: str, **values: object) -> str:
        """The text of a key with its values filled in; an unknown key raises KeyError."""
        text = CATALOGUE[key][self.language == "en"]
        return text.format(**values) if values else text


ZH, EN = Texts("zh"), Texts("en")


def texts_of(language: object) -> Texts:
    """The texts of a language that the browser names; anything but `en` is Chinese."""
    return EN if language == "en" else ZH


def script_texts() -> str:
    """The texts that scripts need, as a line of JavaScript."""
    by_language = {t.language: {key: t(key) for key in _OF_SCRIPT} for t in (ZH, EN)}
    return f"const TEXTS = {json.dumps(by_language, ensure_ascii=False)};\n"
