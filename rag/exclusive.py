"""Words of which a thing is one or another: 城镇 or 农村, 笔试 or 面试, 婚假 or 陪产假.

What is said of the one tells nothing of the other, however alike the sentences. Each group are the ways to
say its members, in normal form.
"""

from __future__ import annotations

import re

from rag.contrast import siblings_of
from rag.evidence import Candidate
from rag.features import asked_spans
from rag.question import Query
from rag.subject import whole

_WORDS = (
    ("城镇(?!化)|城里|城市居民", "农村|农民|乡下|村里"),
    ("笔试", "面试|试讲"),
    ("首班|头班|第一[班趟]", "末班|最后一[班趟]|收班"),
    ("启动", "解除|撤销"),
    ("购房|买房", "(?<![公廉])租房", "装修"),
    ("地铁|轨道交通", "公交|巴士"),
    ("大专|专科|高职(?!称)", "本科", "硕士", "博士"),
    ("幼儿园", "小学", "初中", "高中", "特殊教育|特教"),
    ("婚假", "(?<!陪)产假", "陪产假|护理假", "病假", "事假", "年休假|年假", "丧假", "探亲假"),
    ("护照", "居住证", "通行证", "驾驶证|驾照"),
    ("摩托车?", "电动自行车|电瓶车|电单车", "小型车|小汽车|轿车"),
    ("灵活就业|自由职业", "职工"),
    ("企业退休|退休职工|职工医保|职工养老", "城乡居民|居民医保|居民养老"),
    ("死亡", "出生"),
    ("支出", "收入"),
    ("特别重大|特大", "(?<!特别)重大", "较大"),
    ("防汛|防台风|台风|洪水", "抗旱|旱情", "森林火灾|森林防火", "地震"),
    ("猫", "犬|狗"),
    ("暴雨[红橙黄蓝]色", "台风[红橙黄蓝]色", "高温[红橙黄]色", "寒潮[红橙黄蓝]色"),
    ("语文", "数学", "英语|外语", "物理", "化学(?![校习院])", "生物", "历史", "地理", "音乐", "美术", "体育"),
    (
        *("眼科", "儿科", "妇产科|产科", "骨科", "口腔科?", "急诊", "康复", "精神科|心理科", "中医科?"),
        *("耳鼻喉科?", "肿瘤科", "皮肤科", "心内科|心血管内科", "神经内科|神内", "消化内科|消化科"),
        *("呼吸内科|呼吸科", "泌尿外科", "感染科", "血透|血液透析", "肾内科"),
    ),
    (
        *("国家级", "省级", "市级(?!别)|市厅级", "(?<![区市])县级(?![市别])|区县级"),
        "(?<!学)校级(?!别)|(?<![医学法])院级(?!别)",
    ),
    ("单间|单人间", "双人间|[两二]人间|标间", "三人间", "四人间", "六人间", "八人间", "夫妻[房间]"),
    ("离休", "退休", "在职"),
    ("加氢站", "换电站", "充电[桩站]", "加油站"),
    ("电子书|电子图书", "(?<!电子)图书(?!馆)|借书"),
    ("公租房|公共租赁住房", "廉租房", "经适房|经济适用房", "共有产权", "安置房"),
    ("脐橙|橙子", "柚子?", "柑橘|橘子", "荔枝", "水稻|稻谷", "小麦", "玉米", "大豆", "茶叶"),
)
_GROUPS = tuple(tuple(map(re.compile, words)) for words in _WORDS)
# 本科及以上 speaks of 硕士, too.
_RANGE = re.compile(r"以[上下]|不限|(?<!人)均可")


def other_of_group(query: Query, best: Candidate) -> tuple[str, str] | None:
    """(the word of a question, that of the best evidence instead); None when nothing speaks against it.

    The document has not the asked word and the passage another of its group, or the sentence has both and
    each value of the asked kind stands behind the other.
    """
    for group in _GROUPS:
        asked = [(word, found) for word in group if (found := word.search(query.folded))]
        if len(asked) != 1:
            continue
        (own, match), others = asked[0], [word for word in group if word is not asked[0][0]]
        told = next((found for word in others if (found := word.search(best.context))), None)
        if told is None:
            continue
        if not own.search(whole(best.document)):
            if not _RANGE.search(best.folded):
                return match.group(), told.group()
        elif own.search(best.folded) and (other := _behind_another(query, best, own, others)):
            return match.group(), other
    return _of_sibling(query, best)


def _of_sibling(query: Query, best: Candidate) -> tuple[str, str] | None:
    """一期入驻率91%，二期封顶 tells nothing of the 入驻率 of 二期."""
    words = [word.text for word in query.words]
    for own, siblings in siblings_of([*words, *query.terms]):
        others = [other for other in siblings if other in best.folded]
        if own in best.folded and others:
            told = _behind_another(query, best, _literal(own), list(map(_literal, others)))
            if told:
                return own, told
    return None


def _literal(word: str) -> re.Pattern[str]:
    return re.compile(re.escape(word))


def _behind_another(
    query: Query, best: Candidate, own: re.Pattern[str], others: list[re.Pattern[str]]
) -> str | None:
    """The other word that all values of the asked kind stand behind; None when one does not."""
    spans = asked_spans(query, best.folded, best.document.published)
    joined = re.compile(rf"(?:{own.pattern}).{{0,2}}[、和与及].{{0,2}}$")  # 东塔、西塔先后封顶
    named = [(found.start(), None) for found in own.finditer(best.folded)]
    told = [
        (found.start(), None if joined.search(best.folded, 0, found.start()) else found.group())
        for other in others
        for found in other.finditer(best.folded)
    ]
    behind = [max((p for p in (*named, *told) if p[0] < start), default=(0, None))[1] for start, _ in spans]
    return behind[0] if behind and all(behind) else None
