"""What stands before and behind the features' sheets: cover, summary, definitions."""

from decimal import Decimal
from typing import Any

from flask_babel import gettext
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from core import clock
from core.excel.cells import number_format, sheet_title
from core.i18n import formats, language, say
from core.report.looks import BRAND, FACE, LINE, LINKED, fit, head, light, rooms, title, write, write_line
from core.report.operations import Board
from core.report.parts import Figure, light_name, tally
from core.web.listing import Kind


def cover(ws: Worksheet, board: Board, contents: list[str]) -> None:
    ws.column_dimensions["A"].width, ws.column_dimensions["B"].width = 26, 96
    write_line(ws, 2, gettext("Outsourced IT vendors: report to the board"), size=22, bold=True, color=BRAND)
    ws.row_dimensions[2].height = 34
    facts: list[tuple[str, Any, Kind]] = [(gettext("As of"), board.as_of, Kind.DAY)]
    if language() == "zh_Hant_TW":
        facts.append((gettext("As of (民國)"), formats.day(board.as_of, roc=True), Kind.TEXT))
    facts += [
        (gettext("Made"), clock.now(), Kind.INSTANT),
        (gettext("Made by"), board.made_by, Kind.TEXT),
        (gettext("Compared with"), board.before_on or gettext("no earlier report is on record"), Kind.DAY if board.before_on else Kind.TEXT),
        (gettext("Basis"), gettext("CC-19000 (4) of the Standard for the Internal Control Systems of Securities Firms, as revised in 2023"), Kind.TEXT),
        (gettext("How it is made"), gettext("From the register on the day above, by the same calculations as the product's pages. What is not known is shown as not known, never as zero."), Kind.TEXT),
    ]  # fmt: skip
    for row, (label, value, kind) in enumerate(facts, 4):
        write(ws, row, 1, label, bold=True)
        write(ws, row, 2, value, kind).alignment = Alignment(horizontal="left", vertical="top", wrap_text=True)
        fit(ws, row, rooms(ws, 2))
    row = 4 + len(facts) + 1
    write(ws, row, 1, gettext("Contents"), bold=True, size=13, color=BRAND)
    ws.row_dimensions[row].height = 20
    for number, name in enumerate(contents, 1):
        cell = write_line(ws, row + number, name, color=LINKED, underline="single")
        cell.hyperlink = f"#'{sheet_title(name)}'!A1"


def summary(ws: Worksheet, board: Board) -> None:
    """Every figure with its light; the columns of last time only where there was one."""
    columns = [
        (gettext("Subject"), 19.0, Kind.TEXT),
        (gettext("Figure"), 36.0, Kind.TEXT),
        (gettext("Result"), 12.0, Kind.NUMBER),
        (gettext("Light"), 13.0, Kind.TEXT),
        (gettext("Why"), 46.0, Kind.TEXT),
    ]
    if board.before is not None:
        columns[4:4] = [(gettext("Last time"), 12.0, Kind.NUMBER), (gettext("Difference"), 12.0, Kind.NUMBER)]
    row = title(ws, gettext("Summary"), _lead(board), width=sum(width for _, width, _ in columns))
    for column, (name, width, kind) in enumerate(columns, 1):
        ws.column_dimensions[get_column_letter(column)].width = width
        head(ws, row, column, name, kind)
    ws.freeze_panes = ws.cell(row + 1, 1)
    ws.print_title_rows = f"{row}:{row}"
    first, room = row, rooms(ws, len(columns))
    for sheet in board.sheets:
        for figure in sheet.figures:
            row += 1
            _summary_row(ws, row, str(sheet.title), figure, board)
            fit(ws, row, room)
    ws.auto_filter.ref = f"A{first}:{get_column_letter(len(columns))}{max(row, first)}"


def _lead(board: Board) -> str:
    found = tally(board.figures)
    said = gettext(
        "%(bad)s red, %(warn)s amber, %(good)s green.", bad=found["bad"], warn=found["warn"], good=found["good"]
    )
    if board.before_on is None:
        compared = gettext("There is no earlier report on record to compare with.")
    else:
        compared = gettext("Last time is the report of %(day)s.", day=formats.day(board.before_on))
    return f"{said} {compared}"


def _summary_row(ws: Worksheet, row: int, subject: str, figure: Figure, board: Board) -> None:
    write(ws, row, 1, subject)
    write(ws, row, 2, str(figure.label))
    known = figure.value is not None
    result = write(
        ws, row, 3, figure.value if known else gettext("not known"), figure.kind if known else Kind.TEXT, bold=True
    )
    result.alignment = Alignment(horizontal="right", vertical="top", wrap_text=not known)
    shown = write(ws, row, 4, light_name(figure.tone) if known else gettext("Not known"))
    shown.alignment = Alignment(horizontal="center", vertical="top", wrap_text=True)
    light(shown, figure.tone)
    why = say(figure.why) if figure.why else ""
    last = 5
    if board.before is not None:
        last, before = 7, board.before.get(figure.key)
        if before is None:
            why = gettext("%(why)s (no data from last time)", why=why).strip()
        else:
            write(ws, row, 5, _as_kind(before, figure), figure.kind)
        if before is not None and figure.value is not None:
            # A live formula: the reader can see where the change comes from.
            cell = ws.cell(row, 6, f"=C{row}-E{row}")
            cell.number_format = _signed(figure, before)
            cell.font, cell.alignment = Font(name=FACE, size=11), Alignment(horizontal="right", vertical="top")
    write(ws, row, last, why)
    for column in range(1, last + 1):
        ws.cell(row, column).border = LINE


def _as_kind(value: float, figure: Figure) -> Any:
    whole = isinstance(figure.value, int | Decimal | None) and float(value).is_integer()
    return int(value) if whole else value


def _signed(figure: Figure, before: float) -> str:
    """The format of a difference: as many digits as the two it lies between, and its sign."""
    if figure.kind is Kind.PERCENT:
        return "+0.0%;-0.0%;0.0%"
    shown = max(number_format(figure.value), number_format(before), key=len)
    return f"+{shown};-{shown};0"


def definitions(ws: Worksheet, board: Board) -> None:
    row = title(ws, gettext("Definitions"))
    heads = ((gettext("Expression"), 28), (gettext("Meaning"), 78), (gettext("Source"), 38))
    for column, (name, width) in enumerate(heads, 1):
        ws.column_dimensions[get_column_letter(column)].width = width
        head(ws, row, column, name)
    ws.freeze_panes = ws.cell(row + 1, 1)
    ws.print_title_rows = f"{row}:{row}"
    room = rooms(ws, 3)
    for sheet in board.sheets:
        for one in sheet.definitions:
            row += 1
            write(ws, row, 1, say(one.term), bold=True)
            write(ws, row, 2, say(one.meaning))
            write(ws, row, 3, one.source)
            fit(ws, row, room)
