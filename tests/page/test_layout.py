import asyncio

from page.layout import EXAMPLES, build_page
from page.records.records import Records
from page.records.store import Store
from tests.page.fake import FakeChatbot


async def config(records=None):
    return build_page(FakeChatbot(), records=records).get_config_file()


def tabs(page):
    return [c["props"]["label"] for c in page["components"] if c["type"] == "tabitem"]


def test_the_handlers_are_private_and_the_page_offers_examples():
    # Inside a running loop: without one Gradio opens a loop of its own and never closes it.
    page = asyncio.run(config())
    public = [h["api_name"] for h in page["dependencies"] if h["api_visibility"] != "private"]
    assert public == ["ask"]
    assert page["analytics_enabled"] is False
    buttons = [c["props"].get("value") for c in page["components"] if c["type"] == "button"]
    assert [b for b in buttons if b][: len(EXAMPLES) + 6] == [
        *EXAMPLES,
        "提问",
        "停止",
        "重试",
        "修改问题",
        "删除上一问",
        "新对话",
    ]


def test_records_add_their_tabs_and_their_handlers_are_private(tmp_path):
    assert tabs(asyncio.run(config())) == ["问答", "文件库", "检索"]
    store = Store.open(tmp_path)
    page = asyncio.run(config(Records(store, FakeChatbot().document)))
    store.close()
    assert tabs(page) == ["问答", "文件库", "历史", "质量", "检索"]
    public = [h["api_name"] for h in page["dependencies"] if h["api_visibility"] != "private"]
    assert public == ["ask"]
