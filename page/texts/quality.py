"""The words of the tab of the quality."""

from __future__ import annotations

from collections.abc import Mapping

QUALITY: Mapping[str, tuple[str, str]] = {
    "quality_failed": (
        "读不出来，详情见服务的日志。",
        "It cannot be read; the server's log has the details.",
    ),
    # the last evaluation
    "evaluation": ("评测", "Evaluation"),
    "evaluation_none": (
        "还没有评测报告。运行 {command} 之后，结果显示在这里。",
        "There is no report yet. Run {command}, and its results are shown here.",
    ),
    "evaluation_of": (
        "{time}，题目 {questions}，索引 {generation}",
        "{time}, questions {questions}, index {generation}",
    ),
    "evaluation_table": ("评测结果", "Results of the evaluation"),
    "not_stated": ("未注明", "not stated"),
    "head_category": ("类别", "Category"),
    "head_questions": ("题数", "Questions"),
    "head_accuracy": ("答对", "Correct"),
    "head_recall": ("找到依据", "Evidence found"),
    "head_refused": ("该拒答而拒答", "Rightly refused"),
    "head_exact": ("引文一致", "Quotes exact"),
    "head_length": ("平均字数", "Mean characters"),
    "all_categories": ("全部", "All"),
    "plots": ("图", "Plots"),
    "plot_categories": (
        "各类题目（答对，或该拒答而拒答的比例，附 95 % 区间）",
        "Categories (share answered correctly or rightly refused, with 95 % intervals)",
    ),
    "plot_risk_coverage": (
        "风险—覆盖率（横轴：按可信度作答的比例，纵轴：其中答错的比例）",
        "Risk and coverage (across: share answered, the surest first, upwards: share of them wrong)",
    ),
    "plot_calibration": (
        "这次评测的可信度校准（横轴：可信度，纵轴：实际答对的比例）",
        "Calibration in this evaluation (across: confidence, upwards: share of correct answers)",
    ),
    "plot_latency": (
        "各步骤耗时（横轴：毫秒，纵轴：在此之内完成的题的比例）",
        "Time of each stage (across: milliseconds, upwards: share of the questions done by then)",
    ),
    "reliability": (
        "可信度校准（横轴：可信度，纵轴：实际答对的比例）",
        "Calibration (across: confidence, upwards: share of correct answers)",
    ),
    # what users said
    "ratings": ("评价", "Ratings"),
    "drafts_export": ("导出评测题草稿", "Export draft questions"),
    "drafts_not_exported": ("没有导出：历史读不出来", "Not exported: the history cannot be read"),
}
