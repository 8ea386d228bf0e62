"""A document's words, pages and paragraphs, from files as people send them and as attackers do."""

import io
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.documents.reading import Kind, read
from contracts.documents.reading.numbering import counting, letter, roman
from contracts.documents.reading.plain import decode
from core.errors import Unreadable
from tests.contracts.documents.makers import W, docx, p, pdf

CONTRACT = "第一條　期間\n本合約自民國一百一十五年一月一日起為期二年，任一方得於屆滿前通知續約。\n第二條　保密\n乙方不得洩漏甲方資料。"


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
    "damaged picture": (b"\x89PNG\r\n\x1a\n" + b"x" * 99, "picture is damaged"),
    "picture of a phone": (b"\0\0\0\x18ftypheic" + b"x" * 99, "heic"),
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


@pytest.mark.parametrize("name", ["a.bin", "server.LOG", "合約.csv", "main.py"])
def test_words_under_the_name_of_another_kind_of_file_are_no_document(name):
    with pytest.raises(Unreadable, match=r"are not read here.*\.docx"):
        read("第一條 乙方應保密。".encode(), name)


@pytest.mark.parametrize("name", ["合約", "a.TXT", "notes.md", "合約書 第2.0", "v1.2", "a.txt (2)", "scan.pdf"])
def test_words_are_read_where_the_name_says_text_or_nothing(name):
    assert "乙方應保密" in read("第一條 乙方應保密。".encode(), name).text


def test_the_kind_is_told_by_what_is_in_a_file_before_its_name():
    assert "乙方應保密" in read(docx("<w:p><w:r><w:t>乙方應保密。</w:t></w:r></w:p>"), "upload.bin").text
