import pytest

from index.errors import CorpusError


def test_a_slice_is_cited_as_an_answer_would(chatbot):
    own = chatbot.ask("在临时泊位停车每小时收费多少").citations[0]
    found = chatbot.citation(own.document_id, own.start, own.end)
    assert (found.quote, found.heading, found.status) == (own.quote, own.heading, own.status)


@pytest.mark.parametrize(("start", "end"), [(-1, 3), (3, 3), (5, 2), (0, 10**6)])
def test_what_is_no_slice_is_an_error(chatbot, start, end):
    with pytest.raises(CorpusError, match="没有第"):
        chatbot.citation("new.txt", start, end)


def test_a_document_that_is_not_there_is_an_error(chatbot):
    with pytest.raises(CorpusError):
        chatbot.citation("../new.txt", 0, 1)


def test_the_file_of_a_document_is_read(chatbot, corpus):
    assert chatbot.original("new.txt").data == (corpus / "new.txt").read_bytes()
