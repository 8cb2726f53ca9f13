import quopri

import pytest

from index.errors import CorpusError
from index.formats.mht import read_mht
from tests.index.formats.making import still

PAGE = "<html><body><h1>停水通知</h1><p>因检修停水，敬请谅解。</p></body></html>"


@pytest.mark.parametrize(
    ("encoding", "body"),
    [
        ("8bit", PAGE.encode("gb18030")),
        ("quoted-printable", quopri.encodestring(PAGE.encode("gb18030"))),
        ("quoted-printable", quopri.encodestring(PAGE.encode())),
    ],
)
def test_the_page_of_a_web_archive_is_read(encoding, body):
    kind = "MIME-Version: 1.0\r\nContent-Type: text/html; charset=gb2312\r\n"
    head = f"{kind}Content-Transfer-Encoding: {encoding}\r\n\r\n"
    assert read_mht(head.encode() + body, still).text == "停水通知\n因检修停水，敬请谅解。"


@pytest.mark.parametrize("data", [b"", b"MIME-Version: 1.0\r\nContent-Type: image/png\r\n\r\nx"])
def test_an_archive_without_a_page_is_named(data):
    with pytest.raises(CorpusError, match="没有网页"):
        read_mht(data, still)
