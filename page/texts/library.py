"""The words of the tab of the documents: uploads, deletions, the table, the state of the index."""

from __future__ import annotations

from collections.abc import Mapping

LIBRARY: Mapping[str, tuple[str, str]] = {
    # what may be done
    "read_only": (
        "这个页面只打开了索引，没有连接文件夹，所以只能查看。"
        "要上传、删除和更新，请用 wenju serve 文件夹 启动。",
        "This page has an index only and no folder, so the documents can just be read. "
        "To upload, delete and update, start it with wenju serve FOLDER.",
    ),
    "upload": ("上传文件", "Upload files"),
    "upload_help": (
        "点击选择，或拖放到这里；可多选，每个不超过 {limit} MB",
        "Click to choose, or drop them here; several at once, each up to {limit} MB",
    ),
    "upload_replacing": (
        "替换同名文件（旧的移到回收文件夹）",
        "Replace files of the same name (the old ones go to the trash folder)",
    ),
    "update": ("更新索引", "Update index"),
    "formats": ("能读的格式", "Formats that can be read"),
    "filter": ("筛选", "Filter"),
    "filter_hint": (
        "文件名、标题、日期、效力，例如：2023 已被替代",
        "File name, title, date, validity, for example: 2023 superseded",
    ),
    # deletion
    "discard": ("删除", "Delete"),
    "discard_named": ("删除 {path}", "Delete {path}"),
    "discard_head": ("删除文件", "Delete file"),
    "discard_help": (
        "文件移到回收文件夹 {folder}，可以撤销；索引更新后，回答不再引用它。"
        "压缩包里的文件连同整个压缩包一起移走。",
        "The file moves to the trash folder {folder}, which can be undone; once the index is updated, "
        "answers quote it no more. A file of an archive takes the whole archive along.",
    ),
    "discard_confirm": ("移到回收文件夹", "Move to trash"),
    "cancel": ("取消", "Cancel"),
    "undo": ("撤销", "Undo"),
    "discarded": (
        "{path} 已移到 {folder}，索引更新后不再被引用",
        "{path} is now in {folder}; once the index is updated, it is quoted no more",
    ),
    "not_discarded": ("没有删除：{reason}", "Not deleted: {reason}"),
    "only_one": (
        "这是最后一份能读的文件，删除后就没有可问的了；请先上传别的文件",
        "it is the last document that can be read, nothing would be left to ask; upload another one first",
    ),
    "restored": (
        "{path} 已放回，索引更新后可再引用",
        "{path} is back; once the index is updated, it can be quoted again",
    ),
    "not_restored": ("没有放回：{reason}", "Not put back: {reason}"),
    # notices
    "seen": ("知道了", "Close"),
    "call_failed": (
        "没有办成：服务没有回应，或处理时出错。请确认服务仍在运行，再试一次；详情见服务的日志。",
        "That did not work: the server did not answer, or failed. "
        "Make sure that it is running and try again; its log has the details.",
    ),
    "uploading": ("正在上传 {number} / {count}：{name}", "Uploading {number} / {count}: {name}"),
    "uploads_lost": ("{count} 个文件没有收下：", "Files that were not taken: {count}"),
    "lost_too_large": ("超过 {limit} MB，请拆分后重试", "larger than {limit} MB; split it and try again"),
    "lost_sending": ("没有传完，请重试", "it did not arrive; try again"),
    "lost_taking": (
        "已传到，但服务没有收下，请重试",
        "it arrived, but the server did not take it; try again",
    ),
    # uploads
    "uploads_head": ("上传结果", "Uploads"),
    "uploads_close": ("收起", "Hide"),
    "upload_too_large": (
        "文件有 {size} MB，超过 {limit} MB，请拆分后重试",
        "it has {size} MB, more than {limit} MB; split it and try again",
    ),
    "upload_interrupted": ("上传中断，请重试", "the upload was interrupted; try again"),
    "upload_waiting": ("等待收录", "waiting for the index"),
    "upload_not_indexed": ("文件已存好，但索引未更新", "stored, but the index was not updated"),
    "upload_sidecar": ("已用作说明文件", "in use as a description of another file"),
    "upload_missing": (
        "索引的报告里没有这份文件，可能已被移走",
        "not in the report of the index; it may have been moved away",
    ),
    "upload_indexed": ("已收录", "indexed"),
    "upload_archive": ("已收录，内有 {count} 份", "indexed, {count} documents inside"),
    "upload_partly": (
        "收录 {taken} 份，{failed} 份未收录，例如 {name}：{reason}",
        "{taken} indexed, {failed} not, for example {name}: {reason}",
    ),
    # state of the index
    "passages_held": ("{count} 个段落", "{count} passages"),
    "characters_held": ("{count} 字", "{count} characters"),
    "copies_held": ("{count} 份与其他文件同文", "{count} with the text of another"),
    "not_indexed": ("{count} 份未收录", "{count} not indexed"),
    "generation": ("索引 {generation}", "index {generation}"),
    "built": ("建于 {time}", "built {time}"),
    "unknown": ("未知", "unknown"),
    "not_updated": (
        "索引未更新，仍用原来的索引回答：{reason}",
        "The index was not updated, answers come from the one before: {reason}",
    ),
    "updating": (
        "正在更新索引（{place}）{more}。期间照常提问，用原来的索引回答。",
        "Updating the index ({place}){more}. Questions go on meanwhile, answered from the one before.",
    ),
    "updating_more": (
        "；之后再更新一次，收入新的改动",
        "; it is updated once more after that, for newer changes",
    ),
    "step": ("第 {number} 步，共 {count} 步：{stage}", "step {number} of {count}: {stage}"),
    "step_left": ("，本步约剩 {time}", ", about {time} left in this step"),
    "stage_准备": ("准备", "preparing"),
    "stage_读取": ("读取", "reading"),
    "stage_编码段落": ("编码段落", "encoding passages"),
    "stage_编码句子": ("编码句子", "encoding sentences"),
    "some_seconds": ("{count} 秒", "{count} s"),
    "some_minutes": ("{count} 分钟", "{count} min"),
    "some_hours": ("{hours} 小时 {minutes} 分钟", "{hours} h {minutes} min"),
    # table
    "head_published": ("发布", "Published"),
    "head_span": ("施行 / 失效", "Effective / expires"),
    "head_characters": ("字数", "Characters"),
    "head_passages": ("段落", "Passages"),
    "head_codec": ("读法", "Read as"),
    "head_actions": ("操作", "Actions"),
    "status_failed": ("未收录", "Not indexed"),
    "failures_head": ("未收录 {count} 份", "Not indexed: {count}"),
    "inferred": ("推断", "inferred"),
    "begins": ("{day} 起", "from {day}"),
    "ends": ("{day} 止", "until {day}"),
    "copy_of": ("与 {path} 同文", "same text as {path}"),
    "is_copy": ("副本", "copy"),
    "filtered": ("筛出 {found} 份，共 {count} 份", "{found} of {count} files"),
    "filtered_none": ("没有文件含有“{words}”", "No file has “{words}”"),
    "status_day": (
        "效力按最新文件的日期 {day} 判断",
        "validity is judged by {day}, the date of the latest document",
    ),
    "unlisted": (
        "还有 {count} 份没有列出，请用筛选缩小范围",
        "{count} more are not listed: narrow them down with the filter",
    ),
}
