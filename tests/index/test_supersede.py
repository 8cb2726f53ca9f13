import time

import pytest

from index.load import make_document
from index.supersede import mark_superseded


def superseded(**texts):
    documents = [make_document(name, text, "") for name, text in texts.items()]
    return {d.id: d.superseded_by for d in mark_superseded(documents) if d.superseded_by}


OLD = "云溪市停车管理办法\n云府规〔2019〕3号\n自2019年7月1日起施行。\n"
NEW = "云溪市机动车停放办法\n云府规〔2023〕5号\n自2023年5月1日起施行，"


@pytest.mark.parametrize(
    "clause",
    [
        "原办法（云府规〔2019〕3号）同时废止。",
        "《某办法》（云府规[2019]3号）予以废止。",
        "《停车管理办法》同时废止。",
        "原《云溪市停车管理办法》即行废止。",
        "《云溪市停车管理办法》同时停止执行。",
    ],
)
def test_a_document_that_a_later_one_repeals(clause):
    assert superseded(old=OLD, new=NEW + clause) == {"old": "new"}


@pytest.mark.parametrize(
    "clause",
    [
        "原办法（云府规〔2019〕4号）同时废止。",
        "原办法（云府规〔2018〕3号）同时废止。",
        "《停车收费办法》同时废止。",
        "《云溪市停车管理办法》继续有效。",
        "《云溪市停车管理办法》另行修订。《收费办法》同时废止。",
        "《云溪市停车管理办法》见附件；《收费办法》同时废止。",
        "《云溪市停车管理办法》见附件\n《收费办法》同时废止。",
        "《停车管理办法》（云府规〔2018〕1号）同时废止。",
        "与本办法不一致的规定同时废止。",
    ],
)
def test_a_document_that_is_not_the_one_repealed(clause):
    assert superseded(old=OLD, new=NEW + clause) == {}


def test_a_number_in_other_brackets_is_the_same_number():
    old = "云溪市养犬规定\n云府令（2015）第6号\n正文。"
    assert superseded(old=old, new=NEW + "原规定（云府令〔2015〕6号）同时废止。") == {"old": "new"}


def test_a_law_that_repeals_another_does_not_repeal_itself():
    law = "云溪市养犬管理规定\n自2021年1月1日起施行。2015年公布的《云溪市养犬管理规定》同时废止。"
    assert superseded(law=law) == {}


def test_several_documents_are_repealed_at_once():
    other = "云溪市收费办法\n云府规〔2020〕8号\n正文。"
    clause = "原办法（云府规〔2019〕3号）、（云府规〔2020〕8号）同时废止。"
    assert superseded(old=OLD, other=other, new=NEW + clause) == {"old": "new", "other": "new"}


def test_what_front_matter_states_stands():
    old = "---\nsuperseded_by: 别处\n---\n" + OLD
    assert superseded(old=old, new=NEW + "原办法（云府规〔2019〕3号）同时废止。") == {"old": "别处"}


def test_order_and_number_of_documents_stay():
    documents = [make_document(name, "甲。", "") for name in ("b", "a", "c")]
    assert mark_superseded(documents) == documents


def test_an_earlier_document_never_repeals_a_later_one():
    clause = "{}的《云溪市养犬管理规定》同时废止。"
    first = "云溪市养犬管理规定\n自2015年1月1日起施行，" + clause.format("2008年公布")
    second = "云溪市养犬管理规定\n自2021年1月1日起施行，" + clause.format("2015年公布")
    third = "云溪市养犬管理规定\n自2024年1月1日起施行，" + clause.format("2021年公布")
    assert superseded(first=first, second=second) == {"first": "second"}
    assert superseded(third=third, second=second) == {"second": "third"}


def test_a_copy_of_a_law_is_not_repealed_by_it():
    law = "云溪市养犬管理规定\n自2021年1月1日起施行。2015年公布的《云溪市养犬管理规定》同时废止。"
    assert superseded(html=law, txt=law) == {}


