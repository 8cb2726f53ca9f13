from urllib.parse import parse_qs

import pytest

from page.links import Place, link_to, read_place, seal
from page.panel import Panel
from page.references import References
from tests.page.fake import NEWS, RULES, WEST, FakeChatbot, cite


def panel(**changes):
    return Panel(FakeChatbot(**changes), References())


def fields(citation):
    return {name: values[0] for name, values in parse_qs(link_to(citation)[1:]).items()}


def test_a_link_leads_back_to_its_citation():
    citation = cite(NEWS, WEST)
    place = Place(NEWS.id, citation.start, citation.end, seal(WEST))
    assert read_place(fields(citation)) == place
    assert '<mark id="hit">' in panel().open_place(fields(citation))


def test_a_link_to_a_changed_text_marks_nothing():
    opened = panel().open_place(fields(cite(NEWS, WEST)) | {"start": "1", "end": "9"})
    assert "原文已更新" in opened
    assert "<mark" not in opened


@pytest.mark.parametrize(
    "asked",
    [
        None,
        [],
        "x",
        {},
        {"doc": NEWS.id},
        {"doc": 3, "start": 1, "end": 2},
        {"doc": NEWS.id, "start": "-1", "end": "2"},
        {"doc": NEWS.id, "start": "1" * 11, "end": "2"},
        {"doc": NEWS.id, "start": "１", "end": "2"},
        {"doc": NEWS.id, "start": "1", "end": "2", "v": ["x"]},
    ],
)
def test_what_is_no_link_opens_nothing(asked):
    assert read_place(asked) is None
    assert "应有" in panel().open_place(asked)


def test_an_original_is_handed_over_with_what_there_is_to_say():
    same, changed = panel().original(NEWS.id), panel().original(RULES.id)
    assert (same["name"], same["say"]) == ("黄茅海.txt", "原件已下载。")
    assert changed["say"].startswith("原件已更新")
    assert changed["data"] == "bmV3IGJ5dGVz"


@pytest.mark.parametrize("document", ["../../etc/passwd", "none.txt", None, 3, {}])
def test_an_unknown_original_is_one_line(document):
    answer = panel().original(document)
    assert set(answer) == {"say"}
    assert answer["say"].startswith("原件打不开")
