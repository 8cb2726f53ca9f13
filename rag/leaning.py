"""What makes a question lean on the one before: a pronoun, an ellipsis, a bare noun."""

from __future__ import annotations

import re

import rjieba

from index.normal import fold

_NUMERAL = r"(?:\d{1,4}|[一二三四五六七八九十百]{1,4})"
# Times and ordinals, by what one of a kind can stand for another of its kind.
ATOMS = {
    "year": r"(?<!\d)(?:19|20)\d{2}(?!\d)(?:年度?)?|[今去前明本上]年度?",
    "part": rf"[上下]半年|全年|前[一二三两]个?季度|第?[一二三四1-4]个?季度|(?<!\d){_NUMERAL}月份?|[本上]个?月",
    "day": r"(?<!\d)\d{1,2}日|[昨今明]天|(?:周|星期)[一二三四五六日天]",
    **{unit: rf"第{_NUMERAL}{unit}" for unit in "条款项章节批期届次号轮名"},
}
ATOM = re.compile("|".join(ATOMS.values()))
TIME = re.compile("|".join(ATOMS[kind] for kind in ("year", "part", "day")))
ASKS = re.compile(
    r"什么时候|什么时间|什么地方|什么样?|为什么|为何|如何|何[时地人种日处]|谁|哪(?:一?[年天些里儿位个家])?|多少钱?|多久|多长时间"
    r"|多[大长高远重宽]|第?几|怎么样|怎么办(?!理)|怎么|怎样|怎|是否|是不是|有没有|能不能|可不可以|可以吗|还是|啥|吗"
)
# What is said of a thing and never is the thing: a question of these words alone has no subject.
_ATTRIBUTES = """
总 全 总投资 投资额 投资 造价 资金来源 资金 来源 预算 规模 建筑面积 占地面积 用地面积 面积 票价 租金 单价 客流量
首班车 末班车 运营时间 开放时间 营业时间 长度 全长 高度 宽度 工期 进度 位置 地点 地址 联系电话 电话 联系方式
邮箱 网址 官网 时间 日期 期限 时限 年限 有效期 周期 条件 标准 材料 资料 证件 流程 程序 手续 步骤 方式 方法 途径 渠道 要求 范围
对象 内容 目的 目标 原因 依据 原则 意义 影响 结果 金额 额度 比例 占比 数量 人数 总数 总量 总额 费用 价格 责任 义务 权利 部门
机构 负责人 联系人 责任单位 施工单位 建设单位 承办单位 设计单位 主办方 承办方 施工方 名单 名额 增速 增长率 增幅 涨幅 降幅 同比
排名 年龄 学历 背景 任期 上限 下限 最高 最低 最多 最少 至少 平均 总共 一共 大约 大概 主要 具体 首次 每年 每月 每天 每人 窗口 特点
优势 措施 任务 截止日期 截止 人口 总人口 改造 一般 目前 现在 预计 计划 已经 已 还 也 又 就 才 再 先 都 最后 之后 以后 以前 之前
"""
_SUBSTANCE = "补贴 补助 奖励 资助 罚款 处罚 罚 收费 优惠 待遇 人员 人 钱 元 万 亿 费 天 年 月 个 种 名 家 次"
_VERBS = """
开通 新开通 封顶 完工 开工 竣工 通车 建成 投用 投入使用 启用 启动 实施 施行 生效 失效 发布 公布 出台 印发 修订 废止 举行 举办 召开 开始 结束
负责 建设 承建 修建 施工 设计 承办 主办 管理 主管 监督 执行 运营 制定 申请 申领 办理 办 申报 提交 领取 领 发放 发 缴纳 缴 交 报名
审批 审核 受理 上任 任职 就任 毕业 出生 上市 成立 规定 讲 说 包括 包含 适用 享受 增长 下降 上涨 提高 降低 获批 批准 签订 验收 达到
涨到 降到 收 带 准备 做 走 去 来 需要 需 应当 应 可以 可 能够 必须 由 从 到 向 给 让 按 于 用 算 计算 属于 位于 查询 查 找 写 参加 主持 推迟
延期 提前 取消 符合 不符合 违反 违规 到账 批下来 批 补 网上 线上 现场 当场 代办 时速 车道 双向 后 前
"""
_EMPTY = """
的 了 是 在 和 与 及 或 之 为 被 把 将 有 会 要 能 请 对 叫 到底 关于 对于 根据 按照 其中 具体 进行 以及 还有 或者 分别 名字 请问 呢 吧 啊 呀 么
"""
# 「我想办」 in front of the thing asked for.
_SPEAKER = "我们 我 本人 咱们 想 要 请 问"
_GOING_ON = r"那么|那(?!曲|达慕|坡|不勒斯|拉提|霸|里|儿|边|[个些时年天种样位家项座])|还有|另外"
_LEADS = rf"{_GOING_ON}|然后|对了|顺便问一下|再问一下|请问"
# Thanks before the question that goes on.
_THANKS = r"(?:好的?|谢谢|多谢|明白了?|知道了?|了解了?|收到|嗯|哦)[，,。.！!\s]+"
_LEAD = re.compile(rf"^\s*(?:(?:{_LEADS})[，,、\s]*|{_THANKS})+")
_POINTED = re.compile(rf"^\s*(?:{_THANKS})*(?:请问|对了)?[，,\s]*(?:{_GOING_ON})")
_RESTATED = re.compile(r"([^,，、。?？!！;；]{1,10}?)呢[,，]\s*([^,，。?？;；]+)$")
_TAIL = re.compile(r"[呢啊呀?？。.!！…~～，,\s]+$")
_COURTESY = re.compile(
    r"(?:谢+|多谢|感谢|非常感谢|好+的?|可以了?|行+|嗯+|哦+|ok|你|您|们|大家|好|早上|上午|下午|晚上|再见|拜拜|明白|知道|了解|清楚|收到|懂"
    r"|辛苦|麻烦|打扰|请问|晚安|太|吃[过饭]{0,2}了|不客气|没有?|不用|问题|事|在|吗|啦|了|的|哈|啊|呀|吧|hello|hi|\W)++"
)
_PRONOUN = re.compile(
    r"(?P<it>(?<!其)它们?(?!山)|(?<![耳尤极何莫与马])其(?![中他它余实次间后])|(?<=[对就])此|^这(?=[是要需怎由能有在算]))"
    r"|(?P<person>(?<![其吉排])[他她]们?(?![人国乡日]))"
    r"|(?P<place>[那这](?:里|儿|边))"
    r"|(?P<then>(?<![适应])当时|那时候?|那年|(?<![正])当年)"
    r"|(?P<pair>前者|后者)"
    r"|(?P<this>(?:(?<![应不活])该(?:[类座批]|[项次条](?![目例]))?"
    r"|上述|前述|(?<![因由如彼为至从据])此[项类]|[这那](?:[个些座种部家位笔次条]|项(?!目))|这(?=[桥楼馆园站塔路](?![段面边上长])|钱(?!包)))(?:的(?!士))?)"
)
# A new condition or a speaker's own case changes nothing in the question before: it is added.
CONDITION = re.compile(r"如果|要是|假如|的话|^没|^不[是在够满能会想要]|我|[他她]")
# Longer than this a noun alone is a search of its own, and 呢 ends a whole question.
_SHORT = 5
_DOING = ("v", "d", "c", "p", "u", "ul", "zg")
_LONGEST_PHRASE = 14
_LONGEST_BARE = 24


