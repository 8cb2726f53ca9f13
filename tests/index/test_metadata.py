from dataclasses import asdict

import pytest

from index.errors import CorpusError
from index.metadata import file_title, read_metadata
from index.types import Metadata


def known(found):
    return {k: v for k, v in asdict(found).items() if v and k != "inferred"}


def fields(text, document_id="a.txt"):
    return known(read_metadata(text, document_id)[0])


def test_a_policy_states_everything():
    text = (
        "云溪市人才安居补贴办法\n云府规〔2023〕5号\n发布机关：云溪市人民政府\n来源：市政府办公室\n"
        "发布日期：2023年4月3日\n第一条 甲。\n"
        "第九条 本办法自2023年5月1日起施行，有效期5年。\n"
    )
    assert read_metadata(text, "policy/办法.txt") == (
        Metadata(
            title="云溪市人才安居补贴办法",
            doc_no="云府规〔2023〕5号",
            issuer="云溪市人民政府",
            source="市政府办公室",
            published="2023-04-03",
            effective="2023-05-01",
            expires="2028-04-30",
            inferred=("expires",),
        ),
        0,
    )


def test_a_text_that_states_nothing():
    assert read_metadata("今天天气很好，适合散步。", "a.txt") == (Metadata(), 0)


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("\n  停水通知 \n正文。", "停水通知"),
        ("## 停水通知\n正文。", "停水通知"),
        ("首段是完整的一句。\n停水通知", None),
        ("各区人民政府：\n停水通知", None),
        ("长" * 81 + "\n", None),
        ("长" * 80 + "\n", "长" * 80),
    ],
)
def test_title_is_a_first_line_that_is_no_sentence(text, title):
    assert fields(text).get("title") == title


@pytest.mark.parametrize(
    ("document_id", "title"),
    [
        ("news/2023-01-29_大会开幕.txt", "大会开幕"),
        ("2023年1月29日大会开幕.md", "大会开幕"),
        ("2023-01-29.txt", "2023-01-29"),
        ("云府规〔2023〕5号_办法.txt", "云府规〔2023〕5号_办法"),
    ],
)
def test_title_from_the_file_name(document_id, title):
    assert file_title(document_id) == title


@pytest.mark.parametrize(
    "text",
    [
        "标题\n发布日期：2023年1月29日\n正文。",
        "标题\n发布时间: 2023-01-29 10:30\n正文。",
        "标题\n成文日期：二〇二三年一月二十九日\n正文。",
        "标题\n【发布日期】2023-01-29\n正文。",
        "标题\n索引号 | 1\n发文日期 | 2023-01-29\n正文。",
        "标题\n日　期：2023-01-29\n正文。",
        "标题\n（2023年1月29日市政府第5次常务会议通过）\n正文。",
        "标题\n2023-01-29 09:12 来源：日报\n正文。",
        "标题\n正文。\n\n云溪市人民政府\n2023年1月29日\n",
        "标题\n正文。\n云溪市人民政府\n　　（二〇二三年一月二十九日）\n抄送：各区。",
    ],
)
def test_publication_date(text):
    assert fields(text)["published"] == "2023-01-29"


@pytest.mark.parametrize(
    "text",
    [
        "标题\n大会于2023年1月29日召开，要求各区抓紧落实。",
        "标题\n正文。\n报名从2023年1月29日开始。",
        "标题\n" + "甲。\n" * 300 + "2023年1月29日\n" + "乙。\n" * 7,
        "标题\n发布日期：2023年2月30日\n正文。",
    ],
    ids=["running text", "deadline", "alone amid the text", "impossible"],
)
def test_what_is_not_the_publication_date(text):
    assert "published" not in fields(text)


def test_label_wins_over_signature_and_signature_over_file_name():
    signed = "标题\n正文。\n市政府\n2023年1月2日"
    assert fields("标题\n发布日期：2023-01-03\n正文。\n市政府\n2023年1月2日")["published"] == "2023-01-03"
    assert fields(signed, "2023-01-01_a.txt")["published"] == "2023-01-02"
    assert fields("标题\n正文。", "2023-01-01_a.txt")["published"] == "2023-01-01"


@pytest.mark.parametrize(
    "number", ["云府规〔2023〕5号", "云府办[2023]17号", "云府（2023）5号", "云府令〔2020〕第6号"]
)
def test_document_number(number):
    assert fields(f"标题\n{number}\n正文。")["doc_no"] == number
    assert fields("标题\n正文。", f"policy/{number}_办法.txt")["doc_no"] == number


