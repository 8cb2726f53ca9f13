import asyncio

from page.layout import EXAMPLES, build_page
from tests.page.fake import FakeChatbot


async def config():
    return build_page(FakeChatbot()).get_config_file()


def test_the_handlers_are_private_and_the_page_offers_examples():
    # Inside a running loop: without one Gradio opens a loop of its own and never closes it.
    page = asyncio.run(config())
    assert {handler["api_visibility"] for handler in page["dependencies"]} == {"private"}
    assert page["analytics_enabled"] is False
    buttons = [c["props"].get("value") for c in page["components"] if c["type"] == "button"]
    assert [b for b in buttons if b] == [
        *EXAMPLES,
        "提问",
        "停止",
        "重试",
        "修改问题",
        "删除上一问",
        "新对话",
    ]
