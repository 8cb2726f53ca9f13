"""The kinds of thing a question can ask for, and how a sentence shows that it holds one."""

from __future__ import annotations

import re
from functools import lru_cache

from rag.codes import CODE
from rag.word_tags import word_tags

_NUMERAL = r"(?:\d[\d,，.]*|[〇零一二三四五六七八九十百千万亿两]{1,9})"
_DAY = r"\d{1,2}\s*月\s*\d{1,2}\s*日|\d{1,2}\s*[日号](?!前后)|[〇一二三四五六七八九十]{1,3}日|\d{4}[-/.]\d{1,2}[-/.]\d{1,2}"
_MONTH = r"\d{1,2}\s*月|[一二三四五六七八九十]月|月[初底末]|季度|\d{4}[-/.]\d{1,2}"
_YEAR = r"\d{4}\s*年|年[初底末]|[上下]半年"
_WEAK_TIME = (
    r"[今明去前后]年|[一二三四五六七八九十元]年|年代|世纪|时期|期间|[春夏秋冬]季|傍晚|清晨|凌晨|中午|夜|[宵秋阳明午]节|节[前后日]"
    r"|\d{1,2}[::]\d{2}|[上下]午|[昨今明当]天|[上次当本下]个?月|周[一二三四五六日]|星期[一二三四五六日天]|除夕|春节|国庆"
)
# 三点意见 and 一点 tell no time, 上午一点 does; so does what is open 全天.
_CLOCK = (
    r"\d{1,2}\s*:\s*\d{2}(?!\d)|(?<![\d.])\d{1,2}\s*(?:点(?!\d|意见|要求|建议)|时(?![间期候代段刻]))|全天|24小时(?!内)"
    r"|(?:[上下中]午|凌晨|清晨|[早晚]上?|夜[里间]?)[零一二三四五六七八九十两]{1,3}[点时]|[零一二三四五六七八九十两]{1,3}点[钟半整]"
    r"|二?十[一二三四五六七八九]?时(?![间期候代段刻])"
)
# 「那几天」 and 少年宫 ask nothing.
_SO_LONG = r"(?:(?<![这那前后头哪])几|多少)(?:个?工作日|天|年(?!几)|周|个月|个?小时|分钟|个?学期)"