def _words(*lists: str) -> str:
    return "|".join(
        sorted({re.escape(w) for words in lists for w in words.split()}, key=lambda w: (-len(w), w))
    )


_DEPENDENT = re.compile(
    rf"(?:{TIME.pattern}|{ATOM.pattern}|{_words(_EMPTY, _ATTRIBUTES, _SUBSTANCE, _VERBS)})++"
)
_EDGE = re.compile(rf"(?:{_words(_EMPTY, _ATTRIBUTES, _VERBS, _SPEAKER)})++")


def leans(question: str) -> bool:
    """Whether a question may call for completion from the one before; most complete ones do not."""
    body = core(question)
    if is_courtesy(question):
        return False
    if not body:
        return bool(_LEAD.match(question))
    if is_bare(body) or does(body) or pronoun(body) is not None or is_pointed(question):
        return True
    return not ASKS.search(body) and len(body) <= _SHORT


def is_courtesy(question: str) -> bool:
    """Whether it only greets, thanks or agrees."""
    return _COURTESY.fullmatch(question.lower()) is not None


def is_pointed(question: str) -> bool:
    """Whether 那 or 呢 says that it goes on from the question before."""
    phrase = core(question)
    short = len(phrase) <= _LONGEST_PHRASE and not ASKS.search(phrase)
    return bool(_POINTED.match(question)) or (short and question.rstrip(" ?？。\n").endswith("呢"))


def restated(question: str) -> tuple[str, str] | None:
    """(another thing, the same question again) of 「一级呢，每天扫几遍」."""
    found = _RESTATED.match(core(question))
    return (found[1], found[2]) if found else None


def core(question: str) -> str:
    """Return a question without 那, 呢 and the marks around them."""
    return _LEAD.sub("", _TAIL.sub("", question)).strip()


def is_bare(text: str) -> bool:
    """Whether a text names no thing: only attributes, times, ordinals, verbs that need a subject."""
    if len(text) > _LONGEST_BARE or "《" in text:
        return False
    return all(_DEPENDENT.fullmatch(run) for run in _runs(text))


def does(text: str) -> bool:
    """Whether a short question only says what is done, 包住吗, 能转让吗: by whom or to what, another says."""
    if len(text) > _SHORT or not ASKS.search(text):
        return False
    tags = [tag for _, tag in rjieba.tag(fold(ASKS.sub("", text)))]
    return bool(tags) and "v" in tags and all(tag in _DOING for tag in tags)


def is_edge(word: str) -> bool:
    """Whether a word at the edge of a topic is no part of it."""
    return all(_EDGE.fullmatch(run) or TIME.fullmatch(run) for run in _runs(word))


def _runs(text: str) -> list[str]:
    """Runs of letters between marks and asking words."""
    return re.findall(r"\w+", ASKS.sub(" ", fold(text)))


def pronoun(body: str) -> tuple[str, int, int] | None:
    """(kind, start, end) of a pronoun that nothing in the question itself explains; with its noun."""
    for match in _PRONOUN.finditer(body):
        before = body[: match.start()]
        if not is_bare(before) and not before.endswith(("和", "与", "比", "跟")):
            return None
        kind = str(match.lastgroup)
        noun = _noun_at(body[match.end() :]) if kind == "this" else ""
        if noun or not match.group().startswith("该"):
            return kind, match.start(), match.end() + len(noun)
    return None


def _noun_at(rest: str) -> str:
    """The noun that a text starts with."""
    word, tag = next(iter(rjieba.tag(rest[:8])), ("", ""))
    return word if tag[:1] in ("n", "j") or word in tuple("局桥市县区省校院镇村法") else ""
