"""The template of a vendor file: our headings, what may stand under them, and lists to choose from."""

import tempfile
from collections.abc import Mapping, Sequence
from typing import IO

from flask_babel import gettext
from openpyxl import Workbook
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet
from sqlalchemy import select

from core.auth.queries import people_with
from core.auth.rules import Role
from core.db import db
from core.excel.cells import put, sheet_title
from core.excel.streaming import HEAD_FILL, HEAD_FONT
from core.i18n import say
from core.places import FIRST, country_name
from core.web.listing import Kind
from vendors.register.importing import columns, companions
from vendors.register.models import Group
from vendors.register.rules import VENDOR_STATUS_NAMES

ROWS = 5000
HIDDEN_FROM_TEMPLATE = frozenset({"name_zh"})
"""Read where a file has it; one column for the name is enough in ours (the English one stands beside it)."""


def write_template() -> IO[bytes]:
    """An empty vendor file in the reader's language; an open temporary file at its start."""
    book = Workbook()
    sheet: Worksheet = book.active
    sheet.title = sheet_title(gettext("Vendors"))
    lists = _lists(book, _choices())
    shown = [column for column in columns() if column.key not in HIDDEN_FROM_TEMPLATE]
    for number, column in enumerate(shown, 1):
        letter = get_column_letter(number)
        _head(sheet, number, say(column.label))
        sheet.column_dimensions[letter].width = 26 if column.key in ("name", "name_en", "service_name") else 18
        for row in range(2, 202):
            # Numbers such as 04595257 keep their leading zero only in cells that are text.
            sheet.cell(row, number).number_format = "@"
        if formula := lists.get(column.choices):
            rule = DataValidation(type="list", formula1=formula, allow_blank=True)
            # Several functions or services may stand in one cell, and new groups: the list helps and does not forbid.
            rule.showErrorMessage = column.choices in ("statuses", "countries")
            rule.error = say(column.hint)
            sheet.add_data_validation(rule)
            rule.add(f"{letter}2:{letter}{ROWS}")
    sheet.freeze_panes = "B2"
    _explanations(book.create_sheet(sheet_title(gettext("Explanations")), 1), shown)
    handle = tempfile.TemporaryFile()  # noqa: SIM115 - the answer closes it when it has been sent
    book.save(handle)
    handle.seek(0)
    return handle


def _choices() -> Mapping[str, Sequence[str]]:
    found: dict[str, Sequence[str]] = {
        "statuses": [say(label) for label in VENDOR_STATUS_NAMES.values()],
        "countries": [country_name(code) for code in FIRST],
        "groups": list(db.session.scalars(select(Group.name).order_by(Group.name))),
        "owners": [user.name for user in people_with([Role.PROCUREMENT, Role.IT_MANAGER])],
    }
    for companion in companions():
        found |= companion.choices()
    return found


def _lists(book: Workbook, choices: Mapping[str, Sequence[str]]) -> dict[str, str]:
    """The lists on a hidden sheet, and where each stands as a formula."""
    sheet = book.create_sheet("Lists")
    sheet.sheet_state = "hidden"
    places = {}
    for number, (name, values) in enumerate(choices.items(), 1):
        letter = get_column_letter(number)
        for row, value in enumerate(values, 1):
            put(sheet.cell(row, number), value, Kind.TEXT)
        if values:
            places[name] = f"Lists!${letter}$1:${letter}${len(values)}"
    return places


def _explanations(sheet: Worksheet, shown: Sequence[object]) -> None:
    for number, (text, width) in enumerate(
        ((gettext("Column"), 26), (gettext("What belongs there"), 70), (gettext("Also read under these headings"), 70)),
        1,
    ):
        _head(sheet, number, text)
        sheet.column_dimensions[get_column_letter(number)].width = width
    for row, column in enumerate(columns(), 2):
        for number, text in enumerate((say(column.label), say(column.hint), "、".join(column.also)), 1):
            cell = put(sheet.cell(row, number), text, Kind.TEXT)
            cell.alignment = Alignment(wrap_text=True, vertical="top")
    notes = (
        gettext("An empty cell changes nothing; nothing is ever deleted by an import."),
        gettext("Each vendor stands in one row. Columns that are not listed here are not read."),
    )
    for row, text in enumerate(notes, len(columns()) + 3):
        put(sheet.cell(row, 2), text, Kind.TEXT).font = Font(italic=True)
    sheet.freeze_panes = "A2"


def _head(sheet: Worksheet, number: int, text: str) -> None:
    cell = put(sheet.cell(1, number), text, Kind.TEXT)
    cell.font, cell.fill = HEAD_FONT, HEAD_FILL
    cell.alignment = Alignment(wrap_text=True, vertical="center")