@pytest.mark.parametrize(
    ("line", "number"),
    [
        ("云府发﹝2023﹞5号", "云府发﹝2023﹞5号"),
        ("云府发【2023】5号", "云府发【2023】5号"),
        ("国办发 〔2023〕 5 号", "国办发〔2023〕5号"),
        ("云溪市人民政府令第12号", "云溪市人民政府令第12号"),
        ("财政部 税务总局公告2023年第6号", "财政部 税务总局公告2023年第6号"),
        ("（云溪市卫生健康委员会公告 2023年第3号）", "云溪市卫生健康委员会公告2023年第3号"),
        ("根据国务院令第735号", None),
    ],
)
def test_other_forms_of_document_numbers(line, number):
    assert fields(f"标题\n{line}\n正文。").get("doc_no") == number


@pytest.mark.parametrize(
    ("sentence", "effective", "expires"),
    [
        ("本办法自 2023 年 3 月 1 日起施行。", "2023-03-01", None),
        ("本办法从2023年3月1日起施行。", "2023-03-01", None),
        ("本办法于2023年3月1日起正式施行。", "2023-03-01", None),
        ("大桥于2023年3月1日实施合龙。", None, None),
        ("本办法自2023年3月1日零时起施行。", "2023-03-01", None),
        ("施行日期：2023-03-01 | 失效日期：2028-02-28", "2023-03-01", "2028-02-28"),
        ("有效期：2023年3月1日至2028年2月28日", None, "2028-02-28"),
        ("本通知执行期限为2023年3月1日至2023年12月31日。", None, "2023-12-31"),
        ("本通知自2023年3月1日起执行，至2025年2月28日止。", "2023-03-01", "2025-02-28"),
        ("减征政策自2023年3月1日起执行，至2025年2月28日止。", "2023-03-01", None),
        ("本细则自2023年3月1日起试行，试行期2年。", "2023-03-01", "2025-02-28"),
    ],
)
def test_other_wordings_of_validity(sentence, effective, expires):
    found = fields(f"标题\n{sentence}\n")
    assert (found.get("effective"), found.get("expires")) == (effective, expires)


@pytest.mark.parametrize("label", ["制发机关", "发布单位", "颁布单位", "发文机关署名"])
def test_other_labels_of_the_issuer(label):
    assert fields(f"标题\n{label}：云溪市财政局\n正文。")["issuer"] == "云溪市财政局"
    assert fields(f"标题\n【{label}】云溪市财政局\n正文。")["issuer"] == "云溪市财政局"


@pytest.mark.parametrize(
    "written", ["二O二三年一月二十九日", "二0二三年 一月 二十九日", "二○二三年一月二十九日"]
)
def test_how_the_circle_of_a_year_is_typed(written):
    assert fields(f"标题\n正文。\n云溪市财政局\n{written}")["published"] == "2023-01-29"


@pytest.mark.parametrize("text", ["标题\n（2023）5号楼", "标题\n云府〔2023〕号", "标题\n第5号"])
def test_what_is_no_document_number(text):
    assert "doc_no" not in fields(text)


def test_the_head_alone_states_the_document_number():
    assert "doc_no" not in fields("标题\n" + "甲" * 600 + "云府规〔2023〕5号")


@pytest.mark.parametrize("verb", ["起施行", "起实施", "起执行", "起生效", "起正式施行", "施行"])
def test_effective_date(verb):
    assert fields(f"标题\n本办法自2023年5月1日{verb}。")["effective"] == "2023-05-01"


@pytest.mark.parametrize(
    "text",
    ["本办法自公布之日起施行。", "自2023年5月1日起受理申请。", "2023年5月1日起草。", "自2023年5月起施行。"],
)
def test_what_is_not_the_effective_date(text):
    assert "effective" not in fields(f"标题\n{text}")


@pytest.mark.parametrize(
    ("text", "expires"),
    [
        ("本办法自2023年5月1日起施行，有效期至2025年12月31日。", "2025-12-31"),
        ("本办法自2023年5月1日起施行，有效期3年。", "2026-04-30"),
        ("本办法自2023年5月1日起施行，有效期为两年。", "2025-04-30"),
        ("本办法自2023年5月1日起施行，有效期五年。", "2028-04-30"),
        ("本办法自2023年1月1日起施行，有效期1年。", "2023-12-31"),
        ("本办法自2023年3月1日起施行，有效期1年。", "2024-02-29"),
        ("本办法自2024年3月1日起施行，有效期1年。", "2025-02-28"),
        ("本办法自2023年2月28日起施行，有效期1年。", "2024-02-27"),
        ("本办法自公布之日起施行，有效期3年。\n市政府\n2023年5月1日", "2026-04-30"),
    ],
)
def test_expiry_is_a_day_or_the_eve_of_the_anniversary(text, expires):
    assert fields(f"标题\n{text}")["expires"] == expires


