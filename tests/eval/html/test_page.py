import re
from collections import Counter
from dataclasses import replace

import pytest
from bs4 import BeautifulSoup

from eval import plot
from eval.history import Point
from eval.html import page as report
from eval.html.inline import COLOURS, inline
from eval.html.page import render, require_report, write_report
from eval.html.tables import figure
from eval.latency import stages
from eval.pictures import SAVED, pictures, recalls, save_pictures, shares
from eval.summary import by_category
from index.errors import WenjuError
from tests.eval.html.asked import ASKED, BRIDGE_GOLD, CASES, HOSTILE, HOSTILE_NAME, HOSTILE_SENTENCE

NAMES = ["risk-coverage", "calibration", "recall", "categories", "latency"]
PAST = (Point("0a1b2c3d4e5f60", {"accuracy": 0.5, "R@5": 0.75}), Point(f"今{HOSTILE}", {"refused": 1 / 3}))


@pytest.fixture(scope="module")
def html(asked):
    return render(*asked, PAST)


@pytest.fixture(scope="module")
def soup(html):
    return BeautifulSoup(html, "lxml")


def said(node):
    """Its text without the blanks between lines of the source."""
    return " ".join(node.get_text().split())


def failure(soup, id_):
    (found,) = [d for d in soup.select(".failure") if d.summary.code.get_text() == id_]
    return found


def fields(found):
    """What is said of a failure, by name."""
    return {said(div.dt): div.dd for div in found.find("dl").find_all("div", recursive=False)}


def test_every_mean_of_every_category_is_there(soup, asked):
    summaries = {s.name: s for s in by_category(asked[0])}
    seen = set()
    for table in soup.select("#measures table"):
        _, _, *measures = [said(th) for th in table.thead.find_all("th")]
        for line in table.tbody.find_all("tr"):
            name = line.th.get_text()
            summary = summaries["all" if name == "全部" else name]
            count, *cells = [said(td) for td in line.find_all("td")]
            assert int(count) == summary.questions
            assert cells == [figure(m, summary.mean(m)) for m in measures]
            seen |= {(summary.name, m) for m in measures if m in summary.means}
    everything = {(s.name, m) for s in summaries.values() for m in s.means if m != "refused"}
    assert seen == everything and len(everything) > 60


def test_a_measure_that_is_new_has_a_table_too(asked):
    rows, *others = asked
    row = rows[0]
    more = replace(row, measures={**row.measures, "neu": 0.125})
    table = BeautifulSoup(render([more], *others), "lxml").select("#measures table")[-1]
    assert [said(cell) for cell in table.select("thead th, tbody tr:last-child td")] == [
        *("类别", "题数", "neu"),
        *("1", "0.125"),
    ]


def test_the_head_says_what_was_run(soup, asked):
    stated = dict(zip(map(said, soup.select(".facts dt")), map(said, soup.select(".facts dd")), strict=True))
    made_with = asked[2]
    assert stated == {name: " ".join(value.split()) for name, value in made_with.named()}
    assert stated["题目"] == "题目.jsonl" and stated["题目的哪一半"] == "开发（dev）"
    assert stated["模型"] == "fake@1" and stated["文件"] == "4 份，8 段"
    assert made_with.generation.startswith("000001-") and made_with.index_bytes > 10_000
    assert made_with.peak_bytes > 10_000_000
    keys = [[said(part) for part in key.find_all(["dt", "dd"])] for key in soup.select(".keys > div")]
    assert keys[0] == ["答对", "40.0%", "5 题，95 % 区间 11.8%–76.9%"]
    assert keys[1][:2] == ["该拒答而拒答", "50.0%"]


def test_times_of_each_stage_are_there(soup, asked):
    lines = [[said(c) for c in tr.find_all(["th", "td"])] for tr in soup.select("#latency-table tbody tr")]
    assert lines == [[s.name, "7", f"{s.median:.1f}", f"{s.late:.1f}"] for s in stages(asked[0])]
    assert [line[0] for line in lines] == ["embed", "retrieve", "answer", "total"]


