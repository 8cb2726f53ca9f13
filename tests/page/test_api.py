"""The endpoint `ask` as programs reach it: by HTTP, by `gradio_client`, and as a tool of an assistant."""

import asyncio
import json
import urllib.request
from http.client import HTTPConnection
from urllib.error import HTTPError

import gradio as gr
import pytest
from gradio_client import Client

from page.api import ask_once
from page.guard import MAX_BODY_BYTES
from tests.page.browser import serving
from tests.page.fake import WEST, FakeChatbot

QUESTION = "黄茅海大桥何时封顶"


def asked(**more):
    return {"question": QUESTION, "history": None, "as_of": None, "max_chars": 200} | more


def test_the_answer_is_the_object_of_the_command_line():
    answer = ask_once(FakeChatbot(), asked())
    assert answer["answer"] == f"{WEST}[1]"
    assert list(answer) == [
        "id", "question", "answered", "answer", "confidence", "citations", "hits", "notes", "understood",
        "timings_ms",
    ]  # fmt: skip


def test_the_history_is_handed_on_and_bounded():
    source = FakeChatbot()
    ask_once(source, asked(history=[{"question": f"问{n}", "answer": "答"} for n in range(60)]))
    assert [turn.question for turn in source.histories[0]] == [f"问{n}" for n in range(20, 60)]


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"question": " "}, "问题是空的"),
        ({"question": "长" * 2001}, "最多 2,000 字"),
        ({"question": 3}, "question 应是文字"),
        ({"question": None}, "question 应是文字"),
        ({"history": "昨天"}, "history 应是"),
        ({"history": [{"answer": "没有问题"}]}, "history 的每一项"),
        ({"history": ["x" * 500]}, "history 的每一项"),
        ({"as_of": "2023-02-30"}, "as_of 应写作 YYYY-MM-DD"),
        ({"as_of": 20230201}, "as_of 应写作 YYYY-MM-DD"),
        ({"max_chars": "200"}, "max_chars 应是整数"),
        ({"max_chars": True}, "max_chars 应是整数"),
        ({"question": "出错"}, "回答时出错"),
    ],
)
def test_a_mistake_is_said_in_one_line(wrong, said):
    with pytest.raises(gr.Error) as caught:
        ask_once(FakeChatbot(), asked(**wrong))
    message = caught.value.message
    assert said in message
    assert "\n" not in message
    assert len(message) < 200
    assert "inner detail" not in message


@pytest.fixture(scope="module")
def address(tmp_path_factory):
    with serving("tests.page.serve_fake", tmp_path_factory.mktemp("api") / "log.txt") as port:
        yield f"http://127.0.0.1:{port}"


def fetch(url, body=None, **headers):
    data = None if body is None else json.dumps(body).encode()
    kind = {"Content-Type": "application/json"}
    request = urllib.request.Request(url, data=data, headers=kind | headers)
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    with opener.open(request, timeout=30) as answer:
        return answer.read().decode()


def call(address, path, body):
    """The event and the data of the answer, in the two steps of the README."""
    event = json.loads(fetch(f"{address}/gradio_api/{path}", body))["event_id"]
    lines = fetch(f"{address}/gradio_api/call/ask/{event}").strip().splitlines()
    return lines[-2].removeprefix("event: "), json.loads(lines[-1].removeprefix("data: "))


@pytest.mark.parametrize(
    ("path", "body"),
    [("call/ask", {"data": [QUESTION, None, None, 200]}), ("call/v2/ask", {"question": QUESTION})],
)
def test_two_requests_ask(address, path, body):
    event, [answer] = call(address, path, body)
    assert event == "complete"
    assert answer["citations"][0]["quote"] == WEST


def test_a_mistake_comes_as_an_error_event(address):
    event, data = call(address, "call/v2/ask", {"question": QUESTION, "as_of": "昨天"})
    assert event == "error"
    assert data["error"] == "as_of 应写作 YYYY-MM-DD，而不是 '昨天'"


def test_gradio_client_asks(address):
    client = Client(address, verbose=False)
    answer = client.predict(QUESTION, history=[{"question": "问", "answer": "答"}], api_name="/ask")
    assert answer["answer"] == f"{WEST}[1]"
    with pytest.raises(Exception, match="问题是空的"):
        client.predict(" ", api_name="/ask")
    assert list(client.view_api(return_format="dict")["named_endpoints"]) == ["/ask"]


@pytest.mark.parametrize(
    ("headers", "code"),
    [
        ({"Origin": "http://evil.example"}, 403),
        ({"Sec-Fetch-Site": "cross-site"}, 403),
        ({"Host": "evil.example"}, 400),
    ],
)
def test_the_endpoint_is_guarded_as_the_page_is(address, headers, code):
    with pytest.raises(HTTPError) as caught:
        fetch(f"{address}/gradio_api/call/v2/ask", {"question": QUESTION}, **headers)
    caught.value.close()
    assert caught.value.code == code


@pytest.mark.parametrize(
    ("header", "value", "code"),
    [("Content-Length", str(MAX_BODY_BYTES + 1), 413), ("Transfer-Encoding", "chunked", 411)],
)
def test_a_large_question_is_refused_before_it_is_read(address, header, value, code):
    connection = HTTPConnection(address.removeprefix("http://"), timeout=30)
    connection.putrequest("POST", "/gradio_api/call/v2/ask")
    connection.putheader(header, value)
    connection.endheaders()
    assert connection.getresponse().status == code
    connection.close()


def test_without_the_option_there_are_no_tools(address):
    with pytest.raises(HTTPError) as caught:
        fetch(f"{address}/gradio_api/mcp/", {"jsonrpc": "2.0", "id": 1, "method": "tools/list"})
    caught.value.close()
    assert caught.value.code in {404, 405}


def test_a_login_is_asked_of_programs_too(tmp_path):
    with serving("tests.page.serve_fake", tmp_path / "log.txt", "--auth") as port:
        url = f"http://127.0.0.1:{port}"
        with pytest.raises(HTTPError) as caught:
            fetch(f"{url}/gradio_api/call/v2/ask", {"question": QUESTION})
        caught.value.close()
        assert caught.value.code == 401
        client = Client(url, auth=("user", "password"), verbose=False)
        assert client.predict(QUESTION, api_name="/ask")["answered"]


def test_an_assistant_finds_the_tool_and_asks(tmp_path):
    pytest.importorskip("mcp")
    with serving("tests.page.serve_fake", tmp_path / "log.txt", "--mcp") as port:
        url = f"http://127.0.0.1:{port}"
        tools, answer, mistake = asyncio.run(_as_assistant(f"{url}/gradio_api/mcp/"))
        with pytest.raises(HTTPError) as caught:
            fetch(f"{url}/gradio_api/mcp/", {}, Origin="http://evil.example")
        caught.value.close()
    assert [tool.name for tool in tools] == ["ask"]
    assert set(tools[0].inputSchema["properties"]) == {"question", "history", "as_of", "max_chars"}
    assert tools[0].inputSchema["required"] == ["question"]
    assert not answer.isError
    assert f"{WEST}[1]" in answer.content[0].text
    assert mistake.isError
    assert mistake.content[0].text.startswith("问题是空的")
    assert caught.value.code == 403


async def _as_assistant(url):
    from mcp import ClientSession
    from mcp.client.streamable_http import streamable_http_client

    async with (
        streamable_http_client(url) as (reading, writing, _),
        ClientSession(reading, writing) as session,
    ):
        await session.initialize()
        tools = (await session.list_tools()).tools
        answer = await session.call_tool("ask", {"question": QUESTION})
        return tools, answer, await session.call_tool("ask", {"question": " "})
