import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.build import build_index
from index.reader import Index
from index.types import Label
from rag.direct import direct_notes, locate, references
from rag.directory import Directory
from rag.references import numeral
from tests.conftest import NEW_RULES, OLD_RULES, write
from tests.fakes import FakeEncoder

DOGS = (
    "云溪市养犬管理规定（2020年修订）\n云府令〔2020〕第6号\n\n第一章 总则\n第一条 为规范养犬，制定本规定。\n"
    "第二章 登记\n第二条 养犬应当登记。\n第二条之一 免疫后方可登记。\n第三条 依照《市容管理条例》处罚。\n"
)
NOTICE = "云溪市人民政府办公室关于印发《助企纾困若干措施》的通知\n云府办〔2022〕17号\n\n减免租金三个月。\n"


@pytest.fixture
def index(tmp_path):
    folder = write(tmp_path / "corpus", new=NEW_RULES, old=OLD_RULES, dogs=DOGS, notice=NOTICE)
    build_index(folder, tmp_path / "index", FakeEncoder())
    opened = Index.open(tmp_path / "index", FakeEncoder.name)
    yield opened
    opened.close()


@pytest.fixture
def ask(index):
    directory = Directory(index.catalog)
    return lambda question: locate(index, directory, references(question))


def texts(index, direct):
    chunks = map(index.catalog.chunk, direct.passages)
    return [index.catalog.document(c.document_id).text[c.start : c.end] for c in chunks]


WRITTEN = [
    "云府规〔2023〕5号",
    "云府规[2023]5号",
    "云府规（2023）5号",
    "云府规［２０２３］５号",
    "云府规【2023】第5号",
    "云府规 〔2023〕 05 号",
    "雲府規〔2023〕5號",
]


@pytest.mark.parametrize("number", WRITTEN)
def test_a_number_is_one_however_it_is_written(number, ask):
    assert references(number).numbers == ("云府规〔2023〕5号",)
    assert ask(f"请问{number}说了什么").documents == ("new.txt",)


@pytest.mark.parametrize(
    ("question", "clauses"),
    [
        ("第十二条", ((12, 0),)),
        ("第12条和第１３条", ((12, 0), (13, 0))),
        ("第一百二十条之一", ((120, 1),)),
        ("第120条之1", ((120, 1),)),
        ("第一〇三条", ((103, 0),)),
        ("第三、五条", ((3, 0), (5, 0))),
        ("第十条至第十二条", ((10, 0), (11, 0), (12, 0))),
        ("第3-5条", ((3, 0), (4, 0), (5, 0))),
        ("第 六 条", ((6, 0),)),
        ("第十条之规定", ((10, 0),)),
        ("中国第一条高铁是哪条", ()),
        ("第三条地铁线路", ()),
        ("《刑法第三条释义》", ()),
    ],
)
def test_clauses_are_numbers(question, clauses):
    assert references(question).clauses == clauses


def chinese(number):
    digits, written, skipped = "零一二三四五六七八九", "", False
    for unit, mark in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit = number // unit % 10
        if digit:
            written += ("零" if skipped and written else "") + digits[digit] + mark
        skipped = not digit
    return written


@given(st.integers(1, 9999))
def test_numerals(number):
    assert numeral(chinese(number)) == numeral(str(number)) == number


@given(st.text("《》〈〉第一十百千条之至、-〔2023〕5号云府 办法", max_size=30))
def test_any_question_can_be_read(question):
    references(question)


@pytest.mark.parametrize(
    ("question", "titles"),
    [
        ("《关于印发〈养犬规定〉的通知》", ("关于印发〈养犬规定〉的通知",)),
        ("《关于适用《民法典》的解释》与《刑法》", ("关于适用《民法典》的解释", "刑法")),
        ("《办法》和《本规定》", ()),
        ("《没有写完", ()),
    ],
)
def test_titles(question, titles):
    assert references(question).titles == titles


@pytest.mark.parametrize(
    ("question", "documents"),
    [
        ("《云溪市停车管理办法》怎么收费", ("new.txt", "old.txt")),
        ("《云溪市停车管理办法》（云府规〔2019〕3号）怎么收费", ("old.txt",)),
        ("《停车管理办法》怎么收费", ("new.txt", "old.txt")),
        ("《云溪市养犬管理规定》", ("dogs.txt",)),
        ("《雲溪市 養犬管理規定》", ("dogs.txt",)),
        ("《中华人民共和国养犬管理规定》", ("dogs.txt",)),
        ("《助企纾困若干措施》", ("notice.txt",)),
        ("《关于印发〈助企纾困若干措施〉的通知》", ("notice.txt",)),
        ("《养犬管理》", ("dogs.txt",)),
    ],
)
def test_a_title_goes_to_its_documents(question, documents, ask):
    direct = ask(question)
    assert (direct.documents, direct.only, direct.absent) == (documents, True, ())


