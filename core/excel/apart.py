"""Reads a workbook in a process of its own: the bytes on stdin, one JSON line a row on stdout.

A workbook of two kilobytes can name one cell in the last row and the last column, or a chain of sectors that never ends:
whoever reads it then takes all memory or never comes back. Here that ends this small process and not the server.
It knows nothing of the application, so that it starts in the blink of an eye.
"""

import json
import sys
from datetime import date, datetime, time, timedelta
from io import BytesIO
from typing import Any

DAMAGED, PROTECTED, TOO_LONG = 3, 4, 5


def plain(value: Any) -> Any:
    """A cell for JSON; what JSON has no word for becomes {kind: text}."""
    if isinstance(value, datetime):
        return {"datetime": value.isoformat()}
    if isinstance(value, date):
        return {"date": value.isoformat()}
    if isinstance(value, time):
        return {"time": value.isoformat()}
    if isinstance(value, timedelta):
        return {"seconds": value.total_seconds()}
    return value


def main(most_rows: int, most_columns: int) -> int:
    from python_calamine import CalamineError, CalamineWorkbook, PasswordError, SheetVisibleEnum

    try:
        book = CalamineWorkbook.from_filelike(BytesIO(sys.stdin.buffer.read()))
        for meta in book.sheets_metadata:
            if meta.visible != SheetVisibleEnum.Visible:
                continue
            # Without skip_empty_area=False leading empty rows vanish and every message names the wrong row.
            rows = book.get_sheet_by_name(meta.name).to_python(skip_empty_area=False)
            for number, cells in enumerate(rows, 1):
                if number > most_rows:
                    sys.stdout.write(json.dumps([meta.name]) + "\n")
                    return TOO_LONG
                if any(cell not in ("", None) for cell in cells):
                    sys.stdout.write(json.dumps([meta.name, number, [plain(c) for c in cells[:most_columns]]]) + "\n")
    except PasswordError:
        return PROTECTED
    except (CalamineError, ValueError, OSError):
        return DAMAGED
    return 0


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]), int(sys.argv[2])))
