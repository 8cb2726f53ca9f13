"""The words of the history, and of what is said of an answer."""

from __future__ import annotations

from collections.abc import Mapping

HISTORY: Mapping[str, tuple[str, str]] = {
    "search_history": ("搜索历史", "Search the history"),
    "search_history_hint": ("搜索问题和答案", "Search questions and answers"),
    "history_found": ("找到 {count} 次对话", "Conversations found: {count}"),
    "history_all": ("共 {count} 次对话", "Conversations: {count}"),
    "history_more": (
        "还有 {count} 次对话：请用搜索缩小范围。",
        "{count} more are not listed: narrow them down with the search.",
    ),
    "history_none": (
        "还没有问答。在「问答」里提的问题和答案会存在这里，只存在这台电脑上。",
        "Nothing was asked yet. Questions and answers are kept here, on this computer only.",
    ),
    "history_not_found": ("没有哪次问答含有「{words}」。", "No question or answer has “{words}”."),
    "questions_held": ("{count} 问", "{count} questions"),
    "export": ("导出：", "Export: "),
    "export_found": ("导出找到的：", "Export those found: "),
    "export_all": ("导出全部：", "Export all: "),
    "delete_one": ("删除", "Delete"),
    "delete_found": ("删除找到的", "Delete those found"),
    "delete_all": ("删除全部", "Delete all"),
    "delete_sure": ("确认{action}", "{action}: sure"),
    "delete_not": ("不删", "Keep"),
    "history_unreadable": (
        "历史读不出来，详情见服务的日志。",
        "The history cannot be read; the server's log has the details.",
    ),
    "history_undeleted": (
        "没有删除：数据文件夹写不进去，详情见服务的日志。",
        "Not deleted: the data folder cannot be written to; the server's log has the details.",
    ),
    "not_exported": (
        "没有导出：历史读不出来，详情见服务的日志",
        "Not exported: the history cannot be read; the server's log has the details",
    ),
    "not_kept": (
        "这次问答没有存进历史，详情见服务的日志。",
        "This answer was not kept in the history; the server's log has the details.",
    ),
    # what is said of an answer
    "rating_good": ("赞", "Good"),
    "rating_bad": ("踩", "Bad"),
    "rating_wrong_quote": ("引用错误", "Wrong quote"),
    "rated": (
        "已记录：{rating}，并存为评测题草稿。",
        "Noted: {rating}. It is also kept as a draft question for the evaluation.",
    ),
    "rating_unknown": ("没有这种评价。", "There is no such rating."),
    "rating_of_nothing": (
        "这次问答不在历史里，评价没有保存。",
        "This answer is not in the history, so the rating was not kept.",
    ),
    "rating_not_kept": (
        "评价没有保存：数据文件夹写不进去，详情见服务的日志。",
        "The rating was not kept: the data folder cannot be written to; the server's log has the details.",
    ),
    "rating_not_sent": (
        "没有保存：页面与服务的连接已断开，请刷新页面。",
        "Not kept: the connection to the server is lost. Reload the page.",
    ),
    "comment": ("补充说明", "Comment"),
    "comment_hint": ("补充说明（可不填）", "Comment (optional)"),
    "comment_keep": ("保存说明", "Save comment"),
}
