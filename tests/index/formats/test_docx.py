import io
import re
import zipfile
from pathlib import Path

import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from index.errors import CorpusError
from index.formats.docx import read_docx
from index.formats.docx_numbers import _numeral
from tests.index.formats.making import (
    append_xml,
    archive,
    embed_chunk,
    give_number,
    merge_down,
    numbered,
    paragraph_xml,
    saved,
    still,
    word,
)

LAWS = Path(__file__).parents[3] / "../shared/data/docs/law"
MHT = (
    b'MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary="b"\r\n\r\n'
    b"--b\r\nContent-Type: image/png\r\nContent-Transfer-Encoding: base64\r\n\r\nAAAA\r\n"
    b"--b\r\nContent-Type: text/html; charset=gb2312\r\nContent-Transfer-Encoding: 8bit\r\n\r\n"
)


def text(document):
    return read_docx(saved(document), still).text


def run(inner, properties=""):
    return f"<w:r>{properties and f'<w:rPr>{properties}</w:rPr>'}{inner}</w:r>"


def t(written):
    return f"<w:t xml:space='preserve'>{written}</w:t>"


def test_a_paragraph_is_a_line_and_blank_ones_are_none():
    assert text(word("停水通知", "", "　　因检修停水。", "请储水。")) == "停水通知\n因检修停水。\n请储水。"


def test_a_table_row_is_a_line():
    document = word("甲")
    table = document.add_table(3, 3)
    for row, line in enumerate(["镇街 标准 合计", "青岚 900元 1", "柳湾 800元 2"]):
        for column, cell in enumerate(line.split()):
            table.cell(row, column).text = cell
    document.add_paragraph("乙")
    assert text(document) == "甲\n镇街 | 标准 | 合计\n青岚 | 900元 | 1\n柳湾 | 800元 | 2\n乙"


def test_merged_cells_stand_once_across_and_in_every_row_down():
    document = word()
    table = document.add_table(3, 2)
    table.cell(0, 0).merge(table.cell(0, 1)).text = "补助表"
    table.cell(1, 0).text = "青岚"
    table.cell(1, 1).text, table.cell(2, 1).text = "900元", "800元"
    merge_down(table, 0, 1, 2)
    assert text(document) == "补助表\n青岚 | 900元\n青岚 | 800元"


def test_a_table_in_a_cell_is_not_lost():
    document = word()
    table = document.add_table(1, 2)
    table.cell(0, 0).text = "外"
    inner = table.cell(0, 1).add_table(1, 2)
    inner.cell(0, 0).text, inner.cell(0, 1).text = "内甲", "内乙"
    assert text(document) == "外 | 内甲 | 内乙"


def test_a_frame_of_one_cell_keeps_its_paragraphs_and_blank_rows_are_none():
    document = word("甲")
    frame = document.add_table(1, 1).cell(0, 0)
    frame.text = "一、申请条件"
    frame.add_paragraph("在本市居住。")
    inner = frame.add_table(2, 2)
    inner.cell(1, 0).text, inner.cell(1, 1).text = "标准", "900元"
    assert text(document) == "甲\n一、申请条件\n在本市居住。\n标准 | 900元"


def test_a_deleted_row_is_none_and_ticks_of_forms_are_read():
    document = word()
    deleted = "<w:p><w:del w:id='3'><w:r><w:delText>删</w:delText></w:r></w:del></w:p>"
    tick = "<w:p><w:r><w:sym w:font='Wingdings 2' w:char='F052'/><w:t>同意</w:t></w:r></w:p>"
    cell = "<w:tc><w:p><w:r><w:t>意见</w:t></w:r></w:p></w:tc>"
    append_xml(
        document,
        f"<w:tbl {nsdecls('w')}><w:tr><w:trPr><w:del w:id='1'/></w:trPr><w:tc>{deleted}</w:tc>"
        f"<w:tc><w:p/></w:tc></w:tr><w:tr>{cell}<w:tc>{tick}</w:tc></w:tr></w:tbl>",
    )
    assert text(document) == "意见 | ☑同意"


def test_a_text_box_is_read_once():
    document = word("正文")
    box = f"<w:txbxContent><w:p>{run(t('框内一。'))}</w:p><w:p>{run(t('框内二。'))}</w:p></w:txbxContent>"
    drawing = f"<w:drawing><wps:wsp><wps:txbx>{box}</wps:txbx></wps:wsp></w:drawing>"
    picture = f"<w:pict><v:shape><v:textbox>{box}</v:textbox></v:shape></w:pict>"
    choice = f"<mc:Choice Requires='wps'>{drawing}</mc:Choice><mc:Fallback>{picture}</mc:Fallback>"
    append_xml(
        document, paragraph_xml(run(f"{t('段落')}<mc:AlternateContent>{choice}</mc:AlternateContent>"))
    )
    append_xml(document, paragraph_xml(run(picture.replace("框内", "旧框"))))
    assert text(document) == "正文\n段落\n框内一。\n框内二。\n旧框一。\n旧框二。"


