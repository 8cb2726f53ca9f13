"""Short forms and standing synonyms of official Chinese that share too few characters."""

from __future__ import annotations

from collections.abc import Mapping

from index.tokens import bigrams

_GROWTH = ("同比增长", "比上年增长", "比去年增长")
# Terms of a folded question -> the written-out forms that say the same in a document. Only forms that stand
# for one thing alone; those whose characters all return in order need no entry, see `rag.question`.
FULL_FORMS: Mapping[str, tuple[str, ...]] = {
    "gdp": ("生产总值",),
    "cpi": ("居民消费价格",),
    "ppi": ("工业生产者出厂价格", "工业品出厂价格"),
    "pmi": ("采购经理指数", "采购经理人指数"),
    "低保": ("最低生活保障",),
    "医保": ("医疗保险", "医疗保障"),
    "社保": ("社会保险", "社会保障"),
    "公租": ("公共租赁",),
    "个税": ("个人所得税",),
    "环评": ("环境影响评价", "环境影响报告"),
    "高企": ("高新技术企业",),
    "驾照": ("驾驶证",),
    "交警": ("交通警察", "公安机关交通管理"),
    "城管": ("城市管理",),
    "住建": ("住房和城乡建设", "住房城乡建设"),
    "发改": ("发展和改革", "发展改革"),
    "卫健": ("卫生健康",),
    "人社": ("人力资源和社会保障", "人力资源社会保障"),
    "工信": ("工业和信息化",),
    "文旅": ("文化和旅游", "文化旅游"),
    "市监": ("市场监督管理", "市场监管"),
    "长率": ("增速", "增幅", *_GROWTH),
    "增长率": ("增速", "增幅", *_GROWTH),
    "增速": ("增长率", "增幅", *_GROWTH),
    "增幅": ("增长率", "增速", *_GROWTH),
    "中国": ("我国",),
    "我国": ("中国",),
}


def written_out(folded: str) -> list[str]:
    """Full forms of the short forms in a folded question, for a search by words."""
    return [full for term in dict.fromkeys(bigrams(folded)) for full in FULL_FORMS.get(term, ())]
