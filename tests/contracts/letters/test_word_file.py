"""The letter as a Word file: what it says, and that Word finds real styles, lists and a heading row in it."""

import io
import zipfile
from datetime import UTC, date, datetime

import docx
import pytest
from docx.oxml.ns import qn
from lxml import etree

from contracts.clauses.rulebooks import load
from contracts.clauses.rules import Verdict
from contracts.documents.reading import read
from contracts.letters.content import Draft, Part, Point, Quote, Sender, compose
from contracts.letters.word_file import write_letter

RULEBOOK = load("cc19000")
CLAUSES = list(RULEBOOK.clauses.values())
MADE = datetime(2026, 9, 1, 2, tzinfo=UTC)


def point(index: int, verdict: Verdict = Verdict.ABSENT, words: str = "乙方應儘速通知甲方。") -> Point:
    quotes = (Quote(words, "合約.docx", "第十條 資安", 4),) if verdict is Verdict.PARTIAL else ()
    lacks = ("未約定期限。",) if verdict is Verdict.PARTIAL else ()
    return Point(CLAUSES[index], index + 1, verdict, quotes, lacks)


def letter(language: str = "zh_Hant_TW", *parts: Part, is_roc: bool = False, vendor: str = "鐵杉資訊") -> bytes:
    return write_letter(compose(draft_of(language, *parts, is_roc=is_roc, vendor=vendor)), MADE)


def draft_of(
    language: str = "zh_Hant_TW",
    *parts: Part,
    is_roc: bool = False,
    vendor: str = "鐵杉資訊",
    attention: str = "陳經理",
) -> Draft:
    return Draft(
        language=language,
        is_roc=is_roc,
        sender=Sender("白鷺證券股份有限公司", "臺北市", "林美玲", "採購部", "lin@example.com"),
        vendor=vendor,
        attention=attention,
        reference="CL-2026-0007",
        dated_on=date(2026, 9, 1),
        reply_by=date(2026, 9, 15),
        rulebook=RULEBOOK,
        parts=parts or (Part("IT-1", "系統維護", (point(6, Verdict.PARTIAL), point(7))),),
    )


def words_of(data: bytes) -> str:
    return read(data, "letter.docx").text


@pytest.mark.parametrize("language", ["zh_Hant_TW", "en"])
@pytest.mark.parametrize("count", [1, 5, 17])
def test_it_holds_each_gap_with_rule_passage_lack_and_wording(language, count):
    verdicts = [Verdict.PARTIAL if n % 2 else Verdict.ABSENT for n in range(count)]
    text = words_of(letter(language, Part("IT-1", "系統維護", tuple(map(point, range(count), verdicts)))))
    for index, verdict in enumerate(verdicts):
        clause = CLAUSES[index]
        assert clause.guidance.in_language(language) in text
        assert all(line in text for line in clause.model.in_language(language).splitlines())
        assert (text.count("乙方應儘速通知甲方。") >= 1) or verdict is Verdict.ABSENT
    for fact in ("白鷺證券股份有限公司", "鐵杉資訊", "陳經理", "CL-2026-0007", "IT-1", "系統維護", "lin@example.com"):
        assert fact in text
    if count > 1:
        assert "第十條 資安" in text


@pytest.mark.parametrize(
    ("language", "is_roc", "day"),
    [("zh_Hant_TW", True, "民國115年9月15日"), ("zh_Hant_TW", False, "2026-09-15"), ("en", True, "2026-09-15")],
)
def test_days_are_written_as_asked(language, is_roc, day):
    text = words_of(letter(language, is_roc=is_roc))
    assert day in text
    assert ("民國115年9月15日" in text) == (day == "民國115年9月15日")


def test_several_contracts_each_have_their_table_and_their_part_of_the_annex():
    data = letter("en", Part("A-1", "First", (point(0),)), Part("B-2", "Second", (point(1), point(2))))
    document = docx.Document(io.BytesIO(data))
    tables = [table for table in document.tables if len(table.columns) == 5]
    assert [len(table.rows) - 1 for table in tables] == [1, 2]
    assert [p.text for p in document.paragraphs if p.style.name == "Heading 2"] == [
        "First (No. A-1)",
        "Second (No. B-2)",
    ]


def test_word_finds_styles_lists_a_heading_row_page_numbers_and_chinese_fonts():
    document = docx.Document(io.BytesIO(letter()))
    styles = {paragraph.style.name for paragraph in document.paragraphs}
    assert {"Letterhead", "Letter Subject", "Heading 1", "Heading 2", "Heading 3", "Proposed Wording"} <= styles
    numbered = [p for p in document.paragraphs if p._p.pPr is not None and p._p.pPr.numPr is not None]
    assert len(numbered) == 6 + 2
    assert len({p._p.pPr.numPr.numId.val for p in numbered}) == 2
    heads = [
        row for table in document.tables for row in table.rows if row._tr.find(f".//{qn('w:tblHeader')}") is not None
    ]
    assert len(heads) == 1
    foot = etree.tostring(document.sections[0].first_page_footer._element).decode()
    assert "PAGE" in foot
    assert "NUMPAGES" in foot
    fonts = document.styles["Normal"].element.rPr.rFonts
    assert fonts.get(qn("w:eastAsia")) == "DFKai-SB"
    with zipfile.ZipFile(io.BytesIO(letter())) as archive:
        assert 'w:eastAsia="zh-TW"' in archive.read("word/styles.xml").decode()
        assert all(etree.fromstring(archive.read(name)) is not None for name in archive.namelist() if ".xml" in name)


@pytest.mark.parametrize("words", ["\x00\x0b甲", "\ud800乙", "<w:p>&amp;", "\ufffe丙\uffff", "=1+1", "丁" * 5000])
def test_whatever_a_paper_holds_the_file_opens(words):
    part = Part(words[:60], words[:200], (point(6, Verdict.PARTIAL, words),))
    text = words_of(letter("zh_Hant_TW", part, vendor=words[:200]))
    assert "建議條文" in text


def test_the_same_letter_is_the_same_file():
    assert zipfile.ZipFile(io.BytesIO(letter())).read("word/document.xml") == zipfile.ZipFile(
        io.BytesIO(letter())
    ).read("word/document.xml")