@pytest.mark.parametrize(
    "text",
    ["本办法自2023年5月1日起施行。", "有效期3年。", "有效期至长期。", "自2023年5月1日起施行，有效期15年。"],
)
def test_no_expiry(text):
    assert "expires" not in fields(f"标题\n{text}")


def test_front_matter_wins_over_the_text_and_the_body_follows_it():
    text = (
        "---\ntitle: 甲办法\npublished: 2023-01-29\ndoc_no: 云府〔2023〕1号\nsource: ' 日报 '\n"
        "tags: [a]\nissuer:\n---\n乙办法\n云府〔2023〕2号\n发布日期：2023-01-30\n"
    )
    assert read_metadata(text, "a.md") == (
        Metadata(title="甲办法", published="2023-01-29", doc_no="云府〔2023〕1号", source="日报"),
        text.index("乙办法"),
    )


@pytest.mark.parametrize(
    ("block", "message"), [("- 甲\n- 乙\n", "应为“键: 值”"), ("甲\n", "应为"), ("a: [\n", "不是合法的 YAML")]
)
def test_front_matter_that_is_no_mapping_is_refused(block, message):
    with pytest.raises(CorpusError, match=message):
        read_metadata(f"---\n{block}---\n正文", "a.md")


@pytest.mark.parametrize("text", ["标题\n---\na: 1\n---\n", "---\na: 1\n正文", " ---\na: 1\n---\n"])
def test_what_is_no_front_matter(text):
    assert read_metadata(text, "a.md")[1] == 0


def test_a_sentence_that_begins_with_a_date_is_running_text():
    assert "published" not in fields("标题\n2023年1月28日，全省高质量发展大会召开。\n")


@pytest.mark.parametrize("label", ["报名截止日期", "考试日期", "施行日期"])
def test_the_label_of_another_date_is_not_the_publication_date(label):
    assert "published" not in fields(f"标题\n{label}：2023年1月28日\n正文。")


@pytest.mark.parametrize(
    "text",
    ["根据《国务院办法》（国办发〔2022〕5号）制定本办法。", "为落实国办发〔2022〕5号文件精神，通知如下。"],
)
def test_the_number_of_a_cited_document_is_not_its_own(text):
    assert "doc_no" not in fields(f"标题\n{text}")


@pytest.mark.parametrize("label", ["资金来源", "数据来源", "房屋来源"])
def test_another_source_is_not_that_of_the_document(label):
    assert "source" not in fields(f"标题\n{label}：财政拨款\n")


def test_since_another_document_took_effect():
    text = "标题\n《旧办法》自2019年1月1日起施行以来，成效明显。\n本办法自2023年1月1日起施行。"
    assert fields(text)["effective"] == "2023-01-01"


@pytest.mark.parametrize("thing", ["居住证", "许可证件的", "证书"])
def test_the_validity_of_a_permit_is_not_that_of_the_document(thing):
    assert "expires" not in fields(f"标题\n第五条 {thing}有效期1年。\n第六条 本办法自2023年1月1日起施行。")


def test_the_last_day_of_a_permit_is_not_that_of_the_document():
    assert "expires" not in fields("标题\n旧版证件有效期至2024年6月30日。\n本办法自2023年1月1日起施行。")


@pytest.mark.parametrize(
    ("begins", "years", "expires"), [("2024年2月29日", 1, "2025-02-28"), ("2020年2月29日", 4, "2024-02-28")]
)
def test_a_term_that_begins_on_a_leap_day(begins, years, expires):
    assert fields(f"标题\n自{begins}起施行，有效期{years}年。")["expires"] == expires


@pytest.mark.parametrize("term", ["有效期限3年", "有效期限为三年", "有效期为自施行之日起3年"])
def test_other_wordings_of_a_term(term):
    assert fields(f"标题\n本办法自2023年5月1日起施行，{term}。").get("expires") == "2026-04-30"


def test_a_term_counts_from_the_stated_day():
    text = "---\neffective: 2023-01-01\n---\n标题\n本办法有效期5年。\n市政府\n2022年12月1日"
    assert fields(text)["expires"] == "2027-12-31"


def test_an_impossible_day_in_front_matter_is_a_named_failure():
    with pytest.raises(CorpusError):
        read_metadata("---\npublished: 2023-02-30\n---\n正文", "a.md")


def test_deeply_nested_front_matter_is_a_named_failure():
    with pytest.raises(CorpusError):
        read_metadata("---\na: " + "[" * 5000 + "\n---\n正文", "a.md")


@pytest.mark.parametrize("written", ["2023年1月29日", "2023-1-29", "2023-01-29 10:00:00", "2023/01/29"])
def test_dates_of_front_matter_are_iso(written):
    assert fields(f"---\npublished: {written}\n---\n正文")["published"] == "2023-01-29"


