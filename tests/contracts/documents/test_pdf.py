"""PDFs from whatever made them: pages, paragraphs, columns, tables, and what stands on every page."""

import io

import pytest
from pypdf import PdfReader, PdfWriter
from pypdf.generic import NameObject, StreamObject
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen import canvas
from reportlab.platypus import BaseDocTemplate, Frame, LongTable, PageBreak, PageTemplate, Paragraph, Table, TableStyle

from contracts.documents.reading import DocumentText, Kind, NoTextLayer, read
from contracts.documents.reading.characters import plain_characters
from contracts.documents.reading.pdf_columns import bands
from contracts.documents.reading.pdf_tables import rows_of, tables
from core.errors import Unreadable
from tests.contracts.documents.makers import pdf

FONT = "MSung-Light"
GRID = TableStyle([("GRID", (0, 0), (-1, -1), 0.5, "black"), ("VALIGN", (0, 0), (-1, -1), "TOP")])
BODY = ParagraphStyle("body", fontName=FONT, fontSize=11, leading=16, wordWrap="CJK")
SENTENCE = (
    "乙方應於每一營業日下午五時以前將備份資料送達甲方指定之處所，並於送達後以電子郵件回報甲方承辦人員及其職務代理人。"
)
ENGLISH = "The Vendor shall deliver the backup media to the place named by the Client before five in the afternoon of each business day."


@pytest.fixture(autouse=True)
def _font():
    pdfmetrics.registerFont(UnicodeCIDFont(FONT))


def made(*parts, columns: int = 1, head=None) -> bytes:
    """A PDF of these flowing parts, in one column or two, with a line at the head and foot of each page."""
    out = io.BytesIO()
    width, gap = A4[0] - 120, 24
    each = (width - gap * (columns - 1)) / columns
    frames = [Frame(60 + n * (each + gap), 60, each, A4[1] - 140, 0, 0, 0, 0) for n in range(columns)]

    def on_page(drawing, template):
        drawing.setFont(FONT, 9)
        if head:
            drawing.drawString(60, A4[1] - 40, head)
            drawing.drawCentredString(A4[0] / 2, 30, f"第 {template.page} 頁")

    document = BaseDocTemplate(out, pagesize=A4)
    document.addPageTemplates(PageTemplate("page", frames, onPage=on_page))
    document.build(list(parts))
    return out.getvalue()


def p(words: str, **more) -> Paragraph:
    return Paragraph(words, ParagraphStyle("own", parent=BODY, **more))


def document(data: bytes) -> DocumentText:
    return read(data, "合約.pdf")


def lines(data: bytes) -> list[str]:
    return [words for _, words in document(data).read()]


def test_lines_of_a_paragraph_are_one_and_articles_stand_apart():
    found = lines(made(p("第一條　備份"), p(SENTENCE), p("第二條　其他"), p(SENTENCE)))
    assert found == ["第一條 備份", SENTENCE, "第二條 其他", SENTENCE]


def test_a_sentence_that_goes_on_over_the_page_is_one_and_its_end_is_on_the_next():
    long = SENTENCE[:-1] * 12 + "，違者應賠償。"
    found = document(made(p("前言", spaceAfter=560), p(long), head="機密　磐石媒體保存股份有限公司"))
    article = next(q for q in found.paragraphs if found.words(q).startswith("乙方應於"))
    assert found.words(article) == long
    assert article.page == 1
    assert found.page_at(found.text.index("違者應賠償")) == 2
    assert found.page_at(article.start) == 1


def test_running_lines_are_set_apart_also_when_left_pages_differ_from_right_ones():
    data = [f"第{n}條 {SENTENCE[n:]}" for n in range(1, 7)]
    pages = [[("委外服務合約" if n % 2 else "磐石公司 機密"), words, f"- {n} -"] for n, words in enumerate(data, 1)]
    found = document(pdf(*pages))
    running = {found.words(q) for q in found.paragraphs if q.kind is Kind.RUNNING}
    assert running >= {"委外服務合約", "磐石公司 機密", "- 1 -"}
    assert sum(found.words(q).startswith("第") for q in found.paragraphs) == 6


def test_a_word_divided_at_the_end_of_a_line_is_whole_and_a_hyphen_of_its_own_stays():
    text = [
        "The Vendor shall not suspend the services without the confiden-",
        "tiality undertaking of the third-",
        "party auditor.",
    ]
    again = ["Every third-party auditor keeps the confidentiality of what it reads in the course of the audit."]
    found = " ".join(lines(pdf([*text, *again, "x" * 62, "y" * 62, "z" * 62])))
    assert "confidentiality undertaking" in found
    assert "undertaking of the third-party auditor." in found


# Columns


def test_two_columns_are_read_one_after_the_other():
    parts = [p(f"第{n}條　事項{n}：{SENTENCE}") for n in "一二三四五六七八九"]
    found = "".join(lines(made(*parts, columns=2)))
    assert all(SENTENCE in found for _ in parts)
    assert found.index("事項一") < found.index("事項五") < found.index("事項九")


