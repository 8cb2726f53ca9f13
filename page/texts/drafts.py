"""The words of the drafts of evaluation questions, in the tab of the quality."""

from __future__ import annotations

from collections.abc import Mapping

DRAFTS: Mapping[str, tuple[str, str]] = {
    "drafts": ("评测题草稿", "Draft questions"),
    "drafts_none": (
        "还没有。在答案下面点「赞」「踩」或「引用错误」，这个问题就成为一道评测题草稿；"
        "也可以运行 wenju eval --draft 20，由文件里的句子拟题。",
        "None yet. Click Good, Bad or Wrong quote below an answer, and its question becomes a draft; "
        "or run wenju eval --draft 20, which makes questions of your documents.",
    ),
    "drafts_where": (
        "在数据文件夹的 {drafts} 里，新的在前。补全「答案要点」后点「接受」，就并入 {questions}，"
        "用 wenju eval --questions {questions} 评测。",
        "In {drafts} of the data folder, the newest first. Complete what an answer needs and click Accept: "
        "the question joins {questions}, which wenju eval --questions {questions} measures.",
    ),
    "drafts_more": (
        "另有 {count} 道没有列出：处理掉一些，再打开「质量」就会列出。",
        "{count} more are not listed: decide about some, and open Quality again.",
    ),
    "head_origin": ("来由", "Origin"),
    "head_question": ("问题", "Question"),
    "head_items": ("答案要点", "An answer needs"),
    "head_evidence": ("依据", "Evidence"),
    "head_decision": ("取舍", "Decision"),
    "draft_by_rule": ("按句拟题", "Made of a sentence"),
    "draft_near_miss": ("近似而无解", "Near-miss without an answer"),
    "draft_comment": ("说明：{comment}", "Comment: {comment}"),
    "draft_answer": ("当时的答案：{answer}", "The answer that was given: {answer}"),
    "draft_no_evidence": (
        "没有写依据：填好答案要点再点「接受」，会在当时检索到的段落里找。",
        "No evidence yet: fill in what an answer needs and click Accept, and it is looked for in the "
        "passages that were found.",
    ),
    "draft_items": (
        "答案要点，几项用；隔开，每项的几种写法用/隔开",
        "What an answer needs, items parted by ; and spellings of one by /",
    ),
    "draft_items_hint": ("如：4月/四月；5月", "such as 18 km/18 kilometres; 2023"),
    "draft_absent": (
        "文件里没有的字眼，几个用；隔开，用来证明答不出",
        "What no document has, parted by ; which proves that there is no answer",
    ),
    "draft_absent_hint": ("如：2019年", "such as 2019"),
    "draft_answerable": ("文件里有答案", "The documents have the answer"),
    "draft_accept": ("接受", "Accept"),
    "draft_drop": ("删除", "Delete"),
    "draft_not_sent": (
        "没有保存：页面与服务的连接已断开，请刷新页面。",
        "Not saved: the connection to the server is lost; reload the page.",
    ),
    # what became of a decision
    "draft_accepted": ("已接受，并入 {details}。", "Accepted into {details}."),
    "draft_dropped": ("已删除。", "Deleted."),
    "draft_gone": ("这道草稿已经不在了。", "This draft is not there any more."),
    "draft_look": (
        "依据原来没有写，现在从检索到的段落里找到了：请核对，对了就再点「接受」。",
        "The evidence was found in the passages: look at it, and click Accept again if it is right.",
    ),
    "draft_wrong": ("没有接受：{details}。", "Not accepted: {details}."),
    "draft_failed": (
        "没有保存：数据文件夹写不进去，详情见服务的日志。",
        "Not saved: the data folder cannot be written; the server's log has the details.",
    ),
}
