import pytest

from index.types import Label
from rag import Scope
from rag.scope import all_sources, all_years, scope_note

QUESTION = "在临时泊位停车每小时收费多少"


def notes(answer, kind):
    return [note.text for note in answer.notes if note.kind == kind]


def cited(answer):
    return [citation.document_id for citation in answer.citations]


def test_a_source_is_a_folder_a_source_or_an_issuer():
    labels = [
        Label("news/a.txt", "甲", None, "2023-01-02", None, "江门日报"),
        Label("news/b.txt", "乙", None, "2022-01-02", "市教育局"),
        Label("c.txt", "丙"),
    ]
    assert all_sources(labels) == ("news/", "市教育局", "江门日报")
    assert all_years(labels) == ("2023", "2022")
    assert [label.id for label in labels if Scope(("市教育局", "江门日报"), ("2022",)).holds(label)] == [
        "news/b.txt"
    ]
    assert not Scope()


def test_years_outside_are_not_searched(chatbot):
    assert chatbot.years() == ("2023", "2019")
    answer = chatbot.ask(QUESTION, scope=Scope(years=("2019",)))
    assert set(cited(answer)) == {"old.txt"}
    assert notes(answer, "scope") == ["只查找了所选范围：年份 2019"]
    assert {hit.chunk.document_id for hit in answer.hits} == {"old.txt"}


def test_what_is_not_in_force_is_not_searched(chatbot):
    answer = chatbot.ask(QUESTION, scope=Scope(in_force=True))
    assert set(cited(answer)) == {"new.txt"}
    assert notes(answer, "scope") == [
        "只查找了所选范围：按 2023-04-01 判断现行有效的文件（未注明效力的不在内）"
    ]
    earlier = chatbot.ask(QUESTION, as_of="2020-01-01", scope=Scope(in_force=True))
    assert set(cited(earlier)) == {"old.txt"}


@pytest.mark.parametrize("question", [QUESTION, "有哪些停车的文件"])
def test_an_empty_scope_is_refused_and_said(chatbot, question):
    answer = chatbot.ask(question, scope=Scope(years=("1999",)))
    assert (answer.answered, answer.hits) == (False, ())
    assert notes(answer, "missing_terms") == ["所选范围内没有文件"]


def test_a_named_document_outside_is_said_to_be_outside(chatbot):
    answer = chatbot.ask("云府规〔2019〕3号每小时收费多少", scope=Scope(years=("2023",)))
    assert not answer.answered
    assert notes(answer, "missing_terms") == ["《云溪市停车管理办法》不在所选范围内"]


def test_the_note_names_all_that_was_chosen():
    assert scope_note(Scope(("甲", "乙"), ("2023",)), None) == "只查找了所选范围：来源 甲、乙；年份 2023"
