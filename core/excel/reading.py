"""A spreadsheet from outside → rows of plain values, with the sheet and row each came from."""

import csv
import io
import json
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from core.apart import run_apart
from core.errors import Unreadable
from core.excel import apart
from core.phrases import N_

MAX_ROWS = 50_000
MAX_COLUMNS = 200
MAX_UNPACKED = 300_000_000
CSV_ENCODINGS = ("utf-8-sig", "cp950", "big5hkscs")


@dataclass(frozen=True)
class Row:
    """One row: the sheet's name, the row's number as the spreadsheet program shows it, its cells from column A on."""

    sheet: str
    number: int
    cells: tuple[Any, ...]

    @property
    def is_empty(self) -> bool:
        return not any(str(c).strip() for c in self.cells if c is not None)


def read_rows(data: bytes, name: str) -> Iterator[Row]:
    """All rows of all visible sheets of an .xlsx, .xls, .xlsb, .ods or .csv (UTF-8 or Big5) file, empty ones left out.

    What the bytes are decides, not the name. Raises Unreadable with what is wrong and what to send instead.
    """
    if not data.strip():
        raise Unreadable(N_("The file is empty."))
    if data[:4] == b"PK\x03\x04" or data[:8] == b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1":
        yield from _workbook(data)
    else:
        yield from _csv(data, name)


def _workbook(data: bytes) -> Iterator[Row]:
    if data[:2] == b"PK":
        _refuse_bomb(data)
    written, code = run_apart(apart.__file__, data, str(MAX_ROWS), str(MAX_COLUMNS))
    lines = written.splitlines()
    if code == apart.PROTECTED:
        raise Unreadable(N_("The workbook is protected by a password. Save it without one and send it again."))
    if code == apart.TOO_LONG:
        raise _too_long(json.loads(lines[-1])[0])
    if code == apart.DAMAGED:
        raise Unreadable(N_("The file is not a workbook that can be read. Save it as .xlsx or .csv and send it again."))
    if code:
        raise Unreadable(
            N_(
                "Reading the workbook takes more memory or time than any list of vendors needs: it is damaged, or a cell far outside the list is filled. Copy the list into a new workbook and send that."
            )
        )
    for line in lines:
        sheet, number, cells = json.loads(line)
        yield from _bounded(sheet, number, [_cell(c) for c in cells])


def _cell(value: Any) -> Any:
    if not isinstance(value, dict):
        return value
    ((kind, written),) = value.items()
    return _KINDS[kind](written)


_KINDS: dict[str, Callable[[Any], Any]] = {
    "datetime": datetime.fromisoformat,
    "date": date.fromisoformat,
    "time": time.fromisoformat,
    "seconds": lambda seconds: timedelta(seconds=seconds),
}


def _refuse_bomb(data: bytes) -> None:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            unpacked = sum(info.file_size for info in archive.infolist())
    except zipfile.BadZipFile as error:
        raise Unreadable(N_("The file is damaged. Save it again as .xlsx or .csv and send that.")) from error
    if unpacked > MAX_UNPACKED or unpacked > max(len(data), 10_000) * 200:
        raise Unreadable(N_("The workbook unpacks to far more than its size allows; it is not read."))


def _csv(data: bytes, name: str) -> Iterator[Row]:
    text = _decoded(data)
    if "\x00" in text:
        raise Unreadable(
            N_("The file is neither a workbook nor a text file. Save it as .xlsx or .csv and send it again.")
        )
    sample = text[:20_000]
    try:
        dialect: Any = csv.Sniffer().sniff(sample, delimiters=",;\t")
    except csv.Error:
        dialect = csv.excel
    reader = csv.reader(io.StringIO(text, newline=""), dialect)
    try:
        for cells in reader:
            yield from _bounded(name, reader.line_num, cells)
    except csv.Error as error:
        raise Unreadable(N_("Line %(line)s is not valid CSV: %(why)s"), line=reader.line_num, why=str(error)) from error


def _decoded(data: bytes) -> str:
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        try:
            return data.decode("utf-16")
        except UnicodeDecodeError:
            pass
    for encoding in CSV_ENCODINGS:
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise Unreadable(N_("The text is neither UTF-8 nor Big5. Save the file as CSV UTF-8 and send it again."))


def _bounded(sheet: str, number: int, cells: Any) -> Iterator[Row]:
    if number > MAX_ROWS:
        raise _too_long(sheet)
    row = Row(sheet, number, tuple(cells[:MAX_COLUMNS]))
    if not row.is_empty:
        yield row


def _too_long(sheet: str) -> Unreadable:
    return Unreadable(N_("The sheet %(sheet)s has more than %(n)s rows; split it."), sheet=sheet, n=f"{MAX_ROWS:,}")


def cell_text(value: Any) -> str:
    """A cell as the person saw it: 4595257.0 typed as a number is 4595257, a date is ISO, control characters go."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    if isinstance(value, datetime):
        return (
            value.date().isoformat()
            if not (value.hour or value.minute or value.second)
            else value.isoformat(" ", "minutes")
        )
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, timedelta):
        return str(value)
    return "".join(c for c in str(value) if c in "\t\n" or ord(c) >= 32).strip()


def column_letter(index: int) -> str:
    """0 → A, 26 → AA: for messages that say where."""
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(65 + rest) + letters
    return letters
