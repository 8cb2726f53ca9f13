import pytest

import page.mcp
from index.errors import WenjuError
from page.mcp import check_mcp, mcp_address


def refusal(*arguments):
    with pytest.raises(WenjuError) as caught:
        check_mcp(*arguments)
    assert "\n" not in str(caught.value)
    return str(caught.value)


def test_a_missing_component_is_said_with_the_command_that_installs_it(monkeypatch):
    monkeypatch.setattr(page.mcp, "find_spec", lambda _: None)
    assert "pip install -c constraints.txt -e '.[mcp]'" in refusal("127.0.0.1", None)


@pytest.mark.parametrize(("host", "auth"), [("127.0.0.1", ("u", "p")), ("0.0.0.0", ("u", "p")), ("::", None)])
def test_tools_are_for_this_machine_alone(host, auth, monkeypatch):
    monkeypatch.setattr(page.mcp, "find_spec", lambda _: object())
    assert "--mcp" in refusal(host, auth)
    check_mcp("127.0.0.1", None)


def test_where_the_tools_are():
    assert mcp_address("http://127.0.0.1:7860/") == "http://127.0.0.1:7860/gradio_api/mcp/"
