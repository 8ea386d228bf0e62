"""The board's workbook as an office program opens it: it works out the same sums, and every sheet prints in both languages."""

import shutil
import subprocess
from pathlib import Path

import openpyxl
import pypdfium2
import pytest
from flask_babel import force_locale

from core import clock
from core.db import unit_of_work
from core.demo import operations as demo
from core.report.operations import gather
from core.report.workbook import write_board

OFFICE = shutil.which("soffice")
FAULTS = ("###", "#REF!", "#NAME?", "#VALUE!", "#DIV/0!", "Err:5")


def converted(books: list[Path], kind: str, folder: Path) -> list[Path]:
    command = [OFFICE, f"-env:UserInstallation=file://{folder}/profile", "--headless", "--convert-to", kind]
    subprocess.run([*command, "--outdir", folder / kind, *books], check=True, capture_output=True, timeout=300)
    return [folder / kind / f"{book.stem}.{kind}" for book in books]


@pytest.mark.skipif(not OFFICE, reason="no LibreOffice here: apt install libreoffice-calc-nogui")
def test_it_works_out_the_same_sums_and_prints_every_sheet_in_both_languages(app, tmp_path):
    with unit_of_work():
        demo.load(sizes=demo.Sizes(6, 12, 40), seed=7, today=clock.today(), by=None, tell=lambda *_: None)
    books = []
    for language in ("zh_Hant_TW", "en"):
        with force_locale(language), write_board(gather(clock.today(), by=None)) as handle:
            books.append(tmp_path / f"{language}.xlsx")
            books[-1].write_bytes(handle.read())

    for book, opened in zip(books, converted(books, "xlsx", tmp_path), strict=True):
        formulas, found = openpyxl.load_workbook(book), openpyxl.load_workbook(opened, data_only=True)
        sums = [
            (sheet.title, cell.coordinate, [c.value or 0 for row in sheet[cell.value[5:-1]] for c in row])
            for sheet in formulas
            for row in sheet.iter_rows()
            for cell in row
            if str(cell.value).startswith("=SUM(")
        ]
        assert sums
        assert [(t, at) for t, at, parts in sums if found[t][at].value != pytest.approx(float(sum(parts)))] == []
    for book, printed in zip(books, converted(books, "pdf", tmp_path), strict=True):
        sheets = openpyxl.load_workbook(book, read_only=True).sheetnames
        pages = [page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(printed)]
        assert len(pages) >= len(sheets)
        assert not [(fault, text[:80]) for text in pages for fault in FAULTS if fault in text]
