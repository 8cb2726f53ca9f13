from page.references import References
from tests.page.fake import NEWS, WEST, cite


def test_each_link_has_an_id_of_its_own():
    references = References()
    citation = cite(NEWS, WEST)
    ids = {references.add(citation) for _ in range(100)}
    assert len(ids) == 100
    assert all(references.get(reference) is citation for reference in ids)


def test_the_oldest_is_forgotten_first():
    references = References(capacity=2)
    first, second, third = (references.add(cite(NEWS, WEST, number)) for number in (1, 2, 3))
    assert references.get(first) is None
    assert references.get(second) == cite(NEWS, WEST, 2)
    assert references.get(third) == cite(NEWS, WEST, 3)
