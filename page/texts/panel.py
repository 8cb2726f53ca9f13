"""The words of the panel that shows the source of a citation, or lists the files."""

from __future__ import annotations

from collections.abc import Mapping

PANEL: Mapping[str, tuple[str, str]] = {
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
    # files
    "files_back": ("← 返回", "← Back"),
    "files": ("文件", "Documents"),
    "files_read": ("收录 {count} 份", "{count} indexed"),
    "files_not_indexed": ("未收录", "Not indexed"),
    "files_indexed": ("已收录", "Indexed"),
    "head_date": ("日期", "Date"),
    "files_more": (
        "还有 {count} 份，完整的报告：wenju index --json",
        "{count} more; the whole report: wenju index --json",
    ),
}
