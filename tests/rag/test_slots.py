import pytest

from rag.slots import asked_slots, held, slot_spans


@pytest.mark.parametrize(
    ("question", "slots"),
    [
        ("黄茅海大桥何时封顶", {"when"}),
        ("推进会哪天开的?", {"day"}),
        ("今天还能领到购物券吗", {"day"}),
        ("伤残补助金是几个月工资", {"duration"}),
        ("报名系统今天关了吗", {"day"}),
        ("2018年的预案现在还能用吗", set()),
        ("离职以后还能领补贴吗", set()),
        ("办结要多久", {"duration"}),
        ("黄茅海大桥的总投资", {"money"}),
        ("停车收费多少钱", {"money"}),
        ("停车收费的文件还能用吗", set()),
        ("投资增长了多少", {"percent"}),
        ("稻米的黏性与哪种淀粉的比例有关", set()),
        ("全市有多少个项目", {"number"}),
        ("市财政局局长是谁", {"who"}),
        ("方健康公司在哪里", {"where"}),
        ("为什么推迟", {"why"}),
        ("首飞的航班号是多少", {"code"}),
        ("该项目的批准文号是什么", {"code"}),
        ("统一社会信用代码", {"code"}),
        ("号码百事通是什么", set()),
        ("介绍一下大桥", set()),
        ("领了补贴的充电站几年之内不能拆", {"duration"}),
        ("几年几月通车", {"when"}),
        ("整改的期限是哪天", {"day"}),
        ("工伤保险费率为什么上调", {"why"}),
        ("为什么要缴15个月，共多少钱", {"why", "money"}),
        ("新的燃气价格从哪天起执行", {"day"}),
        ("保安的月薪多少", {"money"}),
        ("青少年宫几点开门", {"clock"}),
        ("几号几点停水", {"day", "clock"}),
        ("收垃圾的时间段是几点到几点", {"clock"}),
        ("几点停水，什么时候恢复", {"clock", "when"}),
        ("山区的乡镇也是这个时间吗", set()),
        ("会上提了几点要求", set()),
        ("多年没办的证还能办吗", set()),
        ("被列入欠薪名单怎么办", set()),
        ("表决要达到多大比例才算通过", {"percent"}),
        ("预付款能付到几成", {"percent"}),
        ("院区有多大", {"number"}),
        ("上班时间玩手机怎么处罚?", set()),
        ("员工生日有什么福利?", set()),
        ("今天还能不能报名", {"day"}),
        ("如何提高工作效率?", set()),
        ("怎么申请oa账号?", set()),
        ("如何申请企业邮箱?", set()),
        ("怎么收费，多少钱一次", {"money"}),
    ],
)
def test_what_is_asked(question, slots):
    assert asked_slots(question) == slots


@pytest.mark.parametrize(
    ("slot", "text", "value"),
    [
        ("when", "预计今年4月封顶。", 1.0),
        ("when", "今年是冲刺之年。", 0.5),
        ("when", "大桥由集团负责建设。", 0.0),
        ("day", "1月28日召开。", 1.0),
        ("day", "1月召开。", 0.3),
        ("money", "总投资18.7亿元。", 1.0),
        ("money", "总建筑面积15.6万平方米。", 0.0),
        ("money", "| 甲类 | 3000 |", 1.0),
        ("percent", "增长6.4%。", 1.0),
        ("percent", "增长较快。", 0.0),
        ("percent", "每日加收千分之一。", 1.0),
        ("percent", "人数都要达到三分之二。", 1.0),
        ("percent", "由半数以上业主同意。", 1.0),
        ("percent", "分三次付清。", 0.0),
        ("percent", "两成泊位配建充电桩。", 1.0),
        ("duration", "笔试定于2024年6月1日上午举行。", 0.0),
        ("duration", "有效期至2028年6月30日。", 1.0),
        ("duration", "报名时间为6月1日至6月5日。", 1.0),
        ("duration", "15日内办结。", 1.0),
        ("duration", "有效期5年。", 1.0),
        ("duration", "| 复印机 | 8 |", 1.0),
        ("number", "共665个项目。", 1.0),
        ("number", "人数要达到四分之三。", 1.0),
        ("number", "要成立一家公司。", 0.0),
        ("duration", "自受理之日起十五个工作日内办结。", 1.0),
        ("clock", "每日9:00至17:30开放。", 1.0),
        ("clock", "上午九点开馆。", 1.0),
        ("day", "协会昨日发布了报告。", 0.3),
        ("day", "协会发布了报告。", 0.0),
        ("clock", "二十二时以后不得施工。", 1.0),
        ("clock", "全天开放。", 1.0),
        ("clock", "会上提出三点要求,要求10点意见逐条落实。", 0.0),
        ("clock", "24小时内报告,同时抄送。", 0.0),
        ("clock", "收费3元。", 0.0),
        ("contact", "电话:0000-1234567。", 1.0),
        ("code", "执飞航班mu9191。", 1.0),
        ("code", "云发改[2023]15号。", 1.0),
        ("code", "当日执飞首个航班。", 0.0),
        ("when", "从登记的次月起发放。", 0.5),
        ("who", "市工信局局长李健中表示,会议很重要。", 1.0),
        ("who", "会议很重要。", 0.0),
        ("where", "企业位于江海区。", 1.0),
    ],
)
def test_what_a_sentence_holds(slot, text, value):
    assert held(slot, text) == value


def test_the_spans_of_an_answer():
    assert slot_spans("when", "预计今年4月封顶,5月通车") == ((4, 6), (9, 11))
    assert slot_spans("money", "总投资18.7亿元") == ((3, 9),)
    assert slot_spans("clock", "8时至17:30开放") == ((0, 2), (3, 8))
    assert slot_spans("who", "局长李健中") == ((2, 5),)
    assert slot_spans("where", "会议在北京召开") == ((3, 5),)
    assert slot_spans("why", "因检修停水") == ()


def test_a_row_that_names_its_columns_holds_a_sum():
    assert held("money", "镇街:沙坪镇;台数:92;农机购置 金额:120.35") == 1
    assert held("money", "镇街:沙坪镇;台数:92") == 0


@pytest.mark.parametrize(
    ("row", "sums"),
    [
        ("项目:床位费;城关院区(元):38;青坪分院(元):22", ["38", "22"]),
        ("户型:甲型;面积(平方米):84;物业费(元/平方米):1.8;租金(元/月):1280", ["1.8", "1280"]),
        ("项目:床位费;青坪分院(元):未开展;说明:另收", []),
    ],
)
def test_the_head_of_a_column_may_hold_the_unit_of_a_sum(row, sums):
    assert [row[start:end] for start, end in slot_spans("money", row)] == sums
