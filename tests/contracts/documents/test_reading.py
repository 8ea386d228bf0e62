"""A document's words, pages and paragraphs, from files as people send them and as attackers do."""

import io
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen import canvas

from contracts.documents.reading import Kind, read
from contracts.documents.reading.numbering import counting, letter, roman
from contracts.documents.reading.plain import decode
from core.errors import Unreadable

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
CONTRACT = "第一條　期間\n本合約自民國一百一十五年一月一日起為期二年，任一方得於屆滿前通知續約。\n第二條　保密\n乙方不得洩漏甲方資料。"


def docx(body: str, **parts: str) -> bytes:
    """A Word file with this body; `numbering`, `footnotes`, `styles`, `header` add parts of that name."""
    kinds = {"numbering": "numbering", "footnotes": "footnotes", "styles": "styles", "header": "header"}
    relations = "".join(
        f'<Relationship Id="r{i}" Type="{R}/{kinds[name]}" Target="{name}.xml"/>' for i, name in enumerate(parts)
    )
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("word/document.xml", f'<w:document xmlns:w="{W}"><w:body>{body}</w:body></w:document>')
        package.writestr(
            "word/_rels/document.xml.rels",
            f'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{relations}</Relationships>',
        )
        for name, xml in parts.items():
            package.writestr(f"word/{name}.xml", xml)
    return out.getvalue()


def p(text: str, properties: str = "") -> str:
    return f"<w:p><w:pPr>{properties}</w:pPr><w:r><w:t>{text}</w:t></w:r></w:p>"


def pdf(*pages: list[str], password: str = "") -> bytes:
    pdfmetrics.registerFont(UnicodeCIDFont("MSung-Light"))
    out = io.BytesIO()
    drawing = canvas.Canvas(out, encrypt=password or None)
    for lines in pages:
        drawing.setFont("MSung-Light", 12)
        for index, line in enumerate(lines):
            drawing.drawString(60, 800 - 20 * index, line)
        drawing.showPage()
    drawing.save()
    return out.getvalue()


def words_of(data: bytes, name: str = "contract") -> list[str]:
    return [words for _, words in read(data, name).read()]


def test_every_paragraph_is_its_part_of_the_text():
    document = read(CONTRACT.encode(), "合約.txt")
    assert document.text == CONTRACT
    assert [document.words(q) for q in document.paragraphs] == CONTRACT.split("\n")


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp950", "big5", "gb18030"]
)
def test_text_is_read_in_the_encodings_firms_use(encoding):
    assert decode(CONTRACT.encode(encoding)) == CONTRACT


def test_simplified_chinese_is_not_taken_for_big5():
    text = "第一条 保密义务：乙方应当对甲方的资料保密，不得向第三方泄露。" * 4
    assert decode(text.encode("gb18030")) == text


def test_hard_wrapped_lines_are_one_paragraph_and_articles_begin_new_ones():
    text = (
        "第一條　乙方應依甲方之指示，於每一營業日下午五時以前將備份資料送達甲方指定\n之處所，並於送達後以電子郵件回報甲方承辦人員及其職務代理人，逾時者應說明理\n由。\n"
        "第二條　乙方應指派合格之人員辦理前條事務，並應於指派前將名單送交甲方核備，\n甲方認為不適任者，得要求更換，乙方不得拒絕，並應於七日內完成更換及必要之交\n接。\n"
    )
    document = read(text.encode(), "a.txt")
    assert [document.words(q)[:3] for q in document.paragraphs] == ["第一條", "第二條"]
    assert "指定\n之處所" in document.words(document.paragraphs[0])


def test_word_tables_nested_tables_text_boxes_and_controls_are_read():
    inner = f"<w:tbl><w:tr><w:tc>{p('內層')}</w:tc><w:tc>{p('九分鐘')}</w:tc></w:tr></w:tbl>"
    body = (
        f"<w:tbl><w:tr><w:tc>{p('指標')}</w:tc><w:tc>{p('目標')}{inner}</w:tc></w:tr></w:tbl>"
        f"<w:p><w:r><w:pict><w:txbxContent>{p('方塊裡的字')}</w:txbxContent></w:pict></w:r></w:p>"
        f"<w:sdt><w:sdtContent>{p('控制項裡的字')}</w:sdtContent></w:sdt>"
    )
    document = read(docx(body), "a.docx")
    found = {document.words(q): q.kind for q in document.paragraphs}
    assert found["指標 | 目標"] is Kind.TABLE_ROW
    assert found["內層 | 九分鐘"] is Kind.TABLE_ROW
    assert found["方塊裡的字"] is Kind.TEXTBOX
    assert "控制項裡的字" in found


def test_tracked_insertions_are_text_and_deletions_are_not():
    body = (
        "<w:p><w:ins><w:r><w:t>乙方應保固一年。</w:t></w:r></w:ins><w:del><w:r><w:delText>不保固。</w:delText></w:r></w:del></w:p>"
        "<w:p><w:moveFrom><w:r><w:t>搬走的</w:t></w:r></w:moveFrom></w:p>"
    )
    document = read(docx(body), "a.docx")
    assert document.text == "乙方應保固一年。"
    assert "tracked changes" in str(document.remarks[0])


