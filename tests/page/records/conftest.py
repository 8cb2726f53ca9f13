from itertools import count

import pytest

from page.records.records import Records
from page.records.store import Store
from tests.page.fake import FakeChatbot


@pytest.fixture
def store(tmp_path):
    opened = Store.open(tmp_path / "data")
    yield opened
    opened.close()


@pytest.fixture
def records(store):
    """A minute passes with every look at the clock."""
    minutes = count()
    return Records(
        store,
        FakeChatbot().document,
        lambda: "000001-abc",
        lambda: f"2023-01-29T08:{next(minutes):02}:00+00:00",
    )


@pytest.fixture
def keep(records):
    def kept(question, conversation="", user=""):
        found = records.keep(user, conversation, FakeChatbot().ask(question))
        assert not found.failed
        return found

    return kept
