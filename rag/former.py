"""Whether a question is about the edition of a text that another replaced, or about both."""

from __future__ import annotations

import re

_TEXT = "(?:办法|规定|政策|标准|细则|通知|条例|制度|方案|规则|规范|版本?)"
_FORMER = re.compile(
    rf"(?:(?<![养敬尊助扶爱为适惠涉护元])老|(?<![折陈破依照老收以])旧)的?{_TEXT}|(?:原来|以前|从前|原先|过去|上一|前一|当初)的?那?[个份版]?{_TEXT}"
    rf"|(?:修[订改正]|改版|废止|调整|改)(?:之|以)?前(?![0-9]|需|应|必须|要[谁先]|由|谁|是否|要不要)|被(?:替代|废止)的?{_TEXT}"
)
_AT_FRONT = re.compile(rf"那?((?:(?:以前|原来|过去)的)?(?:{_FORMER.pattern})(?:[里中]|的时候)?)")
# Whether an old rule still holds, the new one says.
_STILL = re.compile(
    "还(?:算数|有效|能|可以|管用|作数|适用|执行)|作废|废止了|失效|取消了|是不是废|有没有废|区别|不同|变化|相比|比(?![例重率赛])"
)
# What became of a rule is said by both editions.
_CHANGE = re.compile(
    rf"{_STILL.pattern}|差别|改动|对比|历[年次]|各年|(?:提高|降低|增加|减少|上调|下调|调整|涨|降|改|变)(?:到|为|成|了)"
)


def asks_former(folded: str) -> bool:
    """Whether a folded question asks what a replaced edition said: 旧版, 老办法, 修订前."""
    return bool(_FORMER.search(folded)) and not _STILL.search(folded)


def former_at_front(folded: str) -> str | None:
    """The words for the replaced edition with which a question begins: 旧版, 那以前的老办法, 改之前."""
    found = _AT_FRONT.match(folded)
    return found[1] if found else None


def compares_editions(folded: str) -> bool:
    """Whether a folded question asks what became of a rule: 变化, 区别, 比以前, 提高了多少."""
    return bool(_CHANGE.search(folded))