@pytest.mark.parametrize(
    "title", ["柳湾县养犬管理规定", "养犬管理规定实施细则", "云溪市养犬管理规定（2023年修订）"]
)
def test_another_title_is_absent(title, ask):
    direct = ask(f"《{title}》第二条")
    assert (direct.passages, direct.nothing, direct.absent) == ((), True, (f"《{title}》",))
    assert direct_notes(direct) == [f"文件库中没有《{title}》"]


def test_a_clause_of_a_document(index, ask):
    for question in ("《养犬管理规定》第二条", "云府令〔2020〕6号第2条", "养犬管理规定的第二条"):
        assert texts(index, ask(question)) == ["第二章 登记\n第二条 养犬应当登记。\n"]
    assert texts(index, ask("《养犬管理规定》第二条之一")) == ["第二条之一 免疫后方可登记。\n"]
    assert len(ask("《养犬管理规定》第二章").passages) == 3


def test_a_clause_that_the_document_lacks(ask):
    direct = ask("《养犬管理规定》第五十条")
    assert (direct.only, direct.nothing) == (True, True)
    assert direct_notes(direct) == ["文件库中没有《云溪市养犬管理规定（2020年修订）》第50条"]


def test_a_document_without_clauses_is_taken_whole(ask):
    assert len(ask("《助企纾困若干措施》第三条").passages) == len(ask("云府办〔2022〕17号").passages) > 0


def test_a_clause_alone_is_a_preference(index, ask):
    direct = ask("第三条怎么说")
    assert (direct.only, direct.nothing) == (False, False)
    assert texts(index, direct) == ["第三条 依照《市容管理条例》处罚。\n"]
    assert ask("第九十九条怎么说") is None


def test_the_place_before_a_title_counts(ask):
    assert ask("柳湾县养犬管理规定第三条").only is False
    assert ask("根据云溪市养犬管理规定第三条").only is True


def test_a_name_that_is_only_mentioned_refuses_nothing(index, ask):
    direct = ask("《市容管理条例》怎么处罚")
    assert (direct.only, direct.nothing, direct.mentioned) == (False, False, ("《市容管理条例》",))
    assert texts(index, direct) == ["第三条 依照《市容管理条例》处罚。\n"]
    assert direct_notes(direct) == ["文件库中没有《市容管理条例》的原文，只有其他文件提到"]


def test_of_two_names_one_is_absent(ask):
    direct = ask("《养犬管理规定》和云人社发〔2021〕99号有什么不同")
    assert (direct.documents, direct.absent) == (("dogs.txt",), ("云人社发〔2021〕99号",))
    assert (direct.only, direct.nothing) == (True, False)


@pytest.mark.parametrize(
    ("question", "told"),
    [
        ("云府规〔2019〕3号什么时候废止的", True),
        ("云府规〔2019〕3号还有效吗", True),
        ("云府规〔2019〕3号还能不能用", True),
        ("云府规〔2019〕3号现在还能执行吗", True),
        ("云府规〔2019〕3号过期了没有", True),
        ("云府规〔2019〕3号怎么收费", False),
    ],
)
def test_the_end_of_a_text_is_told_by_another(index, ask, question, told):
    direct = ask(question)
    assert (direct.documents, direct.only) == (("old.txt",), True)
    assert any("同时废止" in text for text in texts(index, direct)) is told


def test_nothing_is_named(ask):
    assert ask("停车怎么收费") is None


class Titles:
    headings = ()

    def __init__(self, *titles):
        self._titles = titles

    def labels(self):
        return (Label(title, title) for title in self._titles)


@pytest.mark.parametrize(
    ("title", "found"),
    [
        ("合同法", []),
        ("劳动合同法", ["中华人民共和国劳动合同法"]),
        ("刑法", ["中华人民共和国刑法"]),
        ("刑法修正案(七)", ["中华人民共和国刑法修正案（七）"]),
        ("劳动合同法实施条例", []),
        ("停车办法", ["停车办法（试行）"]),
        ("安居补贴办法", ["安居补贴暂行办法"]),
        ("安居补贴", ["安居补贴暂行办法"]),
    ],
)
def test_titles_of_laws(title, found):
    directory = Directory(
        Titles(
            "中华人民共和国劳动合同法",
            "中华人民共和国刑法",
            "中华人民共和国刑法修正案（七）",
            "中华人民共和国刑法修正案（八）",
            "停车办法（试行）",
            "安居补贴暂行办法",
        )
    )
    assert directory.titled(title) == found