def test_a_date_of_front_matter_that_is_none_is_a_named_failure():
    with pytest.raises(CorpusError):
        read_metadata("---\npublished: 待定\n---\n正文", "a.md")


def test_a_compact_date_is_not_part_of_the_title():
    assert file_title("20230129_大会开幕.txt") == "大会开幕"


@pytest.mark.parametrize(
    "line",
    [
        "云溪市统计局　2023年1月29日",
        "本报记者　叶清和　2023年1月29日",
        "记者 叶清和 2023-01-29 09:12",
        "２０２３年１月２９日",
        "轉載日期：2023年1月29日",
        "来源：云溪日报 2023年1月29日 记者 叶清和",
        "稿源：云溪晚报　2023-01-29　本报记者：叶清和",
        "《云溪日报》 2023年1月29日",
        "《云溪晚报》 2023年1月29日 记者 叶清和",
    ],
)
def test_other_datelines(line):
    assert fields(f"标题\n{line}\n正文。")["published"] == "2023-01-29"


@pytest.mark.parametrize(
    "line",
    [
        "报名截止 2023年1月29日",
        "开放时间： 2023年1月29日",
        "登记 | 2023年1月29日",
        "3月1日 - 2023年1月29日",
        "《停车条例》 2023年1月29日",
        "来源：政府网 2023年1月29日 起算",
        "本办法 2023年1月29日 记者 采访",
    ],
)
def test_a_line_that_ends_with_another_date(line):
    assert "published" not in fields(f"标题\n{line}\n正文。")


@pytest.mark.parametrize(
    "line",
    [
        "云溪市停车办法（云府规〔2023〕5号）",
        "索引号：1 文号：云府规〔2023〕5号 发布机关：市政府",
        "云府规〔2023〕5号　签发人：甲",
    ],
)
def test_where_a_document_states_its_number(line):
    assert fields(f"标题\n{line}\n正文。")["doc_no"] == "云府规〔2023〕5号"


@pytest.mark.parametrize("value", ["[甲, 乙]", "{a: 1}", r'"\ud800"'])
def test_front_matter_that_is_no_single_value_is_a_named_failure(value):
    with pytest.raises(CorpusError, match="title"):
        read_metadata(f"---\ntitle: {value}\n---\n正文", "a.md")


@pytest.mark.parametrize(
    ("text", "expires"),
    [
        ("本办法自2023年5月1日起施行。有效期5年。", "2028-04-30"),
        ("本办法自2023年5月1日起施行，有效期自2023年5月1日至2025年12月31日。", "2025-12-31"),
        ("本办法自印发之日起施行，有效期自2023年6月1日起3年。", "2026-05-31"),
        ("第四条 本办法所称居住证有效期1年。\n第五条 本办法自2023年5月1日起施行。", None),
        ("第四条 证书自核发之日起有效期1年。\n本办法自2023年5月1日起施行。", None),
    ],
)
def test_whose_validity_it_is(text, expires):
    assert fields(f"标题\n{text}").get("expires") == expires


def test_a_term_beyond_the_calendar():
    assert "expires" not in fields("---\neffective: 9999-01-01\n---\n标题\n本办法有效期5年。")


def test_a_label_in_traditional_characters():
    assert fields("公告\n發布機關：雲溪市港澳事務辦公室\n正文。")["issuer"] == "雲溪市港澳事務辦公室"


def test_the_better_source_wins_field_by_field():
    text = "停水通知\n文号：云水〔2023〕2号\n发布日期：2023年1月29日\n正文。"
    stated = Metadata(title="页题", published="2023-01-30", source="水务局网站")
    sidecar = Metadata(published="2023-02-01", issuer="云溪市水务局")
    assert read_metadata(text, "2020-01-01.html", stated, sidecar)[0] == Metadata(
        title="页题",
        published="2023-02-01",
        source="水务局网站",
        issuer="云溪市水务局",
        doc_no="云水〔2023〕2号",
    )
    front = f"---\npublished: 2023-03-03\n---\n{text}"
    assert read_metadata(front, "a.md", stated, sidecar)[0].published == "2023-03-03"


def test_a_day_that_the_lunar_calendar_tells_is_inferred():
    text = "□文/李明\n1月28日大年初七，癸卯兔年首个工作日，我市召开大会。"
    found = read_metadata(text, "a.txt")[0]
    assert (found.published, found.inferred) == ("2023-01-28", ("published",))
    assert read_metadata(f"{text}\n2023年2月1日", "a.txt")[0].published == "2023-02-01"


def test_front_matter_without_end_is_refused_before_it_is_parsed():
    assert fields("---\ntitle: 甲\n---\n乙")["title"] == "甲"
    with pytest.raises(CorpusError, match="超过 20,000 字"):
        read_metadata(f"---\ntitle: {'甲' * 20_000}\n---\n乙", "a.md")
