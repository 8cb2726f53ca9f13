"""Which questions ask whether, since or until when a named document is in force."""

from __future__ import annotations

import re

from rag.references import References, compact

# What is said of the end of a document.
END = "废止|失效|作废|过期|到期|(?:停止|终止|不再)(?:执行|施行|实施|使用|适用)"
_FORCE = "有效|生效|执行|施行|实施|算数|作数|管用|有用"
_WHEN = "(?:什么时候|何时|几时|几[年月号日]|哪一?[年月天日]|多[久长]|什么时间)"
# 是否适用于 asks after something else, and so does 还执行三类标准.
_OVER = "(?=[了的吗么没呢吧?。,;]|$)"
_ASKS = re.compile(
    rf"(?:还|仍然?|是否|是不是|有没有|现在|目前|继续)[^,。;]{{0,6}}(?:{_FORCE}|{END}){_OVER}"
    rf"|(?:{END})(?:了?[吗没吧]|了?没有|了?[?。]*$)"
    rf"|{_WHEN}[^,。;]{{0,6}}(?:{_FORCE}|{END}){_OVER}"
    rf"|(?:{_FORCE}|{END})[^,。;]{{0,4}}{_WHEN}"
    r"|有效期|有效(?:几|多少)年"
    r"|被(?:哪|什么|谁)[^,。;]{0,10}(?:废止|替代|取代|代替)"
    r"|还能(?:不能|否)?(?:继续)?(?:作为|当|做|用)[^,。;]{0,6}[吗么?。]*$"
)
# What is asked besides is found in another way.
_ASKS_MORE = re.compile(
    r"多少(?!年)|怎[么样]|如何|哪[些几]|谁|条件|材料|标准|流程|几[元个项名人]|为什么|为何|区别|变化"
)


def asks_validity(named: References) -> bool:
    """Whether a question asks whether, since or until when what it names is in force, and nothing else."""
    if not (named.numbers or named.titles) or named.clauses or named.chapters:
        return False
    rest = named.text
    for title in named.titles:
        rest = rest.replace(compact(title), "")
    return _ASKS.search(rest) is not None and not _ASKS_MORE.search(rest)