def test_headers_footers_and_notes_follow_the_body():
    document = word("正文")
    section = document.sections[0]
    section.header.paragraphs[0].text = "云府规〔2023〕5号"
    section.footer.paragraphs[0].text = "第 1 页 共 2 页"
    assert text(document) == "正文\n云府规〔2023〕5号"


def test_what_a_reader_sees_of_a_paragraph():
    document = word()
    inner = [
        run(t("甲")),
        f"<w:ins w:id='1' w:author='a'>{run(t('乙'))}</w:ins>",
        f"<w:del w:id='2' w:author='a'>{run('<w:delText>删</w:delText>')}</w:del>",
        run(t("藏"), "<w:vanish/>"),
        run("<w:instrText>PAGE</w:instrText>"),
        f"<w:hyperlink>{run(t('丙'))}</w:hyperlink>",
        f"<w:sdt><w:sdtContent>{run(t('丁'))}</w:sdtContent></w:sdt>",
        run("<w:noBreakHyphen/>" + t("5") + "<w:tab/>" + t("戊") + "<w:br w:type='page'/>"),
        f"<w:ruby><w:rt>{run(t('zhu'))}</w:rt><w:rubyBase>{run(t('注'))}</w:rubyBase></w:ruby>",
        run("<w:br/>" + t("己")),
    ]
    append_xml(document, paragraph_xml("".join(inner)))
    assert text(document) == "甲乙丙丁-5\t戊注\n己"


@pytest.mark.parametrize(
    ("form", "pattern", "labels"),
    [
        ("chineseCountingThousand", "第%1条　", ["第一条　", "第二条　", "第三条　"]),
        ("chineseCounting", "（%1）", ["（一）", "（二）", "（三）"]),
        ("decimal", "%1.", ["1.", "2.", "3."]),
        ("upperLetter", "%1)", ["A)", "B)", "C)"]),
        ("lowerRoman", "%1.", ["i.", "ii.", "iii."]),
        ("bullet", "·", ["", "", ""]),
    ],
)
def test_automatic_numbers_are_written_out(form, pattern, labels):
    document = word()
    number = numbered(document, form, pattern)
    for body in "甲乙丙":
        give_number(document.add_paragraph(body), number)
    written = zip(labels, "甲乙丙", strict=True)
    assert text(document).split("\n") == [f"{label}{body}" for label, body in written]


def test_numbers_of_an_inner_list_begin_again():
    document = word()
    number = numbered(document, "decimal", "%1.", levels=2)
    for depth, body in [(0, "甲"), (1, "乙"), (1, "丙"), (0, "丁"), (1, "戊")]:
        give_number(document.add_paragraph(body), number, depth)
    element = document.part.numbering_part.element[0]
    element[1].replace(element[1][2], parse_xml(f'<w:lvlText {nsdecls("w")} w:val="%1.%2"/>'))
    assert text(document) == "1.甲\n1.1乙\n1.2丙\n2.丁\n2.1戊"


def add_list(document, number, override=""):
    """Another list on the definition of the last one, as Word makes when text is pasted; its number."""
    numbering = document.part.numbering_part.element
    numbering.append(
        parse_xml(
            f'<w:num {nsdecls("w")} w:numId="{number + 500}"><w:abstractNumId w:val="{number}"/>'
            f"{override}</w:num>"
        )
    )
    return number + 500


@pytest.mark.parametrize(
    ("override", "labels"),
    [
        ("", ["第一条", "第二条", "第三条", "第四条"]),
        (
            '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride>',
            ["第一条", "第二条", "第一条", "第二条"],
        ),
    ],
    ids=["goes on", "begins anew"],
)
def test_lists_of_one_definition_go_on_counting(override, labels):
    document = word()
    first = numbered(document, "chineseCounting", "第%1条")
    second = add_list(document, first, override)
    for number in (first, first, second, second):
        give_number(document.add_paragraph("甲"), number)
    assert text(document).split("\n") == [f"{label}甲" for label in labels]


def test_an_inner_number_may_ask_for_digits():
    document = word()
    number = numbered(document, "chineseCounting", "第%1章", levels=2)
    for depth, body in [(0, "甲"), (1, "乙")]:
        give_number(document.add_paragraph(body), number, depth)
    level = document.part.numbering_part.element[0][1]
    level.replace(level[2], parse_xml(f'<w:lvlText {nsdecls("w")} w:val="%1.%2"/>'))
    level.insert(2, parse_xml(f"<w:isLgl {nsdecls('w')}/>"))
    assert text(document) == "第一章甲\n1.1乙"