def test_footnotes_stand_at_the_end_and_headers_are_marked():
    notes = f'<w:footnotes xmlns:w="{W}"><w:footnote w:id="2">{p("須經同意")}</w:footnote><w:footnote w:id="3">{p("未引用")}</w:footnote></w:footnotes>'
    header = f'<w:hdr xmlns:w="{W}">{p("機密等級：密")}</w:hdr>'
    body = '<w:p><w:r><w:t>深夜支援</w:t><w:footnoteReference w:id="2"/></w:r></w:p>'
    document = read(docx(body, footnotes=notes, header=header), "a.docx")
    assert [(document.words(q), q.kind) for q in document.paragraphs] == [
        ("深夜支援", Kind.BODY),
        ("須經同意", Kind.FOOTNOTE),
        ("機密等級：密", Kind.RUNNING),
    ]


def test_numbers_that_word_makes_are_part_of_the_text():
    numbering = (
        f'<w:numbering xmlns:w="{W}"><w:abstractNum w:abstractNumId="0">'
        '<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="taiwaneseCountingThousand"/><w:lvlText w:val="第%1條"/></w:lvl>'
        '<w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlText w:val="%2."/></w:lvl></w:abstractNum>'
        '<w:num w:numId="5"><w:abstractNumId w:val="0"/></w:num></w:numbering>'
    )

    def numbered(text: str, level: int) -> str:
        return p(text, f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="5"/></w:numPr>')

    body = numbered("期間", 0) + numbered("甲", 1) + numbered("乙", 1) + numbered("保密", 0) + numbered("丙", 1)
    assert words_of(docx(body, numbering=numbering)) == ["第一條 期間", "1. 甲", "2. 乙", "第二條 保密", "1. 丙"]


@pytest.mark.parametrize(
    ("n", "words"),
    [(1, "一"), (10, "十"), (12, "十二"), (20, "二十"), (105, "一百零五"), (110, "一百一十"), (120, "一百二十")],
)
def test_chinese_counting(n, words):
    assert counting(n) == words


@given(st.integers(1, 700))
def test_numbers_in_lists_are_told_apart(n):
    assert roman(n) != roman(n + 1)
    assert letter(n) != letter(n + 1)
    assert counting(n) != counting(n + 1)


def test_pdf_keeps_pages_and_joins_lines_and_sets_running_footers_apart():
    first = [
        "數位服務合約",
        "第一條 乙方應於簽約後三十日內完成系統之安裝、設定、測試及教育",
        "訓練，並交付操作手冊。",
        "磐石公司 第 1 頁",
    ]
    second = ["第二條 甲方應於驗收合格後付款，乙方應開立發票並送達甲方之承辦", "單位辦理核銷。", "磐石公司 第 2 頁"]
    document = read(pdf(first, second), "x.bin")
    assert document.format == "pdf"
    assert [page.number for page in document.pages] == [1, 2]
    article = next(q for q in document.paragraphs if document.words(q).startswith("第二條"))
    assert article.page == 2
    assert document.page_at(article.start) == 2
    assert {q.kind for q in document.paragraphs if "磐石公司" in document.words(q)} == {Kind.RUNNING}


def bomb() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("word/document.xml", b"\0" * 60_000_000)
    return out.getvalue()


def entities() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as package:
        package.writestr(
            "word/document.xml",
            '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
            f'<w:document xmlns:w="{W}"><w:body><w:p><w:r><w:t>&x;</w:t></w:r></w:p></w:body></w:document>',
        )
    return out.getvalue()


def archive() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as package:
        package.writestr("a.txt", "x")
    return out.getvalue()


HOSTILE = {
    "empty": (b"", "empty"),
    "blank": (b" \n\n", "empty"),
    "picture": (b"\x89PNG\r\n\x1a\n" + b"x" * 99, "picture"),
    "old Word": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, ".docx or .pdf"),
    "locked Word": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), "password"),
    "archive": (archive(), "archive"),
    "damaged docx": (docx(p("字"))[:200], "damaged"),
    "bomb": (bomb(), "unpacks"),
    "entities": (entities(), "XML declarations"),
    "damaged pdf": (b"%PDF-1.7\nnothing of the kind", "damaged"),
    "locked pdf": (pdf(["機密合約機密合約機密合約機密合約機密合約"], password="secret"), "password"),
    "scanned pdf": (pdf([], []), "no text layer"),
    "binary": (bytes(range(1, 32)) * 40, "not text"),
    "no text": (docx("<w:p/>"), "no text"),
    "web page": (b"<!DOCTYPE html><p>x</p>", "web page"),
}


@pytest.mark.parametrize("kind", HOSTILE)
def test_what_cannot_be_read_is_refused_with_a_sentence(kind):
    data, sentence = HOSTILE[kind]
    with pytest.raises(Unreadable, match=sentence):
        read(data, f"{kind}.docx")


@given(st.binary(min_size=1, max_size=600))
def test_any_bytes_are_read_or_refused(data):
    for prefix in (b"", b"%PDF-1.4\n", b"PK\x03\x04"):
        try:
            document = read(prefix + data, "x")
        except Unreadable:
            continue
        assert all(document.text[q.start : q.end].strip() for q in document.paragraphs)


def test_a_table_of_contents_is_marked():
    text = "目錄\n第一條 保固 ........ 3\n第二條 稽核 ........ 5\n\n第一條 保固\n乙方保固一年。"
    flags = {read(text.encode(), "a.txt").words(q): q.is_contents for q in read(text.encode(), "a.txt").paragraphs}
    assert flags["第一條 保固 ........ 3"]
    assert not flags["乙方保固一年。"]
