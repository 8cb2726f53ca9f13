"""A small run, right and wrong, with texts that would like to be markup."""

from __future__ import annotations

from eval.cases import Case
from rag.types import Turn

HOSTILE = "<script>alert(1)</script><img src=x onerror=alert(2)>&lt;b&gt; 'x' \"y\" {{ 7*7 }} $\\frac{$"
HOSTILE_SENTENCE = "铁塔大桥<img src=x onerror=alert(3)>预计7月封顶</bdi></details>。"
# Long, so that only the beginning of a passage is shown.
HOSTILE_TEXT = f"铁塔大桥说明\n2023年2月1日\n\n{HOSTILE_SENTENCE}{HOSTILE}\n{'长' * 90}\n"
HOSTILE_NAME = "坏<b>&amp;"
BRIDGE_GOLD = ("bridge.txt", "黄茅海大桥西塔预计今年4月封顶，中塔预计今年5月封顶。")
ASKED = "黄茅海大桥何时封顶"
CASES = (
    Case("r1", ASKED, (("4月",), ("5月", "五月")), "date", gold=(BRIDGE_GOLD,)),
    Case("w1", ASKED, (("6月",), ("4月",)), "date", gold=(BRIDGE_GOLD,)),
    Case("f1", "那中塔呢？", (("5月",),), "follow", gold=(BRIDGE_GOLD,), history=(Turn(ASKED, "今年4月"),)),
    Case("n1", "黄茅海大桥的总投资是多少", (), "near"),
    Case("n2", ASKED, (), "near", absent=("西塔",), as_of="2023-05-01"),
    Case(
        "h2", "铁塔大桥预计何时封顶", (("9月",),), "date", gold=((f"{HOSTILE_NAME}.txt", HOSTILE_SENTENCE),)
    ),
    Case(
        f"h1{HOSTILE}",
        f"铁塔大桥预计何时封顶{HOSTILE}",
        ((f"9月{HOSTILE}",),),
        f"类{HOSTILE}",
        gold=((f"{HOSTILE_NAME}.txt", HOSTILE_SENTENCE),),
        history=(Turn(f"铁塔大桥{HOSTILE}", f"见说明{HOSTILE}"),),
    ),
)