@pytest.mark.parametrize(
    ("number", "form", "written"),
    [
        (10, "chineseCounting", "十"),
        (11, "chineseCounting", "十一"),
        (20, "chineseCounting", "二十"),
        (101, "chineseCountingThousand", "一百零一"),
        (110, "chineseCountingThousand", "一百一十"),
        (1005, "chineseCountingThousand", "一千零五"),
        (25, "chineseLegalSimplified", "贰拾伍"),
        (305, "ideographDigital", "三〇五"),
        (28, "lowerLetter", "bb"),
        (1994, "upperRoman", "MCMXCIV"),
        (3, "decimalEnclosedCircle", "③"),
        (7, "decimalZero", "07"),
        (2, "ideographTraditional", "乙"),
    ],
)
def test_numerals(number, form, written):
    assert _numeral(number, form) == written


def test_a_body_in_an_embedded_web_archive_is_the_text():
    page = "<html><body><h1>水利条例</h1><p>第一条　为了保护水利，制定本条例。</p></body></html>"
    document = word()
    embed_chunk(document, MHT + page.encode("gb18030") + b"\r\n--b--\r\n", "message/rfc822", "chunk.mht")
    assert text(document) == "水利条例\n第一条　为了保护水利，制定本条例。"


@pytest.mark.parametrize(
    ("data", "kind", "name"),
    [
        ("<p>嵌入。</p>".encode(), "text/html", "a.html"),
        ("嵌入。".encode("gb18030"), "text/plain", "a.txt"),
        (
            saved(word("嵌入。")),
            "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
            "a.docx",
        ),
    ],
)
def test_other_embedded_bodies(data, kind, name):
    document = word("前。")
    embed_chunk(document, data, kind, name)
    assert text(document) == "前。\n嵌入。"


def test_an_embedded_body_of_another_kind_is_named():
    document = word("前。")
    embed_chunk(document, b"{\\rtf1}", "application/rtf", "a.rtf")
    with pytest.raises(CorpusError, match="嵌入的文档里，格式是 application/rtf"):
        text(document)


def rewritten(data, name, content):
    """A package with one of its files replaced."""
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        members = {n: package.read(n) for n in package.namelist()}
    return archive(**(members | {name: content}))


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "已损坏"),
        (b"PK\x03\x04", "已损坏"),
        (saved(word("甲" * 3000))[:-400], "已损坏"),
        (archive(a=b"1"), "已损坏"),
        (rewritten(saved(word("甲")), "word/document.xml", b"<w:document"), "已损坏"),
        (bytes.fromhex("d0cf11e0a1b11ae1") + "EncryptedPackage".encode("utf-16-le"), "已加密"),
        (bytes.fromhex("d0cf11e0a1b11ae1") + bytes(600), "旧版 Office 格式"),
        (rewritten(saved(word("甲")), "word/media/a.bin", bytes(600 << 20)), "压缩炸弹"),
    ],
    ids=["empty", "stub", "truncated", "other zip", "broken xml", "encrypted", "old", "bomb"],
)
def test_what_cannot_be_read_is_named(data, reason):
    with pytest.raises(CorpusError, match=reason):
        read_docx(data, still)


def replaced(data, name, old, new):
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        content = package.read(name)
    assert old in content
    return rewritten(data, name, content.replace(old, new))


def test_a_file_with_macros_and_one_that_refers_to_a_lost_picture_are_read():
    data = saved(word("正文。"))
    main = b"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
    macros = b"application/vnd.ms-word.document.macroEnabled.main+xml"
    assert read_docx(replaced(data, "[Content_Types].xml", main, macros), still).text == "正文。"
    image = b"http://schemas.openxmlformats.org/officeDocument/2006/relationships/image"
    lost = b'<Relationship Id="rId99" Type="' + image + b'" Target="../NULL"/></Relationships>'
    dangling = replaced(data, "word/_rels/document.xml.rels", b"</Relationships>", lost)
    assert read_docx(dangling, still).text == "正文。"


def test_entities_do_not_expand():
    entities = "".join(f'<!ENTITY e{i} "{f"&e{i - 1};" * 10 if i else "ha" * 10}">' for i in range(9))
    body = "<w:body><w:p><w:r><w:t>&e8;</w:t></w:r></w:p></w:body>"
    xml = f"<!DOCTYPE a [{entities}]><w:document {nsdecls('w')}>{body}</w:document>"
    data = rewritten(saved(word("甲")), "word/document.xml", xml.encode())
    try:
        assert "haha" not in read_docx(data, still).text
    except CorpusError as error:
        assert "已损坏" in str(error)


@pytest.mark.skipif(not LAWS.is_dir(), reason="development data is absent")
@pytest.mark.parametrize(
    ("name", "clauses"),
    [("反垄断法", 57), ("公务员法", 113), ("刑事诉讼法", 308), ("劳动法", 107), ("国家安全法", 84)],
)
def test_a_law_in_an_embedded_body_is_whole(name, clauses):
    found = read_docx((LAWS / f"中华人民共和国{name}.docx").read_bytes(), still).text
    numbers = re.findall(r"(?m)^[ \u3000]*(第[一二三四五六七八九十百零]+条)(?=.*\S)", found)
    assert len(dict.fromkeys(numbers)) == clauses
