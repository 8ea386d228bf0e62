"""The workbook that a vendor fills in: instructions, one row a component, lists to choose from. In openpyxl's terms."""

import tempfile
from collections.abc import Iterable, Mapping, Sequence
from typing import IO, Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Protection, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from contracts.letters.content import Speaker
from core.excel.cells import put, sheet_title
from core.excel.streaming import HEAD_FILL, HEAD_FONT
from core.phrases import Wording
from core.web.listing import Kind
from sbom.requests import wording as w
from sbom.requests.content import Asked, Part, RequestDraft, needs, supply
from sbom.requests.rules import row_id
from sbom.statements.rules import SOURCE_KINDS

_TOP = Alignment(wrap_text=True, vertical="top")
_OURS = PatternFill("solid", fgColor="E8ECF1")
_LINE = Border(*(Side("thin", color="C5CDD6"),) * 4)
_BODY = Font(name="Noto Sans TC")
_BOLD = Font(name="Noto Sans TC", bold=True)

Rows = Iterable[Sequence[Any]]


def write_workbook(draft: RequestDraft, request_id: int, elements: Rows = ()) -> IO[bytes]:
    """The workbook in the letter's language; an open temporary file at its start. `elements`: rows of the sheet on minimum
    elements, headings first."""
    say = Speaker(draft)
    book = Workbook(write_only=True)
    _instructions(book.create_sheet(sheet_title(say(w.INSTRUCTIONS))), draft, say)
    _items(book.create_sheet(sheet_title(say(w.ITEMS))), draft, request_id, say)
    rows = list(elements)
    if rows:
        _elements(book.create_sheet(sheet_title(say(w.MINIMUM))), rows)
    lists = book.create_sheet("Lists")
    lists.sheet_state = "hidden"
    for pair in zip(_words(SOURCE_KINDS, say), [*_words(w.WHOSE, say), None], strict=True):
        lists.append([_cell(lists, value) if value else None for value in pair])
    book.active = 1
    handle = tempfile.TemporaryFile()  # noqa: SIM115 - whoever asked for it closes it
    book.save(handle)
    handle.seek(0)
    return handle


def _words(table: Mapping[str, Wording], say: Speaker) -> list[str]:
    return [say(word) for word in table.values()]


def _cell(sheet: Any, value: Any, *, font: Font = _BODY, fill: PatternFill | None = None) -> Any:
    cell = put(WriteOnlyCell(sheet), "" if value is None else value, Kind.TEXT)
    cell.font, cell.alignment = font, _TOP
    if fill is not None:
        cell.fill = fill
    return cell


def _head(sheet: Any, text: str) -> Any:
    cell = _cell(sheet, text, font=HEAD_FONT, fill=HEAD_FILL)
    cell.alignment = Alignment(wrap_text=True, vertical="center")
    return cell


def _instructions(sheet: Any, draft: RequestDraft, say: Speaker) -> None:
    sheet.column_dimensions["A"].width, sheet.column_dimensions["B"].width = 20, 96
    sheet.page_setup.paperSize, sheet.page_setup.fitToHeight = 9, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    title = _cell(sheet, say(w.TITLE), font=Font(name="Noto Sans TC", bold=True, size=14))
    title.alignment = Alignment(vertical="center")
    sheet.append([title])
    values = (draft.sender.firm, draft.vendor, draft.reference, say.day(draft.reply_by), f"{len(draft.asked):,}")
    for label, value in zip(w.META, values, strict=True):
        sheet.append([_cell(sheet, say(label), font=_BOLD), _cell(sheet, value)])
    sheet.append([])
    for number, step in enumerate(w.STEPS, 1):
        sheet.append([_cell(sheet, str(number)), _cell(sheet, say(step))])


def _items(sheet: Any, draft: RequestDraft, request_id: int, say: Speaker) -> None:
    last = len(draft.asked) + 1
    sheet.freeze_panes = "D2"
    sheet.page_setup.orientation, sheet.page_setup.paperSize, sheet.page_setup.fitToHeight = "landscape", 9, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.print_title_rows = "1:1"
    for number, name in enumerate(w.COLUMNS, 1):
        sheet.column_dimensions[get_column_letter(number)].width = w.WIDTHS[name]
    _validate(sheet, last, say)
    sheet.protection.sheet = True
    sheet.protection.autoFilter = sheet.protection.formatColumns = sheet.protection.formatRows = False
    sheet.append([_head(sheet, say(word)) for word in w.COLUMNS.values()])
    for part in draft.parts:
        for asked in part.asked:
            sheet.append(_row(sheet, asked, part, request_id, say))
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(w.COLUMNS))}{last}"


def _row(sheet: Any, asked: Asked, part: Part, request_id: int, say: Speaker) -> list[Any]:
    line = asked.line
    ours = (
        row_id(request_id, line.number, line.key), f"{part.product} {part.release}", line.full_name, line.version,
        line.purl, needs(line, say), "\n".join(asked.why), "\n".join(supply(line, say)),
    )  # fmt: skip
    cells = [_cell(sheet, value, fill=_OURS) for value in ours]
    for _ in range(len(w.COLUMNS) - len(ours)):
        cell = _cell(sheet, None)
        # Text throughout, so that 1.10 and 2027-12-31 stay as they are typed.
        cell.number_format, cell.protection = "@", Protection(locked=False)
        cells.append(cell)
    for cell in cells:
        cell.border = _LINE
    return cells


def _validate(sheet: Any, last: int, say: Speaker) -> None:
    letters = {name: get_column_letter(number) for number, name in enumerate(w.COLUMNS, 1)}
    for name, column, words in (("source_kind", "A", SOURCE_KINDS), ("whose", "B", w.WHOSE)):
        rule = DataValidation("list", formula1=f"Lists!${column}$1:${column}${len(words)}", allow_blank=True)
        rule.error, rule.showErrorMessage = say(w.CHOOSE), True
        rule.add(f"{letters[name]}2:{letters[name]}{last}")
        sheet.data_validations.append(rule)
    for name, hint in (("licence_ends_on", w.DAY_HINT),):
        rule = DataValidation("textLength", operator="lessThanOrEqual", formula1="40", allow_blank=True)
        rule.prompt, rule.showInputMessage, rule.error, rule.showErrorMessage = say(hint), True, say(hint), True
        rule.add(f"{letters[name]}2:{letters[name]}{last}")
        sheet.data_validations.append(rule)


def _elements(sheet: Any, rows: Sequence[Sequence[Any]]) -> None:
    sheet.freeze_panes = "A2"
    for letter, width in zip("ABCDEFGH", (26, 14, 44, 16, 14, 14, 44, 30), strict=False):
        sheet.column_dimensions[letter].width = width
    head, *body = rows
    sheet.append([_head(sheet, str(text)) for text in head])
    for row in body:
        sheet.append([_plain(sheet, value) for value in row])


def _plain(sheet: Any, value: Any) -> Any:
    cell = put(WriteOnlyCell(sheet), value, Kind.PERCENT if isinstance(value, float) else Kind.TEXT)
    cell.font, cell.alignment = _BODY, _TOP
    return cell
