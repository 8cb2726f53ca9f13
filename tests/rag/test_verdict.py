from rag import answer_from_passages
from rag.parts import parts_of
from tests.fakes import FakeEncoder

TOLD = (
    "2022年3月21日下午，一架客机从云溪市飞往青岚市途中遇到强对流天气，机组随即请求返航，"
    "坠落在柳湾县望江镇塘表村附近的山林里，搜救队伍已经赶到。"
)
ASKED = "云溪客机坠落的时间和地点"


def test_two_parts_are_quoted_from_one_sentence():
    assert len(parts_of(ASKED)) == 2
    answer = answer_from_passages(ASKED, [TOLD], FakeEncoder(), 60)
    assert answer.answered
    assert "3月21日" in answer.text and "望江镇" in answer.text
    assert all(c.quote == TOLD[c.start : c.end] for c in answer.citations)
