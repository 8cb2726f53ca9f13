from eval.cases import Case
from eval.fitting.accounts import fit_account
from eval.fitting.samples import collect
from rag.accounts import BY_WORDS, FEATURES
from rag.passages import chatbot_over
from rag.weights import stored_sets
from tests.fakes import FakeEncoder


def test_a_conflict_is_learned_from_questions_whose_gold_differs():
    texts = ["新区医院规划床位550张。", "新区医院计划床位600张。", "新区医院食堂计划桌子980张。"]
    gold = tuple((str(n), text) for n, text in enumerate(texts[:2], 1))
    case = Case("c", "新区医院规划床位多少张", (("550张",), ("600张",)), gold=gold, conflict=True)
    with chatbot_over(texts, FakeEncoder()) as chatbot:
        asked = collect(chatbot, [case], "conflict")
    sets = stored_sets()
    for fitted, names, stored in zip(
        fit_account(asked), (FEATURES, BY_WORDS), (sets.account, sets.account_by_words), strict=True
    ):
        assert fitted.names == names and fitted.as_dict() != stored.as_dict()
        assert fitted.as_dict()["same_words"] > 0
    kept = [linear.as_dict() for linear in fit_account([])]
    assert kept == [sets.account.as_dict(), sets.account_by_words.as_dict()]