@pytest.mark.parametrize("before", ["云府规〔2018〕1号和", "现将"])
def test_a_number_inside_a_sentence(before):
    assert superseded(old=OLD, new=f"{NEW}{before}云府规〔2019〕3号同时废止。") == {"old": "new"}


def test_a_title_beside_a_number():
    clause = "《收费办法》（云府规〔2018〕1号）、《云溪市停车管理办法》同时废止。"
    assert superseded(old=OLD, new=NEW + clause) == {"old": "new"}


def test_the_ground_of_a_repeal_is_not_repealed():
    ground = "关于清理文件的意见\n云府〔2022〕1号\n正文。"
    clause = "根据有关意见（云府〔2022〕1号），原办法（云府规〔2019〕3号）同时废止。"
    assert superseded(ground=ground, old=OLD, new=NEW + clause) == {"old": "new"}


def test_a_decision_that_lists_what_it_repeals():
    decision = "关于废止部分文件的决定\n云府规〔2023〕9号\n下列文件予以废止：\n一、《云溪市停车管理办法》\n"
    assert superseded(old=OLD, decision=decision) == {"old": "decision"}


def test_a_general_title_does_not_repeal_every_document_of_that_kind():
    assert superseded(old=OLD, new=NEW + "县级《管理办法》同时废止。") == {}


def test_the_notice_that_issued_a_repealed_document():
    old = "关于印发《云溪市停车管理办法》的通知\n云府规〔2019〕3号\n正文。"
    assert superseded(old=old, new=NEW + "《云溪市停车管理办法》同时废止。") == {"old": "new"}


def test_not_repealed():
    assert superseded(old=OLD, new=NEW + "《云溪市停车管理办法》并未同时废止。") == {}


def test_a_newspaper_that_reports_a_repeal_does_not_supersede():
    clause = "原办法（云府规〔2019〕3号）同时废止。"
    news = f"新版停车办法下月施行\n2023年4月10日 来源：日报\n{clause}"
    assert superseded(news=news, old=OLD, policy=NEW + clause) == {"old": "policy"}


@pytest.mark.parametrize(
    "clause",
    [
        "原办法（云府规〔2019〕3号）自本办法施行之日起废止。",
        "《停车管理办法》自2023年5月1日起停止执行。",
        "《关于印发〈云溪市停车管理办法〉的通知》同时废止。",
        "下列文件同时废止：1.《收费办法》；2.《云溪市停车管理办法》（云府规〔2019〕3号）。",
    ],
)
def test_other_wordings_of_a_repeal(clause):
    assert superseded(old=OLD, new=NEW + clause) == {"old": "new"}


@pytest.mark.parametrize(
    "clause",
    [
        "《云溪市停车管理办法》不予废止。",
        "《云溪市停车管理办法》没有同时废止。",
        "《云溪市停车管理办法》继续有效，《收费办法》同时废止。",
        "《云溪市停车管理办法》自2019年7月1日起施行，《收费办法》同时废止。",
        "下列文件予以废止：\n1.《收费办法》\n下列文件继续有效：\n1.《云溪市停车管理办法》",
    ],
)
def test_what_stands_beside_a_repeal(clause):
    assert superseded(old=OLD, new=NEW + clause) == {}


def test_the_first_to_repeal_counts():
    later = NEW.replace("2023", "2025") + "《云溪市停车管理办法》同时废止。"
    assert superseded(a=later, b=NEW + "《云溪市停车管理办法》同时废止。", old=OLD) == {"old": "b"}


def test_a_text_without_a_number_or_a_day_does_not_supersede():
    assert superseded(old=OLD, new="说明\n《云溪市停车管理办法》同时废止。") == {}


