import logging

import pytest

from page.chat import Chat
from page.conversation import Conversation
from page.logs import log_question, start_logs
from page.references import References
from tests.page.fake import FakeChatbot

SECRET = "秘密问题"


@pytest.fixture
def written(monkeypatch, capsys):
    """What the log holds; the logging of the tests comes back afterwards."""
    root, said = logging.getLogger(), []
    before = root.handlers[:], root.level
    monkeypatch.setattr("gradio.queueing.traceback", None)
    monkeypatch.setattr("gradio.routes.traceback", None)

    def so_far():
        said.append(capsys.readouterr().err)
        return "".join(said)

    yield so_far
    root.handlers[:], root.level = before
    logging.getLogger("wenju.questions").setLevel(logging.NOTSET)


def fail(question):
    try:
        raise KeyError(question)
    except KeyError:
        raise RuntimeError(f"no {question}") from None


def test_an_error_is_logged_with_its_place_and_without_its_message(written):
    start_logs(questions=False)
    try:
        fail(SECRET)
    except RuntimeError:
        logging.getLogger("page").exception("question of %d characters", 4)
    assert "question of 4 characters" in written()
    assert "in fail" in written()
    assert "RuntimeError" in written()
    assert SECRET not in written()


def test_an_error_is_logged_with_the_one_that_it_came_from(written):
    start_logs(questions=False)
    try:
        try:
            raise KeyError(SECRET)
        except KeyError as error:
            raise RuntimeError(SECRET) from error
    except RuntimeError:
        logging.getLogger("page").exception("failed")
    assert written().index("KeyError") < written().rindex("RuntimeError")
    assert SECRET not in written()


def test_what_gradio_prints_of_a_call_goes_through_the_log(written):
    start_logs(questions=False)
    import gradio.queueing

    try:
        fail(SECRET)
    except RuntimeError:
        gradio.queueing.traceback.print_exc()
    assert "gradio: a call failed" in written()
    assert SECRET not in written()


@pytest.mark.parametrize("asked_for", [True, False])
def test_questions_are_logged_only_when_that_is_asked_for(written, asked_for):
    start_logs(questions=asked_for)
    chat = Chat(FakeChatbot(), References(), pause=lambda _: None)
    list(chat.converse("黄茅海大桥\n何时封顶", Conversation()))
    list(chat.converse(f"出错{SECRET}", Conversation()))
    assert ('"黄茅海大桥\\n何时封顶"' in written()) is asked_for
    assert (SECRET in written()) is asked_for
    assert "question of 6 characters" in written()


def test_a_question_cannot_forge_a_line_of_the_log(written):
    start_logs(questions=True)
    log_question("甲\n2026-01-01 WARNING 乙\x1b[2J")
    assert written().count("\n") == 1
    assert "\x1b" not in written()