def across(left: list[str], right: list[str]) -> bytes:
    """Two columns written line by line across both, as some programs do."""
    out = io.BytesIO()
    drawing = canvas.Canvas(out, pagesize=A4)
    drawing.setFont("Helvetica-Bold", 14)
    drawing.drawString(150, 800, "GENERAL TERMS OF SERVICE AND SUPPORT")
    drawing.setFont("Helvetica", 9)
    for row in range(max(len(left), len(right))):
        for column, x in ((left, 50), (right, 310)):
            if row < len(column):
                drawing.drawString(x, 770 - 14 * row, column[row])
    drawing.save()
    return out.getvalue()


def wrapped(words: str, width: int = 52) -> list[str]:
    import textwrap

    return textwrap.wrap(words, width)


def test_two_columns_written_across_are_told_apart():
    first, second = "1. Backup. " + ENGLISH * 4, "2. Audit. " + ENGLISH.replace("backup media", "audit records") * 4
    found = " ".join(lines(across(wrapped(first), wrapped(second))))
    assert "GENERAL TERMS" in found
    assert found.count("The Vendor shall deliver the backup media to the place named by the Client") == 4
    assert found.count("The Vendor shall deliver the audit records to the place named by the Client") == 4


def test_letters_that_were_written_one_by_one_make_lines_and_no_columns():
    out = io.BytesIO()
    drawing = canvas.Canvas(out, pagesize=A4)
    drawing.setFont(FONT, 11)
    for row in range(30):
        for place, letter in enumerate(SENTENCE[row % 7 :][:40]):
            drawing.drawString(60 + 12 * place, 780 - 20 * row, letter)
    drawing.save()
    letters = [(60 + 12 * n, 700 - 20 * row, 71 + 12 * n, 711 - 20 * row) for row in range(30) for n in range(40)]
    assert bands(letters) == []
    assert SENTENCE[:40] in "".join(lines(out.getvalue()))


def test_labels_beside_values_are_no_columns():
    labels = [f"Item {n}" for n in range(20)]
    values = [f"value of item {n}, thirty days" for n in range(20)]
    assert all(
        any(label in line and value in line for line in lines(across(labels, values)))
        for label, value in zip(labels, values, strict=True)
    )


def test_a_page_without_a_gutter_has_no_bands():
    assert bands([(50, 700 - 14 * n, 540, 710 - 14 * n) for n in range(40)]) == []


# Tables


def test_a_table_keeps_its_cells_however_their_words_are_wrapped():
    rows = [
        [p("項目"), p("指標"), p("目標值與罰則")],
        [
            p("下單系統"),
            p("每月可用率"),
            p("99.95%，未達者每降低 0.1% 扣當月月費百分之五，最高以當月月費為限，並得自應付款項中扣抵之"),
        ],
        [p("行情系統"), p("回應時間"), p("30 分鐘")],
    ]
    found = document(made(p("第一條　服務水準"), Table(rows, [60, 70, 200], style=GRID), p(SENTENCE)))
    table = [(found.words(q), q.table) for q in found.paragraphs if q.kind is Kind.TABLE_ROW]
    assert table == [
        ("項目 | 指標 | 目標值與罰則", 1),
        (
            "下單系統 | 每月可用率 | 99.95%，未達者每降低 0.1% 扣當月月費百分之五，最高以當月月費為限，並得自應付款項中扣抵之",
            1,
        ),
        ("行情系統 | 回應時間 | 30 分鐘", 1),
    ]
    assert lines(made(p("第一條　服務水準"), Table(rows, [60, 70, 200], style=GRID), p(SENTENCE)))[-1] == SENTENCE


def test_merged_cells_keep_their_place():
    rows = [["服務水準", "", "目標"], ["下單系統", "可用率", "99.9%"], ["", "回應", "30 分鐘"]]
    style = TableStyle(
        [*GRID.getCommands(), ("SPAN", (0, 0), (1, 0)), ("SPAN", (0, 1), (0, 2)), ("FONT", (0, 0), (-1, -1), FONT)]
    )
    assert lines(made(Table(rows, [80, 80, 80], style=style))) == [
        "服務水準 | 目標",
        "下單系統 | 可用率 | 99.9%",
        "| 回應 | 30 分鐘",
    ]


def test_a_table_over_two_pages_is_one():
    rows = [["項目", "目標"], *([f"系統{n}", f"{n} 分鐘"] for n in range(1, 70))]
    style = TableStyle([*GRID.getCommands(), ("FONT", (0, 0), (-1, -1), FONT)])
    found = document(made(LongTable(rows, [100, 100], style=style)))
    assert {q.table for q in found.paragraphs} == {1}
    assert [q.page for q in found.paragraphs][-1] == 2
    assert len(found.paragraphs) == 70