def test_every_failure_is_there_with_all_that_led_to_it(soup, asked):
    rows = asked[0]
    kinds = {d.summary.code.get_text(): said(d.select_one(".kind")) for d in soup.select(".failure")}
    assert kinds == {"w1": "答错", "h2": "答错", CASES[-1].id: "误拒", "n2": "该拒未拒"}
    assert set(kinds) == {row.case.id for row in rows if not row.good}
    assert all(not d.has_attr("open") for d in soup.find_all("details"))
    (row,) = [row for row in rows if row.case.id == "w1"]
    found = failure(soup, "w1")
    parts = fields(found)
    assert ASKED in said(found.summary)
    assert [said(li) for li in parts["要点"].find_all("li")] == ["6月", "4月"]
    assert said(parts["答案"]) == row.answer.text
    assert said(parts["可信度"]) == f"{row.answer.confidence:.3f}"
    assert [bdi.get_text() for bdi in parts["引文"].select("p > bdi")] == [
        c.quote for c in row.answer.citations
    ]
    assert all(note.text in parts["说明"].get_text() for note in row.answer.notes)
    assert "：".join(BRIDGE_GOLD) in said(parts["依据"])
    assert "含 2 个要点里的 2 个，最先在第 1 段" in said(parts["依据"])
    assert "应拒答" in said(fields(failure(soup, "n2"))["要点"])
    assert "2023-05-01" in said(fields(failure(soup, "n2"))["类别"])


def test_the_passages_say_their_score_and_what_they_hold(soup, asked):
    (row,) = [row for row in asked[0] if row.case.id == "w1"]
    passages = failure(soup, "w1").select(".passages li")
    assert len(passages) == len(row.answer.hits) == 8
    for passage, hit, held in zip(passages, row.answer.hits, row.evidence, strict=True):
        document, text = (bdi.get_text() for bdi in passage.find_all("bdi"))
        whole = asked[1](hit.chunk.document_id).text[hit.chunk.start : hit.chunk.end]
        assert document == hit.chunk.document_id
        assert text == (whole if len(whole) <= 120 else f"{whole[:120]}…")
        assert f"{hit.score:.3f}" in said(passage)
        assert ("gold" in passage.get("class", [])) == bool(held) == ("含要点" in said(passage))


def test_hostile_text_is_text(soup, asked):
    found = failure(soup, CASES[-1].id)
    parts = fields(found)
    hits = [bdi.get_text() for bdi in found.select(".passages bdi")]
    shown = (found.summary, parts["类别"], parts["此前"], parts["要点"])
    assert [HOSTILE in node.get_text() for node in shown] == [True] * 4
    assert any("<script>alert(1)</script>" in text for text in hits)
    assert f"{HOSTILE_NAME}.txt" in hits
    quotes = fields(failure(soup, "h2"))["引文"].select("p > bdi")
    assert HOSTILE_SENTENCE in [bdi.get_text() for bdi in quotes]
    assert soup.find_all(["script", "img", "iframe", "object", "link", "base", "form"]) == []
    assert [a for tag in soup.find_all(True) for a in tag.attrs if a.startswith("on")] == []
    assert len(soup.select(".failure")) == 4 and len(soup.find_all("body")) == 1


def test_nothing_points_outside(html, soup):
    assert not re.search(r"https?://|//[a-z]+\.", html, re.IGNORECASE)
    targets = {tag["id"] for tag in soup.find_all(id=True)}
    points = [
        value
        for tag in soup.find_all(True)
        for name, value in tag.attrs.items()
        if name in ("href", "src", "srcset", "action", "data", "poster", "xlink:href")
    ]
    assert points and {p[0] for p in points} == {"#"}
    assert {p[1:] for p in points} <= targets
    inside = re.findall(r"url\(([^)]*)\)", html)
    assert inside and {u[1:] for u in inside} <= targets
    assert "@import" not in html


def test_no_id_is_there_twice(soup):
    counts = Counter(tag["id"] for tag in soup.find_all(id=True))
    assert [id_ for id_, count in counts.items() if count > 1] == []


def test_every_plot_is_there_with_its_words(soup, asked):
    assert [f["id"] for f in soup.find_all("figure")] == [f"plot-{name}" for name in [*NAMES, "history"]]
    for drawn in soup.find_all("svg"):
        title, words = (soup.find(id=drawn[a]) for a in ("aria-labelledby", "aria-describedby"))
        assert drawn["role"] == "img" and said(title) and len(said(words)) > 20
    for picture in pictures(asked[0]):
        shown = [said(li) for li in soup.select(f"#plot-{picture.name} .figures li")]
        assert shown == [" ".join(text.split()) for text in picture.figures] and shown


