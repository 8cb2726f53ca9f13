import numpy as np
import pytest

import index.duplicates
from index.corpus import Settings, cut
from index.duplicates import plain
from index.load import make_document

STORY = (
    "青岚大桥主跨昨日合龙，全线转入桥面施工阶段。\n项目部计划今年9月完成沥青摊铺，届时两岸群众过江只需六分钟。\n"
    "大桥全长2350米，双向六车道，设计时速80公里。\n工地上共有三百名工人轮班作业，确保安全生产。\n"
)
OTHER = "市中心医院新院区门诊楼封顶，床位由六百张增加到一千二百张。\n急诊部预计明年三月先行启用。\n"


def parts(**texts):
    return cut([make_document(f"{name}.txt", text, "") for name, text in texts.items()], Settings())


def copies(**texts):
    return parts(**texts).copies.documents


def test_a_reprint_with_another_headline_and_source_is_a_copy():
    reprint = f"两岸六分钟过江\n来源：云溪日报\n{STORY}"
    assert copies(a=f"青岚大桥合龙\n{STORY}", b=reprint, c=OTHER) == {"b.txt": "a.txt"}


def test_an_excerpt_is_a_copy_of_the_whole():
    excerpt = "".join(STORY.splitlines(keepends=True)[1:3])
    assert copies(a=excerpt, b=STORY) == {"a.txt": "b.txt"}


def test_of_equal_texts_the_one_published_first_is_the_original():
    texts = {"a": f"{STORY}2023年3月2日\n", "b": f"{STORY}2023年3月1日\n", "c": STORY}
    assert copies(**texts) == {"a.txt": "b.txt", "c.txt": "b.txt"}


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("今年9月", "今年7月"),
        ("2350米", "2530米"),
        ("青岚大桥", "柳湾大桥"),
        ("双向六车道", "双向四车道"),
        ("计划", "不再计划"),
    ],
)
def test_a_text_with_one_altered_sentence_is_a_version_and_no_copy(old, new):
    assert copies(a=STORY, b=STORY.replace(old, new)) == {}


def test_documents_of_other_numbers_or_validity_are_no_copies():
    assert copies(a=f"停车通知\n云府〔2022〕3号\n{STORY}", b=f"停车通知\n云府〔2023〕5号\n{STORY}") == {}


def test_print_noise_makes_no_version():
    assert plain("全市招商引引资工作，") == plain("全市招商引资工作")
    assert plain("1月11日") != plain("1月1日")
    assert copies(a=STORY, b=STORY.replace("安全生产", "安安全生产").replace("，", ",")) == {"b.txt": "a.txt"}


def test_passages_point_at_those_of_the_original_whatever_their_borders():
    made = parts(a=STORY, b=f"{OTHER}{STORY}")
    twins, chunks = made.copies.twins, made.chunks
    for number, chunk in enumerate(chunks):
        root = chunks[twins[number]]
        assert root.document_id == "b.txt"
        assert chunk.document_id == "b.txt" or twins[number] != number


def test_a_story_of_a_page_is_a_copy_of_the_article_alone():
    page = f"# 大桥合龙\n{STORY}# 医院封顶\n{OTHER * 2}"
    made = parts(page=page, single=STORY)
    assert made.copies.documents == {"single.txt": "page.txt"}


def test_a_passage_printed_twice_in_a_document_points_at_the_first():
    made = parts(a=f"{STORY}\n\n{'别的内容也有一些，与上文不同。' * 25}\n\n{STORY}")
    texts = [plain(c.document_id) for c in made.chunks]
    assert len(texts) == len(made.copies.twins)
    assert made.copies.documents == {}


def test_clauses_that_read_the_same_in_two_rules_are_not_merged():
    clause = "第九条　本办法由市财政局会同有关部门负责解释，自2023年5月1日起施行，有效期五年。"
    rules = [
        f"{name}补贴办法\n第一条　为规范{name}补贴，制定本办法。\n第二条　{name}补贴每月{n}元。\n{clause}\n"
        for name, n in (("人才", 900), ("养老", 300))
    ]
    made = parts(a=rules[0], b=rules[1])
    assert np.array_equal(made.copies.twins, np.arange(len(made.chunks)))


def test_the_order_of_documents_does_not_matter():
    texts = {"a": STORY, "b": f"{OTHER}{STORY}", "c": OTHER}
    assert copies(**texts) == copies(**dict(reversed(texts.items()))) == {"a.txt": "b.txt", "c.txt": "b.txt"}


def test_a_text_that_is_one_repetition_costs_no_square_of_its_passages(monkeypatch):
    compared = []
    fuller = index.duplicates._is_fuller
    monkeypatch.setattr(index.duplicates, "_is_fuller", lambda *pair: compared.append(1) or fuller(*pair))
    made = parts(a="这句话一遍又一遍地写，没有尽头，也没有意义，写满三百字为止。" * 2500)
    assert len(made.chunks) == 250
    assert set(made.copies.twins.tolist()) == {0}
    assert len(compared) <= 50 * len(made.chunks)
