"""A list as a workbook, streamed: 100,000 rows take seconds and no more memory than one."""

import tempfile
from collections.abc import Iterable, Sequence
from datetime import date
from typing import IO, Any

from flask import Response, send_file

from core import clock
from core.web.listing import Column, Listing

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
Part = tuple[str, Sequence[Column], Iterable[Any]]
"""A sheet to write: its title, its columns, its rows."""


def write_list(title: str, columns: Sequence[Column], rows: Iterable[Any]) -> IO[bytes]:
    """One sheet with frozen, filtered headings, real dates and numbers; an open temporary file at its start."""
    return write_sheets([(title, columns, rows)])


def write_sheets(parts: Iterable[Part]) -> IO[bytes]:
    """Several lists as the sheets of one workbook."""
    from openpyxl import Workbook

    from core.excel.streaming import add_sheet

    book = Workbook(write_only=True)
    for title, columns, rows in parts:
        add_sheet(book, title, columns, rows)
    handle = tempfile.TemporaryFile()  # noqa: SIM115 - the answer closes it when it has been sent
    book.save(handle)
    handle.seek(0)
    return handle


def send_list(listing: Listing, args: Any) -> Response:
    """The export of a list page: the same query, filters and order, all rows."""
    handle = write_list(str(listing.title), listing.columns, listing.rows(args))
    return send_workbook(handle, listing.name)


def send_workbook(handle: IO[bytes], name: str, on: date | None = None) -> Response:
    """A workbook to be kept as `name-<day>.xlsx`: the day it speaks of, today when not said."""
    stamp = (on or clock.today()).isoformat()
    return send_file(handle, XLSX, as_attachment=True, download_name=f"{name}-{stamp}.xlsx", max_age=0)