# Whether something is still open is told by the day on which it ends.
_STILL = (
    r"(?:今天|明天|眼下|现在)(?:还|仍然?)(?:能|可以|来得及)(?!(?:继续)?(?:用|执行|有效|当|作))"
    r"|(?:昨天|今天|现在).{0,14}(?:关|截止|结束|过期|停)了[吗没]"
)
_ASKED: dict[str, str] = {
    "day": rf"哪一?天|几号|何日|日期|生日|几月几[日号]|{_STILL}",
    "when": r"何时|什么时候|什么时间|[哪几]一?年[哪几]月|哪[几一个]?[年月]|几几年|几月|(?<!这个)(?<!那个)时间(?!.{0,4}(?:多久|多长))|截止|年份",
    "clock": r"几点(?!意见|要求|建议|内容|问题|体会|看法|感受|希望|说明|措施|理由|好处)|什么钟点",
    "duration": rf"多久|多长时间|{_SO_LONG}|期限|时限|有效期",
    "money": r"多少[万亿]?[元钱]|多少[万亿](?![人个名户吨亩米公平辆台套张家件次头只株棵])|花.{0,6}多少|多少钱|[投补奖罚]多少|[投补奖罚收]几[百千万亿]|[年月日时底起欠]薪(?=$|[是为?]|有?多|多少|各|分别)|薪[资酬水](?!.{0,8}(?:怎|如何|哪))|造价|投资额|总投资|总?奖金$"
    r"|(?:金额|资金规模|投资规模|总额|价格|票价|(?<!个月)工资|费用|票房|收费|收费标准|补贴标准|营收|收入|罚款)(?=$|[是为?]|有多|多少|各|分别)",
    "percent": r"(?:增速|增长率|增幅|比例|占比|比重|涨幅|跌幅)(?=$|[是为?]|有多|多[少高大低]|各|分别)|百分之几|百分点|几成|多大的?(?:比例|比重|份额)|(?:增长|上涨|下降|提高|降低|增加)了?多少|(?<!频)率(?=$|[是为?]|有多|多少)",
    "number": r"多少|(?<![哪好])几(?:[个家人名位项届次件条座所类种倍批辆台架户间栋幢层本册页棵株班趟张套亩吨只]|公里|千米|平方?米)|数量|人数|第几|总数|排名|[销产交付出进口运送发流客货储]量|人次|点数|震级|多大(?!的?(?:比例|比重|份额))|多高|多长|多重|多远|面积(?=$|[是为?]|有多|多少)",
    "who": r"谁|哪位|何人|姓名|(?:局长|书记|主任|院长|董事长|会长|市长|县长|省长|区长|主席|总统|总理|部长|导演|作者|创始人|负责人|冠军"
    r"|得主|教练|主演|队长|校长|行长|总裁|总经理|ceo|编剧|[男女]主角|主角|旗手|指令长|首席[\u4e00-\u9fff]{0,4}师|发言人|秘书长)(?:是|有|都有|叫|名字|$|[?]|的?姓名)|叫什么名?字?(?:$|[?])",
    "where": r"哪里|哪儿|何地|什么地方|地点|地址|在哪|哪个?(?:城市|省|国家?|区|县|市|地区|街道|村|镇)|位于|何处|哪一?[省市县区国]|(?:[举主]办|研发|东道)国家?(?=$|[是?])",
    "contact": r"电话|手机号|微信号|联系方式|热线|邮箱|网址|网站",
    "code": r"(?:航班|车次|[型编案文证批]号|邮编|邮政编码|代码|(?<!手机)号码|账号|(?:注册|登记|许可证?|标准|航班)号)(?=$|[是为?]|有?哪|多少|各|分别)",
    "organisation": r"哪个?(?:部门|单位|公司|机构|企业|学校|大学|局|委)|哪家|由谁(?:负责|主管|承担)|什么(?:部门|单位|公司)|主管部门|承办",
    "why": r"为什么|为何|原因|缘由|为啥",
}
# Behind （元）： or （元/平方米·月）：; what is looked behind has one length.
_HEADED_BY_SUM = "|".join([r"(?<=元\):)", *(rf"(?<=元/[^()]{{{n}}}\):)" for n in range(1, 9))])
_HELD: dict[str, str] = {
    "clock": _CLOCK,
    # A day or year of the calendar is none.
    "duration": rf"{_NUMERAL}\s*(?:个月|个?工作日|天|个?小时|分钟|个?周|个?星期|个?学期)|(?<![月\d])(?<!月 )\d{{1,3}}\s*日"
    r"|(?<!\d)\d{1,2}\s*年(?!\d)|(?<![〇零一二三四五六七八九十])[一二两三四五六七八九十]{1,3}[日年](?!代)",
    "money": rf"{_NUMERAL}(?:[^，。；,;]{{0,3}}元|[万亿](?![\u4e00-\u9fff])|[万亿]?(?:美金|欧元|英镑|港币)|亿)|免费|不收"
    # A row that names its columns has the unit in its caption, or in the name: 青坪分院（元）：22.
    rf"|(?:{_HEADED_BY_SUM})\s?\d[\d.,]*"
    r"|(?:金额|单价|价格|费用?|收入|支出|投资额?|补[贴助]|奖金|工资):\s*\d[\d.,]*",
    "percent": r"\d[\d.]*\s*(?:[%％‰]|个百分点)|\d\.\d|[二三四五六七八九十百千万]分之|[一二两三四五六七八九]成|半数|倍",
    # 一家, 一个, 一项 are articles more often than counts.
    "number": rf"\d|(?!一[个家名人位项件次座张套条种])(?<![第唯])(?:{_NUMERAL})[个家名人位项件次届米吨辆座张套条台岁户亩度部所种倍]|[二三四五六七八九十百千万]分之",
    "contact": r"\d{3,}[-\d]{4,}|\d{3,4}[ -]\d{3,4}[ -]?\d{4}|@|www\.|http|[a-z0-9-]\.[a-z]{2,}|公众号|微信号"
    r"|(?:电话|热线|拨打?|致电)(?:号码)?[是为::“\"]{0,2}\s*\d{3,}(?!\d*\s*[年元万个名人])",
    "code": rf"{CODE}|[〔\[(]\d{{4}}[〕\])]第?\d+号|(?<!\d)\d{{5,}}",
    "organisation": r"[局委厅部办院司会行所处校团社心]|公司|集团|大学|银行|中心",
    "why": r"因|由于|为了|致使|导致|所以|鉴于|旨在|受.{1,12}影响",
}
# A time from one day to another, or up to one, tells how long, and is no value of its own.
_PERIOD = re.compile(
    r"[期日月年]\s*(?:至|到|[-~—–])\s*[\d次当本]|\d{4}\s*(?:至|到|[-~—–])\s*\d{4}|截[至止]|[日月]前(?!往)|[年月]底前|长期|永久|终身"
)
# Parts of speech that name what is asked: persons and teams, places.
_NAME_OF = {"who": ("nr", "nt", "nz"), "where": ("ns", "nt")}
_FOREIGN = re.compile(r"[\u4e00-\u9fff]{1,6}(?:[·•・][\u4e00-\u9fff]{1,8})+|[a-z]+(?: [a-z]+)+")
# Kinds whose every instance in a text has a place.
LOCATED = frozenset(
    {"day", "when", "clock", "duration", "money", "percent", "number", "code", "who", "where"}
)
# Kinds that are plain to see when they are there.
CLOSED = frozenset({"day", "when", "clock", "duration", "money", "percent", "number", "code"})
SLOT_NAMES = {
    "day": "日期",
    "when": "时间",
    "clock": "钟点",
    "duration": "期限",
    "money": "金额",
    "percent": "比例",
    "number": "数量",
    "code": "编号",
    "contact": "联系方式",
}
_LOCATED = re.compile(r"位于|坐落|地处|地址|地点|落户|设在|举行|举办|召开|开幕")
_PLACE = re.compile(
    r"位于|坐落|地处|地址|地点|落户|设在|[\u4e00-\u9fff]{2}(?:[省市县区镇乡村路街号楼馆园城]|国家|大学|中心|基地|广场|体育场)"
)
_HOW_LONG = re.compile(f"多[久长]|{_SO_LONG}")
_HOW_MUCH = re.compile(r"多[少久长大高远重]|几|何时|何日|什么时[候间]|哪一?[天年月]|百分")
_WHEN_ASKED = re.compile(r"哪一?[天年月]|几[号日月年]|何[时日]|什么时[候间]")
# Asks how something is done or what it takes: 「加班时间怎么算」, 「员工生日有什么福利」 ask no time, no day.
_HOW = re.compile(
    r"怎[么样]|如何|咋|能不能|可不可以|可以吗|要不要|(?:什么|哪些)(?:材料|手续|资料|证件|福利|处罚|条件|流程|程序)"
)
_STILL_OPEN = re.compile(_STILL)
# fmt: off
UNITS = (
    "平方公里", "平方米", "公里", "千米", "个百分点", "工作日", "小时", "分钟", "公顷", "美元", "公斤", "倍", "届", "岁", "亩",
    "吨", "米", "辆", "架", "座", "枚", "票", "户", "人", "名", "位", "家", "所", "张", "套", "台", "条", "项", "次", "天",
    "批", "部", "种", "间", "栋", "幢", "层", "本", "册", "页", "棵", "株", "班", "趟",
)
# fmt: on
_MANNERS = {
    "list": re.compile(
        r"哪[些几]|都有谁|有谁|包括什么|分为|[两三四五六七八]强|名单|主演|成员|阵容|嘉宾|奖项"
    ),
    "name": re.compile(r"叫什么|名字|名称|全称|简称|吉祥物|是什么|哪[个部首本]|叫做"),
}
_ASKED_PATTERNS = {name: re.compile(pattern) for name, pattern in _ASKED.items()}
_HELD_PATTERNS = {name: re.compile(pattern) for name, pattern in _HELD.items()}
_COUNT_PATTERN = re.compile(rf"{_NUMERAL}(?:余|多)?\s*(?:{'|'.join(UNITS)}|个|件|[万亿])?")
_DAY_PATTERN = re.compile(_DAY)
_WHEN_PATTERN = re.compile(f"{_DAY}|{_MONTH}|{_YEAR}")
_SOME_DAY = re.compile(f"{_MONTH}|{_YEAR}|[昨今明前当][日天晚晨]")
_WEAK_TIME_PATTERN = re.compile(_WEAK_TIME)
_KEPT = 16384  # kinds of texts; the sentences of some hundred passages, which questions come back to