def test_colours_of_the_plots_are_those_of_the_page(soup):
    styles = [tag["style"] for svg in soup.find_all("svg") for tag in svg.find_all(style=True)]
    assert [s for s in styles if re.search("#[0-9a-f]{3}", s)] == []
    assert {v for s in styles for v in re.findall(r"var\((--[a-z0-9-]+)\)", s)} == set(COLOURS.values())


def test_an_inlined_plot_has_its_ids_for_itself():
    svg = (
        '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" width="9" '
        'viewBox="0 0 9 9"><metadata>m</metadata><defs><style>*{}</style></defs><path id="p" '
        'style="fill: #0B6E69"/><use xlink:href="#p" clip-path="url(#c)"/><text>url(#x) #0b6e69</text></svg>'
    )
    assert inline(svg, "a") == (
        '<svg viewBox="0 0 9 9" role="img" aria-labelledby="a-title" aria-describedby="a-said"><defs />'
        '<path id="a-p" style="fill: var(--series-1)" /><use href="#a-p" clip-path="url(#a-c)" />'
        "<text>url(#x) #0b6e69</text></svg>"
    )


def test_the_same_rows_are_the_same_bytes(asked, html):
    assert [p.svg for p in pictures(asked[0])] == [p.svg for p in pictures(list(asked[0]))]
    assert render(*asked, PAST) == html


def test_the_curve_of_the_recall_is_that_of_the_table(asked):
    means = by_category(asked[0])[-1].means
    curve = recalls(asked[0])
    assert len(curve) == 10
    assert [curve[0], curve[4], curve[9]] == pytest.approx([means["R@1"], means["R@5"], means["R@10"]])


def test_shares_are_of_those_that_have_an_answer_and_of_the_others(asked):
    found = [(bar.name[:6], bar.kind, bar.count, bar.share.value) for bar in shares(asked[0])]
    assert found == [
        ("date", "accuracy", 3, pytest.approx(1 / 3)),
        ("follow", "accuracy", 1, 1),
        ("near", "refused", 2, 0.5),
        ("类<scri", "accuracy", 1, 0),
    ]
    mixed = [row for row in asked[0] if row.case.question == ASKED]
    renamed = [replace(row, case=replace(row.case, category="one")) for row in mixed]
    assert [(bar.name, bar.kind, bar.count) for bar in shares(renamed)] == [
        ("one", "accuracy", 2),
        ("one", "refused", 1),
    ]


def test_without_questions_there_is_still_a_page(asked):
    page = BeautifulSoup(render([], *asked[1:]), "lxml")
    assert page.find_all("svg") == [] and page.select(".failure") == []
    assert said(page.select_one("#failed p")) == "没有。"


def test_plots_are_kept_beside_a_report(asked, tmp_path):
    save_pictures(asked[0], tmp_path, "20230101T000000Z")
    assert sorted(p.name for p in tmp_path.iterdir()) == sorted(
        f"20230101T000000Z-{name}.svg" for name in SAVED
    )


def test_a_report_is_written_whole_or_not_at_all(asked, tmp_path, monkeypatch):
    path = tmp_path / "out.html"
    write_report(path, *asked)
    before = path.read_text(encoding="utf-8")
    assert before == render(*asked)

    def full(handle):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(report.os, "fsync", full)
    with pytest.raises(WenjuError, match="没有写下.*No space left"):
        write_report(path, *asked, PAST)
    assert path.read_text(encoding="utf-8") == before
    assert [p.name for p in tmp_path.iterdir()] == ["out.html"]


def test_what_a_report_needs_is_said_beforehand(tmp_path, monkeypatch):
    require_report(tmp_path / "out.html")
    with pytest.raises(WenjuError, match="它是文件夹"):
        require_report(tmp_path)
    with pytest.raises(WenjuError, match="没有文件夹"):
        require_report(tmp_path / "none" / "out.html")
    monkeypatch.setattr(plot, "find_spec", lambda name: None)
    with pytest.raises(WenjuError, match=r"pip install .* '\.\[eval\]'"):
        require_report(tmp_path / "out.html")
