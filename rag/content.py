"""What is left of a question without the words that ask and those that say nothing."""

from __future__ import annotations

import re

import rjieba

# Words that ask, and words without content. They carry no evidence and are cut out before terms are made.
_ASKING = re.compile(
    r"什么职[务位]|什么时候|什么时间|什么地方|什么样|什么|何时|何地|何人|何种|何日|何处|为何|如何|怎么样|怎么办|怎么|怎样|为什么|为啥|啥"
    r"|哪一年|哪一天|哪些|哪里|哪儿|哪几|哪位|哪个|哪家|哪年|哪天|哪|谁|多少钱|多少|多久|多长时间|多长|多大|几个|几家|几人|几月|几号"
    r"|几年|几天|第几|几|是否|是不是|有没有|能不能|可不可以|可以吗|请问|请告诉我|告诉我|我想知道|想问一下|想问|帮我查一下|帮我查"
    r"|查一下|介绍一下|分别|名字|[吗呢吧啊呀么]+(?=[?。!\s]*$)"
)
_EMPTY = re.compile(
    r"的时候|那[份个条版]|这[份个条版]|^那(?=[\u4e00-\u9fff]{2})|[区市县城村]里(?=[的\u4e00-\u9fff])|我[们家国]?(?![省市县区镇])|咱们?|进行|以及|还有|或者|关于|对于|根据|按照|其中|具体|目前|现在|今天|昨天|明天|如今|眼下|一共|总共|大概|大约"
)
# Of these alone; a noun of the dictionary that has one (会议, 有效期, 新能源) stays whole, and so does 国有.
_PARTICLES = re.compile(r"[的了是在和与及或之为被把将有会要能请对叫]")


def content_of(folded: str) -> str:
    """Return a folded question without asking and empty words; blanks stand where they were."""
    return " ".join(map(_without_particles, _EMPTY.sub(" ", _ASKING.sub(" ", folded)).split(" ")))


def _without_particles(run: str) -> str:
    if not _PARTICLES.search(run):
        return run
    return "".join(
        text
        if len(text) > 1 and tag.startswith(("n", "b")) and rjieba.has_word(text)
        else _PARTICLES.sub(" ", text)
        for text, tag in rjieba.tag(run)
    )
