"""Results with chosen figures, and systems whose answers are changed on the way."""

from dataclasses import replace

from eval.results import Facts, Outcome, Result, Setting

SETTING = Setting("questions.jsonl", "test", 200)
FACTS = Facts("000001-00000000", "fake@1", ("a.txt",))


def outcome(id_, measures, answered=True, answerable=True, asked="0"):
    return Outcome(id_, "fact", asked, answerable, answered, 0.5, measures)


def result(*outcomes, setting=SETTING, index=FACTS):
    return Result(setting, index, outcomes)


class Altered:
    """A system whose answers are changed on the way."""

    def __init__(self, system, change):
        self.document = system.document
        self._system, self._change = system, change

    def ask(self, *asked):
        answer = self._system.ask(*asked)
        return self._change(answer) if answer.answered else answer


def in_text(old, new):
    return lambda answer: replace(answer, text=answer.text.replace(old, new))


def in_quotes(old, new):
    def change(answer):
        quotes = tuple(replace(c, quote=c.quote.replace(old, new)) for c in answer.citations)
        return in_text(old, new)(replace(answer, citations=quotes))

    return change
