from index.corpus import Settings, cut, load_corpus
from index.passages import Passages, Quotes
from tests.index.texts import write_corpus


def passages(tmp_path):
    texts = {name: f"{name}号办法\n第一条 甲。乙。\n第二条 丙。\n" for name in "abc"}
    corpus = write_corpus(tmp_path, **texts)
    parts = cut(load_corpus(corpus, lambda done: None).documents, Settings())
    return Passages(parts.documents, parts.chunks, parts.sentences)


def test_passages_are_those_that_are_gone_through(tmp_path):
    found = passages(tmp_path)
    listed = list(found)
    assert len(listed) == len(found) == 9
    assert [found[n] for n in range(9)] == listed == found[:]
    assert (found[-1], found[2:4]) == (listed[-1], listed[2:4])


def test_quotes_are_found_by_their_number(tmp_path):
    found = passages(tmp_path)
    listed = [quote for passage in found for quote in passage.quotes]
    quotes = Quotes(found)
    assert len(listed) == len(quotes) > 9
    assert list(quotes) == listed == [quotes[n] for n in range(len(quotes))] == quotes[:]


def test_no_passages_have_no_quotes():
    assert (len(Quotes([])), list(Quotes([]))) == (0, [])
