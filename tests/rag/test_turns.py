import threading
import time

import pytest

from rag.turns import Turns


def test_turns_are_taken_in_the_order_of_coming():
    turns, order, threads = Turns(1), [], []

    def take(number):
        with turns:
            order.append(number)

    with turns:
        for number in range(8):
            threads.append(threading.Thread(target=take, args=(number,)))
            threads[-1].start()
            while len(turns._waiting) <= number:
                time.sleep(0.001)
    for thread in threads:
        thread.join(10)
    assert order == list(range(8))


def test_no_newcomer_passes_those_who_wait():
    turns, came = Turns(1), []

    def take():
        with turns:
            came.append("waiting")

    with turns:
        waiting = threading.Thread(target=take)
        waiting.start()
        while not turns._waiting:
            time.sleep(0.001)
    with turns:
        came.append("newcomer")
    waiting.join(10)
    assert came == ["waiting", "newcomer"]


def test_a_failure_gives_its_turn_back():
    turns = Turns(1)
    for _ in range(3):
        with pytest.raises(ValueError, match="boom"), turns:
            raise ValueError("boom")
    with turns:
        pass


def test_a_thread_that_stops_waiting_takes_no_turn(monkeypatch):
    turns = Turns(1)

    def interrupted(event):
        raise KeyboardInterrupt

    with turns:
        monkeypatch.setattr(threading.Event, "wait", interrupted)
        with pytest.raises(KeyboardInterrupt), turns:
            pass
        monkeypatch.undo()
    assert turns._free == 1 and not turns._waiting