@pytest.mark.parametrize("name", ["faq/a.txt", "news/a.txt", "新版办法解读.txt"])
def test_a_report_with_a_day_does_not_supersede(name):
    text = "停车新规\n新办法自2023年5月1日起施行，《云溪市停车管理办法》同时废止。"
    assert superseded(**{"old": OLD, name: text}) == {}


def test_a_long_sentence_costs_no_more_than_its_length():
    started = time.perf_counter()
    assert superseded(old=OLD, new=NEW + "云府规" * 100_000 + "《" * 10_000) == {}
    assert time.perf_counter() - started < 2


STATUS_2018 = "学籍管理规定（2018年版）\n院教〔2018〕29号\n第六条　复学在十个工作日前申请。\n"
STATUS_2023 = "学籍管理规定（2023年修订）\n院教〔2023〕41号\n自2023年9月1日起施行。"


def test_a_rule_repealed_by_year_and_name():
    old, new = "学籍管理规定\n院教〔2018〕29号\n正文。\n", "学籍管理规定\n院教〔2023〕41号\n"
    assert superseded(old=old, new=new + "2018年印发的学籍管理规定同时废止。") == {"old": "new"}
    assert superseded(old=old, new=new + "2017年印发的学籍管理规定同时废止。") == {}
    assert superseded(old=old, new=new + "2018年印发的考试管理规定同时废止。") == {}
    assert superseded(old=old, new=new + "2018年印发的学籍管理规定继续有效。") == {}


def test_the_next_edition_of_a_rule_takes_its_place():
    assert superseded(a=STATUS_2018, b=STATUS_2023) == {"a": "b"}
    third = "学籍管理规定（2025年版）\n院教〔2025〕3号\n正文。\n"
    assert superseded(c=third, a=STATUS_2018, b=STATUS_2023) == {"a": "b", "b": "c"}


def test_plans_of_two_years_and_other_rules_stay():
    plans = ("招生计划（2023年版）\n正文。\n", "招生计划（2024年版）\n正文。\n")
    assert superseded(a=plans[0], b=plans[1]) == {}
    assert superseded(a=STATUS_2018, b=STATUS_2023.replace("学籍管理", "考试管理")) == {}
    assert superseded(a="收费标准（2023年）\n正文。\n", b="收费标准（2024年）\n正文。\n") == {}


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("云江县食堂管理办法", "云江县公租房管理办法\n云府〔2023〕5号\n2018年印发的管理办法同时废止。"),
        ("云江县学籍管理规定", "青岚市学籍管理规定\n岚府〔2023〕5号\n2018年印发的学籍管理规定同时废止。"),
        ("学籍管理规定实施细则", "学籍管理规定\n院教〔2023〕5号\n2018年印发的学籍管理规定同时废止。"),
        (
            "学籍管理规定",
            "学籍管理规定\n院教〔2023〕5号\n2018年印发的学籍管理规定继续有效，《转学办法》同时废止。",
        ),
    ],
)
def test_what_is_not_repealed_by_year_and_name(old, new):
    assert superseded(old=f"{old}\n院教〔2018〕29号\n正文。\n", new=new) == {}


def test_all_copies_of_an_edition_are_replaced_but_not_that_of_another_issuer():
    old, new = "考勤管理制度（2018年版）\n正文。\n", "考勤管理制度（2023年修订）\n正文。\n"
    assert superseded(a=old, b=old, c=new) == {"a": "c", "b": "c"}
    documents = [make_document("甲公司/考勤.txt", old, ""), make_document("乙公司/考勤.txt", new, "")]
    assert not any(d.superseded_by for d in mark_superseded(documents))
    assert superseded(a="2018年版考勤管理制度\n正文。\n", c="2023年版考勤管理制度\n正文。\n") == {"a": "c"}


def test_a_title_that_is_no_edition():
    asked = "关于{}年修订考勤管理办法的征求意见\n正文。\n"
    assert superseded(a=asked.format(2021), b=asked.format(2023)) == {}
