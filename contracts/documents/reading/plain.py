"""Plain text: which encoding, and where its paragraphs are. Offsets are those of the decoded file."""

import re

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
    "们务资讯应为与时约条这来对会说后还没给过"
)


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
    """Bytes as text: a byte-order mark, strict UTF-8, UTF-16 by its zero bytes, else the likelier of Big5 and GB18030."""
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            return _strict(data, encoding).lstrip("\ufeff")
    head = data[:4096]
    if head.count(0) > len(head) // 8:
        odd_zeros = head[1::2].count(0)
        return _strict(data, "utf-16-le" if odd_zeros * 2 >= head.count(0) else "utf-16-be")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        if error.start >= len(data) - 3 and error.end == len(data):
            return data[: error.start].decode("utf-8")
    encodings = ("cp950", "gb18030") if len(data) % 2 else ("cp950", "gb18030", "utf-16-le", "utf-16-be")
    candidates = [text for text in (_lenient(data, encoding) for encoding in encodings) if text is not None]
    if not candidates:
        return _western(data)
    return max(candidates, key=_plausibility)


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


def _plausibility(text: str) -> float:
    sample = text[:20_000]
    han = [c for c in sample if "\u3400" <= c <= "\u9fff"]
    odd = sum("\ue000" <= c <= "\uf8ff" or c == "\ufffd" or (c < " " and c not in "\t\n\r\f") for c in sample)
    return (sum(c in _COMMON for c in han) - 3 * odd) / max(len(han), len(sample) // 3, 1)


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
