"""Plain text: which encoding, and where its paragraphs are. Offsets are those of the decoded file."""

import re
from collections.abc import Sequence
from functools import cache

from contracts.documents.reading import layout
from contracts.documents.reading.contents import contents_flags
from contracts.documents.reading.limits import MAX_CHARACTERS
from contracts.documents.reading.text import DocumentText, Kind, Page, Paragraph
from core.errors import Unreadable
from core.phrases import N_

_BOMS = (
    (b"\xef\xbb\xbf", "utf-8-sig"),
    (b"\xff\xfe\x00\x00", "utf-32"),
    (b"\x00\x00\xfe\xff", "utf-32"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
)
_NOT_TEXT = N_("The file is not text in an encoding we know (UTF-8, UTF-16, Big5, GB18030); save it as UTF-8.")
_COMMON = frozenset(
    "的之一不有人於以為應得及本或與年月日方司公合約契條件服務資訊期限甲乙者其所如由任在中交付時通知同意個我們你要可"
    "第二三四五六七八九十內前後書面雙各事項責保密終止違賠償驗收固系統維護費用元總價報告料權利"
    "们务资讯应为与时约条这来对会说后还没给过个议责违赔偿验书项护费权总报"
    "，。、：；（）「」％"
)
_SAMPLE = 20_000


def read(data: bytes, name: str) -> DocumentText:
    """The text of a .txt file. Raises Unreadable when it is no text, or too long."""
    text = decode(data).replace("\r\n", "\n").replace("\r", "\n")
    if len(text) > MAX_CHARACTERS:
        raise Unreadable(
            N_("The text is longer than %(limit)s characters; send the contract alone."), limit=MAX_CHARACTERS
        )
    if sum(c < " " and c not in "\t\n\f\v" for c in text[:20_000]) > len(text[:20_000]) // 100:
        raise Unreadable(_NOT_TEXT)
    if not text.strip():
        raise Unreadable(N_("The file holds no text; send the contract as .docx, .pdf or .txt."))
    pages = _pages(text)
    groups = layout.paragraphs(_lines(text, pages))
    words = [layout.joined("\n".join(line.words for line in group)) for group in groups]
    contents = contents_flags(words)
    paragraphs = tuple(
        Paragraph(group[0].start, group[-1].end, group[0].page, _kind(words_), contents_, 0)
        for group, words_, contents_ in zip(groups, words, contents, strict=True)
    )
    return DocumentText(name, "txt", text, pages, _number_tables(paragraphs))


def decode(data: bytes) -> str:
    """Bytes as text: a byte-order mark, UTF-16 by its zero bytes, strict UTF-8, else the likeliest of Big5, GB18030 and
    UTF-16 without a mark."""
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            return _strict(data, encoding).lstrip("\ufeff")
    head = data[:4096]
    if head.count(0) > len(head) // 8:
        return _either_utf16(data)
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        if error.start >= len(data) - 3 and error.end == len(data):
            return data[: error.start].decode("utf-8")
    guesses = ["utf-8", "cp950", "gb18030", *(() if len(data) % 2 else ("utf-16-le", "utf-16-be"))]
    if sum(byte > 0x7F for byte in head) * 25 < len(head):
        guesses.append("cp1252")
    return _likeliest(data, guesses) or _western(data)


def _either_utf16(data: bytes) -> str:
    """UTF-16 without a mark. Zero bytes alone do not tell which: Latin has them on one side, 一 (U+4E00) on the other."""
    return _likeliest(data, ("utf-16-le", "utf-16-be")) or _strict(data, "utf-16-le")


def _likeliest(data: bytes, encodings: Sequence[str]) -> str:
    """The most plausible reading; "" when there is none. Raises Unreadable when even that is no text."""
    candidates = [text for text in (_lenient(data, encoding) for encoding in encodings) if text]
    if not candidates:
        return ""
    best = max(candidates, key=lambda text: _plausibility(text, len(data)))
    if _plausibility(best, len(data)) < 0:
        raise Unreadable(_NOT_TEXT)
    return best


def _strict(data: bytes, encoding: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        raise Unreadable(
            N_("The file is damaged at byte %(offset)s: it is not the %(encoding)s text that it claims to be."),
            offset=error.start,
            encoding=encoding,
        ) from error


def _lenient(data: bytes, encoding: str) -> str | None:
    """The text, if at most a handful of its characters cannot be read (firms add characters of their own to Big5)."""
    text = data.decode(encoding, errors="replace")
    return text if text.count("\ufffd") <= max(2, len(text) // 200) else None


def _plausibility(text: str, size: int) -> float:
    """How much the text is like a contract's, per byte of the `size` it was read from."""
    share = min(1.0, _SAMPLE / max(len(text), 1))
    return sum(_weight(c) for c in text[:_SAMPLE]) / max(size * share, 1)


@cache
def _weight(character: str) -> float:
    if character in _COMMON:
        return 4
    if character < "\x80":
        return 0.5 if character >= " " or character in "\t\n\r\f" else -6
    if "\u3400" <= character <= "\u9fff":
        return 1.5 if _is_everyday(character) else -1
    if character in "‘’“”–—…•·®©™§é":
        return 1
    return -6 if "\ue000" <= character <= "\uf8ff" or character == "\ufffd" else -0.5


def _is_everyday(character: str) -> bool:
    """Whether it is of the first level of Big5 or GB 2312: what was put first because it is used most."""
    for encoding, first, last in (("cp950", 0xA4, 0xC6), ("gb2312", 0xB0, 0xD7)):
        coded = character.encode(encoding, errors="ignore")
        if len(coded) == 2 and first <= coded[0] <= last:
            return True
    return False


def _western(data: bytes) -> str:
    text = data.decode("cp1252", errors="replace")
    odd = sum(c == "\ufffd" or (ord(c) < 32 and c not in "\t\n\r\f") for c in text[:20_000])
    if odd > len(text[:20_000]) // 100:
        raise Unreadable(_NOT_TEXT)
    return text


def _pages(text: str) -> tuple[Page, ...]:
    starts = [0, *(m.end() for m in re.finditer("\f", text) if text[m.end() :].strip())]
    ends = [*starts[1:], len(text)]
    return tuple(Page(n, start, end) for n, (start, end) in enumerate(zip(starts, ends, strict=True), 1))


def _lines(text: str, pages: tuple[Page, ...]) -> list[layout.Line]:
    lines = []
    for page in pages:
        offset = page.start
        for words in text[page.start : page.end].split("\n"):
            start = offset + len(words) - len(words.lstrip())
            lines.append(layout.Line(words, start, start + len(words.strip()), page.number))
            offset += len(words) + 1
    return lines


def _kind(words: str) -> Kind:
    if words[:1] in "│|┃" and len(words) > 2:
        return Kind.TABLE_ROW
    if words.count("\t") >= 2 or " | " in words or "｜" in words:
        return Kind.TABLE_ROW
    return Kind.BODY


def _number_tables(paragraphs: tuple[Paragraph, ...]) -> tuple[Paragraph, ...]:
    """Rows that follow each other are one table."""
    numbered, table, inside = [], 0, False
    for p in paragraphs:
        is_row = p.kind is Kind.TABLE_ROW
        table += is_row and not inside
        inside = is_row
        numbered.append(Paragraph(p.start, p.end, p.page, p.kind, p.is_contents, table if is_row else 0))
    return tuple(numbered)
