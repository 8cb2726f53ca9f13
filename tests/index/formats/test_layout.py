from index.formats.layout import Box, join_lines, reading_lines


def column(lines, left, top, em=10.0, width=None):
    """Boxes of lines one below the other; `width` in characters makes a line reach the margin."""
    return [
        Box(text, left, top + 1.5 * em * n, left + em * len(text), top + 1.5 * em * n + em)
        for n, text in enumerate(lines)
    ]


def paragraphs(boxes):
    text = ""
    for _, piece, begins in join_lines(reading_lines(boxes)):
        text += ("\n" if begins and text else "") + piece
    return text.split("\n")


def test_lines_that_reach_the_margin_run_on():
    lines = ["　　甲甲甲甲甲甲甲甲，", "乙乙乙乙乙乙乙乙乙乙乙", "丙丙。", "　　丁丁丁丁丁丁丁丁丁", "戊戊。"]
    assert paragraphs(column(lines, 50, 50)) == [
        "　　甲甲甲甲甲甲甲甲，乙乙乙乙乙乙乙乙乙乙乙丙丙。",
        "　　丁丁丁丁丁丁丁丁丁戊戊。",
    ]


def test_clauses_and_items_begin_a_line_whatever_stands_above():
    lines = [
        "甲甲甲甲甲甲甲甲甲甲甲甲",
        "第二条 乙乙乙乙乙乙乙乙",
        "（一）丙丙丙丙丙丙丙丙丙",
        "一、丁丁丁丁丁丁丁丁丁丁",
        "第五条",
    ]
    assert paragraphs(column(lines, 50, 50)) == lines


def test_latin_words_are_set_apart_where_a_line_ends():
    boxes = [Box("the quick brown", 50, 50, 200, 60), Box("fox", 50, 65, 80, 75)]
    assert paragraphs(boxes) == ["the quick brown fox"]


def test_two_columns_are_read_one_after_the_other():
    left = [
        "左一左一左一左一左一",
        "左二左二左二左二左二",
        "左三左三左三左三左三",
        "左四左四左四左四左四",
        "左五。",
    ]
    right = [
        "右一右一右一右一右一",
        "右二右二右二右二右二",
        "右三右三右三右三右三",
        "右四右四右四右四右四",
        "右五。",
    ]
    head = [Box("标题标题标题标题标题标题", 90, 10, 210, 22)]
    foot = [Box("尾尾尾尾尾尾尾尾尾尾尾尾尾尾尾尾尾尾尾尾尾尾尾", 50, 140, 280, 150)]
    assert paragraphs([*head, *column(left, 50, 50), *column(right, 180, 50), *foot]) == [
        "标题标题标题标题标题标题",
        "".join(left),
        "".join(right),
        foot[0].text,
    ]


def test_three_columns():
    columns = [[f"{name}{n}栏栏栏栏栏栏栏" for n in range(6)] + ["完。"] for name in "甲乙丙"]
    boxes = [box for n, lines in enumerate(columns) for box in column(lines, 50 + 110 * n, 50)]
    assert paragraphs(boxes) == ["".join(lines) for lines in columns]


def test_rows_of_a_table_are_not_columns():
    rows = [
        ("镇街", "金额"),
        ("青岚街道", "12.5"),
        ("柳湾镇", "8"),
        ("东山镇", "7.25"),
        ("西河乡", "6"),
        ("北坡乡", "5"),
    ]
    boxes = [
        b
        for n, (a, z) in enumerate(rows)
        for b in (*column([a], 50, 50 + 15 * n), *column([z], 200, 50 + 15 * n))
    ]
    assert paragraphs(boxes) == [f"{a} | {z}" for a, z in rows]


def test_a_title_of_two_centred_lines_is_one():
    title = [Box("云溪市人民政府办公室关于印发", 110, 20, 250, 30), Box("停车办法的通知", 145, 33, 215, 43)]
    body = column(["甲甲甲甲甲甲甲甲甲甲甲甲甲甲甲甲甲甲甲甲甲甲甲甲甲甲甲甲甲甲甲甲", "乙乙。"], 20, 60)
    assert paragraphs([*title, *body]) == [
        "云溪市人民政府办公室关于印发停车办法的通知",
        body[0].text + body[1].text,
    ]


def test_no_box_is_lost():
    boxes = [
        Box(f"{n:03}", 37 * n % 400, 53 * n % 600, 37 * n % 400 + 30, 53 * n % 600 + 10) for n in range(200)
    ]
    text = "".join(paragraphs(boxes))
    assert all(box.text in text for box in boxes)


def test_an_empty_page_has_no_lines():
    assert reading_lines([]) == []
    assert reading_lines([Box(" ", 0, 0, 1, 1)]) == []
