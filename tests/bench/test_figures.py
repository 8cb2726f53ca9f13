from bench.__main__ import main
from bench.figures import Figure, keep, machine
from bench.synthetic import RandomEncoder, multiplied
from index.load import make_document

ONE = Figure("one", "3 ms", "bare 2 ms", 1.5, 2.0, "python -m bench one")
TWO = Figure("two", "9 ms", "bare 2 ms", 4.5, 2.0, "python -m bench two")
FREE = Figure("free", "9 ms", "bare 2 ms", 4.5, None, "python -m bench free")


def test_a_figure_over_its_limit_says_so():
    assert ONE.row() == "| one | 3 ms | bare 2 ms | 1.5 | 2 | `python -m bench one` |"
    assert TWO.row() == "| two | 9 ms | bare 2 ms | 4.5 **over** | 2 | `python -m bench two` |"
    assert FREE.row() == "| free | 9 ms | bare 2 ms | 4.5 |  | `python -m bench free` |"


def test_figures_take_the_place_of_those_of_the_same_name(tmp_path):
    path = tmp_path / "RESULTS.md"
    keep([ONE, TWO], path)
    head, rule = path.read_text().splitlines()[:2]
    said = "# Results\n\nSaid before.\n\nMachine of the last run: an abacus\n\n"
    path.write_text(f"{said}{path.read_text()}\nSaid behind.\n")
    better = Figure("one", "2 ms", "bare 2 ms", 1.0, 2.0, "python -m bench one")
    keep([better, FREE], path)
    assert path.read_text().splitlines() == [
        "# Results",
        "",
        "Said before.",
        "",
        f"Machine of the last run: {machine()}",
        "",
        head,
        rule,
        better.row(),
        TWO.row(),
        FREE.row(),
        "",
        "Said behind.",
    ]


def test_documents_are_multiplied_with_changes_and_every_place_stays():
    text = "云溪市通知\n2023年1月5日\n第一条 每小时收费3元。\n第二条 5日前报名。\n"
    parts = multiplied([make_document("a.txt", text, "0")], 10)
    assert len(parts.chunks) >= 10
    texts = {d.id: d.text for d in parts.documents}
    assert len({*texts.values()}) == len(texts) == len(parts.documents)
    assert {len(t) for t in texts.values()} == {len(text)}
    for sentence in parts.sentences:
        chunk = parts.chunks[sentence.chunk]
        assert sentence.document_id == chunk.document_id
        assert chunk.start <= sentence.start < sentence.end <= chunk.end
    assert parts.copies.twins.tolist() == list(range(len(parts.chunks)))


def test_random_vectors_are_unit_vectors():
    encoder = RandomEncoder("a@1", 8)
    vectors = encoder.encode_passages(["甲"] * 50)
    assert (vectors.shape, encoder.encoded) == ((50, 8), 50)
    assert abs((vectors**2).sum(axis=1) - 1).max() < 1e-5
    assert len({row.tobytes() for row in vectors}) == 50


def test_a_missing_index_is_one_line(monkeypatch, tmp_path, capsys):
    monkeypatch.chdir(tmp_path)
    assert main(["clients"]) == 1
    said = capsys.readouterr().err
    assert said.startswith("bench clients: ") and "wenju index" in said and said.count("\n") == 1
