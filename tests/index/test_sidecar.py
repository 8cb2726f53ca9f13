import pytest

from index.errors import CorpusError
from index.sidecar import parse_sidecar
from index.types import Metadata


def test_what_a_metadata_file_states():
    dates = 'published = 2023-01-29\neffective = "2023年2月1日"\n'
    assert parse_sidecar(f'title = "停水通知"\n{dates}doc_no = "云水〔2023〕2号"\nsource = ""\n') == Metadata(
        title="停水通知", published="2023-01-29", effective="2023-02-01", doc_no="云水〔2023〕2号"
    )
    assert parse_sidecar("") == Metadata()


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("标题 = 1", "不是合法的 TOML"),
        ("author = 'a'", "不认识的键 author，可用的有 title、source"),
        ("title = ['a']", "title 应为一个值"),
        ("published = '待定'", "published 不是日期：待定"),
        ("a = " + "[" * 5000, "不是合法的 TOML"),
    ],
)
def test_what_is_wrong_is_named(text, reason):
    with pytest.raises(CorpusError, match=reason):
        parse_sidecar(text)