def test_a_frame_around_a_page_and_an_underlined_word_are_no_tables():
    out = io.BytesIO()
    drawing = canvas.Canvas(out)
    drawing.setFont(FONT, 11)
    drawing.rect(40, 40, 500, 740)
    drawing.line(100, 698, 140, 698)
    for n in range(6):
        drawing.drawString(60, 700 - 20 * n, SENTENCE[:40])
    drawing.save()
    assert {q.kind for q in document(out.getvalue()).paragraphs} == {Kind.BODY}


def test_cells_are_found_from_lines_in_any_order_and_in_pieces():
    flat = [(0, y, 100, y + 1) for y in (0, 20, 40)]
    upright = [(x, y, x + 1, y + 20) for x in (0, 50, 100) for y in (0, 20)]
    for drawn in (flat + upright, upright[::-1] + flat):
        (table,) = tables(drawn)
        assert (table.rows, table.columns) == (2, 2)
        assert rows_of(table, ["a", "b", "c", "d"]) == [["a", "b"], ["c", "d"]]


# What is odd, and what cannot be read


@pytest.mark.parametrize("drawn", [0, 90, 180, 270])
@pytest.mark.parametrize("shown", [0, 90, 180, 270])
def test_a_page_that_is_turned_is_read_from_its_first_line(drawn, shown):
    out = io.BytesIO()
    drawing = canvas.Canvas(out, pagesize=A4)
    drawing.setFont("Helvetica", 10)
    drawing.translate(300, 400)
    drawing.rotate(drawn)
    for n, line in enumerate(wrapped(" ".join([ENGLISH] * 3), 70)):
        drawing.drawString(-200, -14 * n, line)
    drawing.save()
    writer = PdfWriter()
    writer.add_page(PdfReader(io.BytesIO(out.getvalue())).pages[0].rotate(shown))
    out = io.BytesIO()
    writer.write(out)
    assert " ".join(lines(out.getvalue())) == " ".join([ENGLISH] * 3)


def test_characters_that_printers_write_as_radicals_are_those_that_people_type():
    assert (
        plain_characters("⼄⽅應於⾦融機構⾨前⽴約，⽉⽇、⼭⽔⻑⻄\u00a0x")
        == "乙方應於金融機構門前立約，月日、山水長西 x"
    )


def test_a_pdf_that_only_its_owner_may_change_is_read():
    writer = PdfWriter()
    writer.add_page(PdfReader(io.BytesIO(made(p(SENTENCE)))).pages[0])
    writer.encrypt("", "owner's secret")
    out = io.BytesIO()
    writer.write(out)
    assert lines(out.getvalue()) == [SENTENCE]


def test_what_was_typed_into_a_form_is_text():
    out = io.BytesIO()
    drawing = canvas.Canvas(out)
    drawing.drawString(60, 700, "1. Term. The services begin on")
    drawing.acroForm.textfield(name="start", value="1 January 2026", x=260, y=690, width=120, height=20)
    drawing.save()
    assert "1 January 2026" in " ".join(lines(out.getvalue()))


def garbled(ranges: str) -> bytes:
    """A page whose font says of some letters that they are others, as some programs write it."""
    out = io.BytesIO()
    drawing = canvas.Canvas(out)
    for line in range(6):
        drawing.drawString(60, 700 - 20 * line, "The Vendor keeps the data of the Client confidential at all times.")
    drawing.save()
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(out.getvalue())))
    nowhere = StreamObject()
    nowhere.set_data(
        f"begincmap 1 begincodespacerange <00> <ff> endcodespacerange 1 beginbfrange {ranges} endbfrange endcmap".encode()
    )
    for font in writer.pages[0]["/Resources"]["/Font"].values():
        font.get_object()[NameObject("/ToUnicode")] = writer._add_object(nowhere)
    written = io.BytesIO()
    writer.write(written)
    return written.getvalue()


@pytest.mark.parametrize("ranges", ["<00> <ff> <e000>", "<6e> <6e> <0011>"], ids=["all", "one in ten"])
def test_letters_without_meaning_are_a_picture(ranges):
    with pytest.raises(NoTextLayer):
        read(garbled(ranges), "a.pdf")


def test_an_empty_page_keeps_its_number():
    found = document(made(p(SENTENCE), PageBreak(), p(" "), PageBreak(), p("第二條　其他"), p(SENTENCE)))
    assert [page.number for page in found.pages] == [1, 2, 3]
    assert found.page_at(found.text.index("其他")) == 3


@pytest.mark.parametrize("part", [0.3, 0.6, 0.95])
def test_a_pdf_cut_off_is_read_as_far_as_it_goes_or_refused(part):
    data = made(*(p(SENTENCE) for _ in range(60)))
    try:
        found = document(data[: int(len(data) * part)]).text
    except Unreadable as error:
        found = str(error)
    assert SENTENCE[:10] in found or "damaged" in found or "no text layer" in found or "no pages" in found