@lru_cache(maxsize=4096)
def tagged(folded: str) -> tuple[tuple[str, str], ...]:
    """Words of a text with their parts of speech, in order and without a gap."""
    return tuple(word_tags(folded))


def asked_slots(folded: str) -> frozenset[str]:
    """Kinds that a folded question asks for; `number` only where nothing more exact is asked."""
    found = {name for name, pattern in _ASKED_PATTERNS.items() if pattern.search(folded)}
    if found & {"money", "percent", "duration"}:
        found.discard("number")
    if "code" in found:
        found -= {"number", "contact"}
    if "day" in found and not _HOW_LONG.search(folded):
        found.discard("duration")  # 「期限是哪天」
    if found & {"day", "duration"} or ("clock" in found and not _WHEN_ASKED.search(folded)):
        found.discard("when")  # 「时间段分别是几点到几点」
    if found & {"day", "when"} and not _HOW_MUCH.search(_WHEN_ASKED.sub("", folded)):
        found -= {"money", "percent"}  # 「新的价格从哪天起执行」
    if "why" in found and not _HOW_MUCH.search(folded):
        found -= CLOSED  # 「费率为什么上调」
    if asks_how(folded):
        found -= CLOSED | {"contact"}
    return frozenset(found)


def asks_how(folded: str) -> bool:
    """Whether a folded question asks how, whether, or with what, and after no time or amount."""
    asks = _HOW.search(folded) is not None
    return asks and not _HOW_MUCH.search(folded) and not _STILL_OPEN.search(folded)


