"""The words of the tab where questions are asked, and of answers."""

from __future__ import annotations

from collections.abc import Mapping

ASKING: Mapping[str, tuple[str, str]] = {
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
}
