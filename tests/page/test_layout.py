import asyncio

from page.layout import EXAMPLES, build_page
from tests.page.fake import FakeChatbot


async def config():
    return build_page(FakeChatbot()).get_config_file()


def test_the_handlers_are_private_and_the_page_offers_examples():
    # Inside a running loop: without one Gradio opens a loop of its own and never closes it.
    page = asyncio.run(config())
    public = [h["api_name"] for h in page["dependencies"] if h["api_visibility"] != "private"]
    assert public == ["ask"]
    assert page["analytics_enabled"] is False
    buttons = [c["props"].get("value") for c in page["components"] if c["type"] == "button"]
    assert buttons[: len(EXAMPLES) + 2] == [*EXAMPLES, "提问", "新对话"]
