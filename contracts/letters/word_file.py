"""A letter as a Word file: real styles, numbered lists, a table with its heading row, page numbers."""

import io
from collections.abc import Sequence
from datetime import datetime
from typing import Any

import docx
from docx.document import Document
from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT, WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_BREAK
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Cm, Pt

from contracts.letters.content import Block, Entry, Letter, Section, Table
from contracts.letters.word_styles import Numbering, numbered, prepare
from contracts.letters.wording import PAGE_OF
from core.excel.cells import text_value


def write_letter(letter: Letter, made_at: datetime) -> bytes:
    """The file. Same letter, same bytes but for the time it says it was made at."""
    document = docx.Document()
    for paragraph in list(document.paragraphs):
        document.element.body.remove(paragraph._p)
    prepare(document, is_chinese=letter.is_chinese)
    _properties(document, letter, made_at)
    lists = Numbering(document, is_chinese=letter.is_chinese)
    _running(document, letter)
    _opening(document, letter, lists)
    for at, table in enumerate(letter.tables):
        _table(document, table, on_new_page=at == 0)
    _reply(document, letter)
    if letter.sections:
        _annex(document, letter, lists)
    handle = io.BytesIO()
    document.save(handle)
    return handle.getvalue()


def _clean(words: str) -> str:
    """What XML can hold: a paper's stray control characters go."""
    return text_value(words).replace("\ufffe", "").replace("\uffff", "")


def _add(document: Any, words: str, style: str) -> Any:
    return document.add_paragraph(_clean(words), style=style)


def _properties(document: Document, letter: Letter, made_at: datetime) -> None:
    core = document.core_properties
    core.title, core.author = _clean(letter.subject[1])[:250], _clean(letter.firm)[:250]
    core.comments, core.keywords, core.subject = "", "", _clean(letter.reference)
    core.language = "zh-TW" if letter.is_chinese else "en"
    core.created = core.modified = made_at.replace(tzinfo=None)


def _running(document: Document, letter: Letter) -> None:
    """The reference at the top of later pages, page numbers at the foot of all."""
    page = document.sections[0]
    page.different_first_page_header_footer = True
    head = page.header.paragraphs[0]
    head.text, head.alignment = _clean(f"{letter.firm}　{letter.reference}"), WD_ALIGN_PARAGRAPH.RIGHT
    head.runs[0].font.size = Pt(9)
    before, between, after = (words.in_language(letter.language) for words in PAGE_OF)
    for foot in (page.footer.paragraphs[0], page.first_page_footer.paragraphs[0]):
        foot.alignment = WD_ALIGN_PARAGRAPH.CENTER
        for part in (before, "PAGE", between, "NUMPAGES", after):
            if part.isupper():
                _field(foot, part)
            elif part:
                foot.add_run(part).font.size = Pt(9)


def _field(paragraph: Any, name: str) -> None:
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), name)
    run = paragraph.add_run("1")
    run.font.size = Pt(9)
    field.append(run._r)
    paragraph._p.append(field)


def _opening(document: Document, letter: Letter, lists: Numbering) -> None:
    _add(document, f"{letter.firm}　{letter.title}" if letter.title else letter.firm, "Letterhead")
    _add(document, letter.address, "Letter Address")
    mark = "：" if letter.is_chinese else ": "
    for label, value in letter.heads:
        _add(document, f"{label}{mark}{value}", "Letter Line")
    label, subject = letter.subject
    if letter.salutation:
        paragraph = _add(document, letter.salutation, "Letter Line")
        paragraph.paragraph_format.space_before = Pt(12)
    _add(document, f"{label}{mark}{subject}", "Letter Subject")
    if letter.explanation:
        _add(document, letter.explanation + mark, "Letter Line")
    items = lists.items()
    for words in letter.paragraphs:
        numbered(_add(document, words, "Letter Item"), items)
    if letter.closing:
        _add(document, letter.closing, "Letter Line").paragraph_format.space_before = Pt(10)
    _lines(document, letter, letter.firm, letter.signature)


