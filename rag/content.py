"""What is left of a question without the words that ask and those that say nothing."""

from __future__ import annotations

import re

import rjieba

# Words that ask, and words without content. They carry no evidence and are cut out before terms are made.
_ASKING = re.compile(
    r"什么职[务位]|什么时候|什么时间|什么地方|什么样|什么|何时|何地|何人|何种|何日|何处|为何|如何|怎么样|怎么办|怎么|怎样|为什么|为啥|啥"
    r"|哪一年|哪一天|哪些|哪里|哪儿|哪几|哪位|哪个|哪家|哪年|哪天|哪|谁|多少钱|多少|多久|多长时间|多长|(?<!众)多大|几个|几家|几人|几月|几号"
    r"|几年|几天|第几|几|是否|是不是|有没有|能不能|可不可以|可以吗|请问|请告诉我|告诉我|我想知道|想问一下|想问|帮我查一下|帮我查"
    r"|查一下|介绍一下|分别|名字|[吗呢吧啊呀么]+(?=[?。!\s]*$)"
)
_EMPTY = re.compile(
    r"的时候|那[份个条版]|这[份个条版]|^那(?=[\u4e00-\u9fff]{2})|[区市县城村]里(?=[的\u4e00-\u9fff])|(?<!自)我[们家国]?(?![省市县区镇])|咱们?|进行|以及|还有|或者|关于|对于|根据(?!地)|按照|其中|具体|目前|现在|今天|昨天|明天|如今|眼下|一共|总共|大概|大约"
)
# Of these alone; a word of the dictionary that has one (会议, 国有, 请假) stays whole, if it says something.
_PARTICLES = re.compile(r"[的了是在和与及或之为被把将有会要能请对叫]")

_CONTENT_TAGS = ("n", "b", "v", "a", "l", "i", "j", "z")
# fmt: off
_EMPTY_WORDS = frozenset((
    "没有", "不能", "能够", "不会", "不是", "还有", "就是", "都是", "也是", "还是", "要是", "会有",
    "将要", "都要", "还要", "不要", "需要", "可能", "有的", "有人", "有些", "所有", "只有", "只要",
    "能否", "是的", "会不会", "要不要", "了解", "想要", "要么", "在于", "正在", "存在", "作为", "成为",
    "认为", "称为", "属于", "等于", "有没有", "能不能", "是否", "具有", "拥有", "含有", "有关", "与其",
))
# fmt: on


def content_of(folded: str) -> str:
    """Return a folded question without asking and empty words; blanks stand where they were."""
    return " ".join(map(_without_particles, _EMPTY.sub(" ", _ASKING.sub(" ", folded)).split(" ")))


def _without_particles(run: str) -> str:
    if not _PARTICLES.search(run):
        return run
    return "".join(
        text
        if len(text) > 1
        and tag.startswith(_CONTENT_TAGS)
        and text not in _EMPTY_WORDS
        and rjieba.has_word(text)
        else _PARTICLES.sub(" ", text)
        for text, tag in rjieba.tag(run)
    )
