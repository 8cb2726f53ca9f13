from dataclasses import replace

from index.build import build_index
from index.reader import Index
from rag import Chatbot
from rag.weights import stored_sets
from tests.conftest import write
from tests.fakes import FakeEncoder

STORY = (
    "青岚大桥主跨昨日合龙，全线转入桥面施工阶段。项目部计划今年9月完成沥青摊铺，届时过江只需六分钟。"
    "大桥全长2350米，双向六车道，设计时速80公里。工地上共有三百名工人轮班作业，确保安全生产。\n"
)


def chatbot(tmp_path, **texts):
    encoder = FakeEncoder()
    build_index(write(tmp_path / "corpus", **texts), tmp_path / "index", encoder)
    sure = replace(stored_sets().folder, threshold=0.0)  # that of the weights is for another encoder
    return Chatbot(Index.open(tmp_path / "index", encoder.name), encoder, sure)


def test_copies_are_one_hit_and_the_citation_names_the_others(tmp_path):
    made = chatbot(
        tmp_path,
        a=f"青岚大桥合龙\n2023年3月1日\n{STORY}",
        b=f"六分钟过江\n2023年3月2日\n来源：云溪日报\n{STORY}",
        c="市中心医院新院区封顶\n床位一千二百张。\n",
    )
    answer = made.ask("青岚大桥全长多少米")
    assert [c.also_in for c in answer.citations][:1] in ([("a.txt",)], [("b.txt",)])
    assert len([h for h in answer.hits if "2350米" in made.document(h.chunk.document_id).text]) == 1


def test_with_a_day_the_copy_that_was_known_then_answers(tmp_path):
    made = chatbot(
        tmp_path,
        a=f"青岚大桥合龙\n2023年3月1日\n{STORY}",
        b=f"六分钟过江\n2023年3月9日\n来源：云溪日报\n{STORY}{STORY[:30]}\n",
    )
    answer = made.ask("青岚大桥全长多少米", as_of="2023-03-05")
    assert [c.document_id for c in answer.citations] == ["a.txt"]
