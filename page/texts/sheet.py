"""The words of the audit sheet that a conversation is exported as."""

from __future__ import annotations

from collections.abc import Mapping

SHEET: Mapping[str, tuple[str, str]] = {
    "sheet_head": ("文据问答核对单", "文据 audit sheet"),
    "sheet_exported": ("导出时间", "Exported"),
    "sheet_asked": ("提问时间", "Asked"),
    "sheet_result": ("结果", "Result"),
    "sheet_answered": (
        "已作答，可信度 {level}（{confidence}）",
        "Answered, confidence {level} ({confidence})",
    ),
    "sheet_rating": ("评价", "Rating"),
    "sheet_comment": ("评价说明", "Comment on it"),
    "sheet_generation": ("索引版本", "Index version"),
    "sheet_id": ("问答编号", "Answer number"),
    "sheet_nearest": ("最接近的段落 {number} 《{title}》", "Nearest passage {number} 《{title}》"),
    "sheet_page": ("页", "Page"),
    "sheet_characters": ("字符", "Characters"),
    "sheet_file_hash": ("文件 sha256", "File sha256"),
    "sheet_text_hash": ("文本 sha256", "Text sha256"),
    # names of the file
    "sheet_file": ("文据_{day}_{called}", "文据_{day}_{called}"),
    "sheet_unnamed": ("问答", "question"),
    "sheet_conversations": ("{count}次对话", "{count}_conversations"),
}