def _lines(document: Document, letter: Letter, who: str, labels: Sequence[str]) -> None:
    """A block to be signed: who, and a line a label."""
    widths = (Cm(5), Cm(5.6))
    table = _new_table(document, widths)
    table.alignment = WD_TABLE_ALIGNMENT.RIGHT if letter.is_chinese else WD_TABLE_ALIGNMENT.LEFT
    if who:
        row = _row(table, (who, ""), widths)
        row[0].merge(row[1])
        row[0].paragraphs[0].runs[0].bold = True
    for label in labels:
        row = _row(table, (label, ""), widths)
        row[1]._tc.get_or_add_tcPr().append(
            parse_xml(f'<w:tcBorders {nsdecls("w")}><w:bottom w:val="single" w:sz="4" w:color="55636F"/></w:tcBorders>')
        )
    for row in table.rows:
        row.height = Cm(0.9)
        _keep_whole(row)
        for cell in row.cells:
            cell.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.BOTTOM
            cell.paragraphs[0].paragraph_format.keep_with_next = row is not table.rows[-1]
    document.add_paragraph(style="Letter Line")


def _new_table(document: Document, widths: Sequence[Any]) -> Any:
    """An empty table whose columns are as wide as said, in every program."""
    table: Any = document.add_table(rows=0, cols=len(widths))
    table.autofit = False
    for column, width in zip(table.columns, widths, strict=True):
        column.width = width
    return table


def _row(table: Any, values: Sequence[str], widths: Sequence[Any], style: str = "Table Text") -> Any:
    cells = table.add_row().cells
    for cell, value, width in zip(cells, values, widths, strict=True):
        cell.width = width
        lines = _clean(value).split("\n")
        cell.paragraphs[0].text, cell.paragraphs[0].style = lines[0], style
        for line in lines[1:]:
            cell.add_paragraph(line, style=style)
    return cells


def _keep_whole(row: Any) -> None:
    row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))


def _table(document: Document, gaps: Table, *, on_new_page: bool) -> None:
    """The first begins a page: what the vendor marks, signs and returns stands by itself."""
    _add(document, gaps.caption, "Heading 3").paragraph_format.page_break_before = on_new_page
    widths = [Cm(width) for width in gaps.widths]
    table = _new_table(document, widths)
    table.style, table.alignment = "Table Grid", WD_TABLE_ALIGNMENT.CENTER
    for cell in _row(table, gaps.heads, widths, "Table Heading"):
        cell._tc.get_or_add_tcPr().append(parse_xml(f'<w:shd {nsdecls("w")} w:val="clear" w:fill="E4EAF1"/>'))
    table.rows[0]._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))
    for values in gaps.rows:
        _row(table, values, widths)
    for row in table.rows:
        _keep_whole(row)


def _reply(document: Document, letter: Letter) -> None:
    heading, lead, labels = letter.reply
    _add(document, heading, "Heading 3")
    _add(document, lead, "Letter Line").paragraph_format.keep_with_next = True
    _lines(document, letter, "", labels)


def _annex(document: Document, letter: Letter, lists: Numbering) -> None:
    document.paragraphs[-1].add_run().add_break(WD_BREAK.PAGE)
    _add(document, letter.annex, "Heading 1")
    for section in letter.sections:
        _section(document, section, lists, is_chinese=letter.is_chinese)


def _section(document: Document, section: Section, lists: Numbering, *, is_chinese: bool) -> None:
    _add(document, section.title, "Heading 2")
    entries = lists.entries()
    for entry in section.entries:
        numbered(_add(document, entry.title, "Heading 3"), entries)
        _entry(document, entry, is_chinese=is_chinese)


def _entry(document: Document, entry: Entry, *, is_chinese: bool) -> None:
    for block in entry.blocks:
        _add(document, block.label, "Clause Label")
        if block.kind == "quote":
            _quotes(document, block, is_chinese=is_chinese)
        else:
            for line in block.lines:
                _add(document, line, "Proposed Wording" if block.kind == "model" else "Clause Text")


def _quotes(document: Document, block: Block, *, is_chinese: bool) -> None:
    opening, closing = ("「", "」") if is_chinese else ("“", "”")
    for words, where in zip(block.lines, block.where, strict=True):
        _add(document, f"{opening}{words}{closing}", "Contract Passage").paragraph_format.keep_with_next = True
        _add(document, where, "Passage Source")
