"""Where a text speaks of time: one pattern, and the false friends it must not take for a time.

Patterns read a text of simplified characters and half-width digits, see `plain`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache

from index.normal import simplified

# One character for one, so that an offset in the plain text is the same offset in the original.
_HALF_WIDTH = str.maketrans("０１２３４５６７８９　\xa0／．－〜～＂○Ｏ零", '0123456789  /.-~~"〇〇〇')
_NUMERALS = "〇一二三四五六七八九"

_YEAR = rf"(?:1\d|20)\d\d|[一二][{_NUMERALS}]{{3}}"
_MONTH = r"1[0-2]|0?[1-9]|十[一二]?|[一二三四五六七八九]"
_DAY = r"3[01]|[12]\d|0?[1-9]|三十一?|二?十[一二三四五六七八九]?|二十|[一二三四五六七八九]"
_TEN_DAY = r"3[01]|[12]\d|0?[1-9]|三十一?|二?十[一二三四五六七八九]?|二十"  # 一日…九日 alone are durations
_TO = r"(?: *(?:[至到~-]|–|—{1,2}) *)"
_QUOTE = '[“"「『]'
_UNQUOTE = '[”"」』]'
# Not within a longer number, an ordinal, or a count.
_FREE = r"(?<![\d一二三四五六七八九十百千万〇两几数第每.])"
_RELATIVE_YEAR = (
    r"今年(?!轻)|(?<![过失除])去年(?!轻)|大前年|(?<![目以之提空当从生年])前年(?![度产均收内轻龄])"
    r"|(?<![文透证说声表])明年(?!龄)|(?<![以之此随今往])后年(?![度龄])|(?<![未以年])来年(?![轻龄])"
    r"|(?<![成日基资根版样])本年(?![轻龄均级])|(?<![适])当年(?![轻龄])|(?<![共相不])同年(?![级龄代人纪])"
    r"|(?<![\d一二三四五六七八九十几多数首每])次年(?!会)|翌年"
    r"|(?<![以向线网晚早路街会身海市面地])上一?年(?=[末底同度增减相下上提的多少持快慢加回扩缩净高低略，、水实结\d一二三四])"
    r"|(?<!以)下一?年度|(?<![\d一二三四五六七八九十两几半数多百每])年内"
)
_EDGE = r"年?(?:初(?![中步级始赛选审见心期夏秋冬春一二三四五六七八九十])|底(?![层线部蕴气色])|末(?!端))"
# Either side of the month's name: 4—6月, 4月15日, 4月底, 7月28—30日.
_MONTH_BODY = (
    rf"(?:{_FREE}(?:(?P<from_month>{_MONTH}){_TO})?(?P<month>{_MONTH}) *月(?!台|饼|球|嫂|季|亮|色|天(?!气)|花号|初[一二三四五六七八九十])(?:份(?!额))?"
    r"|(?P<month_word>(?<![以之])上个?月|(?<![日基])本月(?!饼)|这个月|(?<![以之])下个?月|(?<![相])当月|同月"
    r"|(?<![一二三四五六七八九十几数首每\d])次月)份?)"
    rf"(?: *(?:(?:(?P<from_day>{_DAY}){_TO})?(?P<day>{_DAY}) *[日号](?![楼线院店厅馆])"
    rf"|(?P<part>[上中下]旬|初(?![中步级始赛选审夏秋冬春])|底(?![层线部])|末(?!端))))?"
)
_BODY = (
    rf"{_MONTH_BODY}|(?P<half>[上下]半年)(?!度)"
    r"|前 *(?P<quarters>[一二两三123]) *个?季度"
    rf"|{_FREE}第?(?P<quarter>[一二三四1-4]) *个?季度(?P<quarter_end>[初末])?"
    r"|(?P<quarter_word>[上本下]个?季度)"
    rf"|前 *(?P<months>{_MONTH}|两) *个?月(?!球)|(?P<same>同[期月](?!声))"
    rf"|(?P<edge>{_EDGE})|(?P<feast>春节|元旦)"
    r"|(?P<month_edge>(?<![\d一二三四五六七八九十上本下个每当同年正腊岁])月[初底末])|(?P<whole>全年|年度|度)"
)
_ALTERNATIVES = {
    "numeric": r"(?<![\d.-])(?P<ny>(?:19|20)\d\d)(?P<sep>[-/.])(?P<nm>1[0-2]|0?[1-9])(?P=sep)(?P<nd>3[01]|[12]\d|0?[1-9])"
    r"(?![\d-]|\.\d)",
    "years": rf"(?<![\d.])(?P<from_year>(?:19|20)\d\d){_TO}(?P<to_year>(?:(?:19|20)\d\d)|\d\d) *年(?![级代龄])度?",
    "plan": rf"(?P<open>{_QUOTE})?(?P<plan_name>十[一二三四五六]五|(?<![一二三四五六七八九十])[六七八九]五|(?P<tenth>十五)(?=[”\"」』]|期间|时期|以来))"
    rf"(?P<close>{_UNQUOTE})?(?P<of>期间|时期|以来|规划期)?",
    "day_word": r"(?P<word>(?<![止截])昨[日天晚夜]|(?<![如至到即截])今[日天晚晨早](?!头条|俄罗斯|说法|推荐|话题)"
    r"|(?<![的好创造])明[日天晚](?!之|方舟)|(?<![空目])前天|后天(?![性免养培努形])"
    r"|(?<![适相发礼业赛式生试])当[日天晚]|同[日天]|(?<![一二三四五六七八九十几数首每\d])次日|翌日)",
    "week": r"(?P<week_word>(?<![以之])[上本下](?:个?(?:星期|礼拜)|个?周(?!年|围|边|期|转|密|到|岁|长|刊|氏))|这个?(?:星期|周(?!年|围|边|期)))"
    r"(?P<weekday>末|[一二三四五六日天](?![次个批场起系名位均报楼年些]))?",
    "fuzzy": r"(?P<fuzzy_word>(?<![附最])近日(?!点|均)来?|(?<![\d一二三四五六七八九十〇百作今节假生次近昨明止终即当同期该每平周某整数末满休个首效旬忌之])日前(?![往后提期列])"
    r"|(?<![项科数题栏条剧曲书节账税])目前|(?<![应适担充])当前|(?<![远最])近期|(?<!将)近(?:几|些)?年来"
    r"|(?<!将)近(?:几|些)年)",
    "bare_day": rf"{_FREE}(?<![.:]) ?(?:(?P<bare_from>{_TEN_DAY}){_TO})?(?P<day_alone>{_TEN_DAY}) ?日",
}
_DATED = (
    rf"(?P<dated>(?:(?:{_FREE}(?P<year>{_YEAR}) *(?:年(?![级代龄轮])|(?=[上下]半年|第?[一二三四]季度))"
    rf"|(?P<year_word>{_RELATIVE_YEAR})) *(?:的(?=(?:{_MONTH}) *月|[上下]半年))?)?"
    rf"(?P<body>{_BODY})?(?P<until>以来|至今(?![年天日晚]))?)"
    r"(?(year)|(?(year_word)|(?(body)|(?(until)|(?!)))))"  # one of them at least
)
# What every expression begins with. The pattern below would find none elsewhere, but look long for it.
_FIRST = (
    rf"(?=(?<!\d)(?:\d{{1,4}}|[{_NUMERALS}十]{{1,4}}) *[年月日号季个上下第至到~./–—-]|十|[六七八九]五|第[一二三四1-4]"
    rf"|(?:\d{{4}}|[{_NUMERALS}]{{4}}) *[一二三四]季度"  # 2024 一季度
    r"|今[年日天晚晨早]|去年|大前|前[年天一二两三四五六七八九十\d ]|明[年日天晚]|后[年天]|来年|年[初底末内度]"
    r"|本[年月周季星礼个]|当[年月日天晚前]|同[年期月日天]|次[年月日]|翌[年日]|[上下][一年个月半周季星礼]"
    r"|这[个周星礼]|春节|元旦|月[初底末]|昨|近[日期年几些]|[日目]前|[“\"「『][六七八九十])"
)
EXPRESSION = re.compile(
    f"{_FIRST}(?:" + "|".join(f"(?P<{kind}>{p})" for kind, p in _ALTERNATIVES.items()) + f"|{_DATED})"
)

# What stands before or after a false friend. Before: `每月15日`, `为期3日`; after: `10日内`, `1月龄`, `2000年历史`.
_RECURRING = re.compile(
    r"(?:每年|每月|每逢|每届|历年|往年|常年|逐年|农历|阴历|旧历|夏历)[^，。；！？]{0,16}$"
)
# What is done every year is done on the days that the rest of the sentence names: 每年受理两次，第一次为3月.
# 每月三百元 tells an amount, and nothing of when; 下一次 and what has its own year are done once.
_EVERY = re.compile(
    r"(?<![人户米“\"])每(?:半?年|季度?|月)(?![^，。；！？]{0,12}元)"
    r"(?:(?![今去明]年|\d{4} *年|下一[次期批站场届轮]|改[为成到])[^。；！？\n]){0,40}$"
)
_COUNTED = re.compile(
    r"(?:满|近|连续|为期|共|不足|超过|超|逾|至少|最多|最长|达|少于|多于|不少于|需|约|用时|历时|某|间隔|提前|再过|延长(?:至|到)?|缩短(?:至|到)?|顺延|公示|不超过|不得超过|怀孕|拘留|第[二三四五]年的?|某年)$"
)
_DURATION = re.compile(
    rf"(?:{_TO}\d{{1,2}} *[日月])? *(?:之?内|以[内上下]|有?余(?!额)|之久|一次|[游龄均间薪租供卡票]|怀胎|革命|工作|的?期限|时间|多)"
)
_NO_MONTH = re.compile(r"后|(?<=[一二三四五六七八九十]月)[一二三四五六七八九]")  # 三月后, 六月六
_AFTER_OR_BEFORE = re.compile(r" *[前后]")
_LONG_AGO = re.compile(r" *(?:多|余|以上|的?(?:历史|文明|时间|岁月)|来|前(?!后|夕))")
_FEAST_TIME = re.compile(r"前|后|期间|假期|当天|长假|小长假")
_SENTENCE_END = re.compile(r"[。！？!?\n]")
_AHEAD_AFTER = re.compile(r"[^，。；]{0,4}?(?:前|起(?:施行|实施|执行|正式)|将|正式施行)")
_AHEAD_BEFORE = re.compile(r"(?:将|拟|计划|预计|力争|争取|定|确保)[于在至到]?$")
_FORECAST = re.compile("将|预计|预报|预测|计划|拟|届时|[日号]起")
_DAY_BESIDE = re.compile(r"[（(](?:\d{1,2}月)?(\d{1,2})[日号]")
_CLOSING = re.compile(r"截[至止]到?[^，。；]{0,9}$")
_COMPARED = re.compile(r"[比较](?:于|了)?$")
_COUNTED_FROM = re.compile(r"[自从于以到至止同与和][“\"]?$")


def plain(text: str) -> str:
    """Simplified characters and half-width digits, one for one."""
    return text.translate(_plain())


@cache
def _plain() -> Mapping[int, str | int]:
    return {code: char.translate(_HALF_WIDTH) for code, char in simplified().items()} | _HALF_WIDTH


def expressions(plain_text: str) -> Iterator[re.Match[str]]:
    """Expressions of time in order; `lastgroup` is their kind: a key of the table, or `dated`."""
    for match in EXPRESSION.finditer(plain_text):
        if match.end() > match.start() and not _false_friend(match):
            yield match


def _false_friend(match: re.Match[str]) -> bool:
    text, start, end = match.string, match.start(), match.end()
    kind = match.lastgroup
    if kind == "plan":
        return _is_no_plan(match)
    if kind == "bare_day":
        return _is_counted(text, start, end) or _AFTER_OR_BEFORE.match(text, end) is not None
    if kind != "dated" or match["year_word"]:
        return False
    if match["year"]:
        round_number = match["year"].endswith("00") and match.end("year_word") < 0
        return bool(round_number and _whole(match) and _LONG_AGO.match(text, end))
    return _is_no_bare_date(match, text, start, end)


def _is_no_bare_date(match: re.Match[str], text: str, start: int, end: int) -> bool:
    if (
        match.group() == match["until"]
        or match["same"]
        or match["whole"]
        or (match["edge"] or "年").startswith(("初", "底", "末"))
        or _recurs(text, start)
    ):
        return True  # 同期, 全年, 底 need a year before them
    if match["edge"]:
        return text[start - 1 : start] in tuple(f"{_NUMERALS}0123456789十两几每半数多成丰往历逐")
    if match["feast"]:
        return not _FEAST_TIME.match(text, end)
    if not match["month"]:
        return bool(match["quarter"]) and _is_counted(text, start, end)
    if match["day"]:
        return False
    return _is_counted(text, start, end) or _NO_MONTH.match(text, end) is not None


def _recurs(text: str, start: int) -> bool:
    """Whether what follows comes again every year or month, or is of the lunar calendar."""
    return bool(
        _RECURRING.search(text[max(0, start - 24) : start]) or _EVERY.search(text[max(0, start - 48) : start])
    )


def _is_counted(text: str, start: int, end: int) -> bool:
    """Whether a number of days or months is a length of time, or recurs."""
    before = text[max(0, start - 8) : start]
    return bool(_recurs(text, start) or _COUNTED.search(before) or _DURATION.match(text, end))


def _is_no_plan(match: re.Match[str]) -> bool:
    """Numbers such as 十五 are plans between quotes or before 期间 and the like only."""
    quoted = bool(match["open"] and match["close"])
    if bool(match["open"]) != bool(match["close"]) and not match["of"]:
        return True
    if match["tenth"] or len(match["plan_name"]) == 2:
        return not (quoted and match.string[match.end() :][:2] in ("规划", "计划", "期间") or match["of"])
    return not quoted and match.string[match.end() : match.end() + 1] in tuple("个名岁年天人次")


def _whole(match: re.Match[str]) -> bool:
    """Whether a match is a year and nothing of it."""
    return match.end() - match.end("year") <= 2


def ends_sentence(plain_text: str, start: int, end: int) -> bool:
    """Whether a sentence ends between two offsets."""
    return _SENTENCE_END.search(plain_text, start, end) is not None


def looks_ahead(match: re.Match[str]) -> bool:
    """Whether the words around speak of the future: 将于…, …前完成, …起施行."""
    before = match.string[max(0, match.start() - 4) : match.start()]
    return bool(_AHEAD_AFTER.match(match.string, match.end()) or _AHEAD_BEFORE.search(before))


def is_forecast(match: re.Match[str]) -> bool:
    """Whether the clauses around a day speak of what is to come."""
    return _FORECAST.search(match.string, max(0, match.start() - 20), match.end() + 20) is not None


def contradicts_day(match: re.Match[str], day: int) -> bool:
    """Whether another day stands in brackets behind the word: 今天（23日）."""
    beside = _DAY_BESIDE.match(match.string, match.end())
    return beside is not None and int(beside[1]) != day


def closes(match: re.Match[str]) -> bool:
    """Whether the expression names the last day of an account: 截至2022年底."""
    return _CLOSING.search(match.string[max(0, match.start() - 12) : match.start()]) is not None


def is_compared(match: re.Match[str]) -> bool:
    """Whether others are compared with what the expression names: 比2019年, 较上月."""
    return _COMPARED.search(match.string[max(0, match.start() - 3) : match.start()]) is not None


def is_counted_from(match: re.Match[str]) -> bool:
    """Whether the expression is a bound that others are counted from or to: 自2013年, 截至2022年末."""
    return _COUNTED_FROM.search(match.string[max(0, match.start() - 2) : match.start()]) is not None