def asked_manner(folded: str) -> frozenset[str]:
    """`list` when a folded question asks for several things, `name` when it asks what something is called."""
    return frozenset(name for name, pattern in _MANNERS.items() if pattern.search(folded))


def asks_for(kind: str, folded: str) -> bool:
    """Whether a folded question has words that ask for a kind, whatever else it asks for."""
    return _ASKED_PATTERNS[kind].search(folded) is not None


@lru_cache(_KEPT)
def held(slot: str, folded: str) -> float:
    """How well a folded sentence holds a kind: 1 plainly, .5 weakly, 0 not."""
    if slot == "day":
        return 1.0 if _DAY_PATTERN.search(folded) else 0.3 if _SOME_DAY.search(folded) else 0.0
    if slot == "when":
        return 1.0 if _WHEN_PATTERN.search(folded) else 0.5 if _WEAK_TIME_PATTERN.search(folded) else 0.0
    if slot == "who":
        return float(any(tag.startswith("nr") for _, tag in tagged(folded)))
    if slot == "where":
        if not _PLACE.search(folded):
            return 0.5 * any(tag == "ns" for _, tag in tagged(folded))
        return 1.0 if _LOCATED.search(folded) else 0.8
    if "|" in folded and slot in ("money", "percent", "number", "duration"):
        return float(any(c.isdigit() for c in folded))  # the unit stands in the head of the table
    if slot == "duration" and _PERIOD.search(folded):
        return 1.0
    return float(_HELD_PATTERNS[slot].search(folded) is not None)


@lru_cache(_KEPT)
def slot_spans(slot: str, folded: str) -> tuple[tuple[int, int], ...]:
    """(start, end) of all that is of that kind in a folded text; none of kinds that only words hint at."""
    if slot in _NAME_OF:
        return _names(slot, folded)
    if slot in ("day", "when"):
        pattern = _DAY_PATTERN if slot == "day" else _WHEN_PATTERN
    elif slot in ("clock", "duration", "money", "percent", "code", "contact"):
        pattern = _HELD_PATTERNS[slot]
    elif slot == "number":
        pattern = _COUNT_PATTERN
    else:
        return ()
    return tuple(match.span() for match in pattern.finditer(folded))


def _names(slot: str, folded: str) -> tuple[tuple[int, int], ...]:
    spans = [match.span() for match in _FOREIGN.finditer(folded)] if slot == "who" else []
    start = 0
    for word, tag in tagged(folded):
        if tag.startswith(_NAME_OF[slot]) and len(word) > 1:
            spans.append((start, start + len(word)))
        start += len(word)
    return tuple(sorted(spans))
