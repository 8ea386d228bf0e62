"""What a file that a vendor hands in must not carry."""

import io
import zipfile
import zlib

import docx
import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from vendors.links.scanning import FLOOD, PROGRAM, SCRIPT, UNREADABLE, content_fault


def package(**parts: bytes) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as made:
        for name, data in parts.items():
            made.writestr(name.replace("__", "/"), data)
    return held.getvalue()


def locked(data: bytes) -> bytes:
    """The same package as if its first part were locked with a password."""
    at = data.rfind(b"PK\x01\x02")
    return data[: at + 8] + b"\x01" + data[at + 9 :]


def pdf(objects: bytes = b"", packed: bytes = b"") -> bytes:
    stream = b"<</Type/ObjStm/N 1/Filter/FlateDecode>>\nstream\n" + zlib.compress(packed) + b"\nendstream"
    return b"%PDF-1.7\n1 0 obj " + objects + b" endobj 2 0 obj " + stream + b" endobj"


def written(maker) -> bytes:
    held = io.BytesIO()
    maker.save(held)
    return held.getvalue()


@pytest.mark.parametrize(
    ("data", "fault"),
    [
        (package(**{"word__vbaProject.bin": b"x"}), PROGRAM),
        (package(**{"Basic__Standard__Module1.xml": b"x"}), PROGRAM),
        (package(**{"word__embeddings__setup.EXE": b"MZ"}), PROGRAM),
        (package(**{"xl__worksheets__sheet1.xml": b"<a>" * 70_000_000}), FLOOD),
        (b"PK\x03\x04 and nothing after it", UNREADABLE),
        (locked(package(a=b"x")), UNREADABLE),
        (pdf(b"<</OpenAction<</S/JavaScript/JS(app.alert(1))>>>>"), SCRIPT),
        (pdf(b"<</S/J#61vaScript/JS(1)>>"), SCRIPT),
        (pdf(b"<</S/Launch/F(cmd.exe)>>"), SCRIPT),
        (pdf(packed=b"<</S/JavaScript/JS(1)>>"), SCRIPT),
        (pdf(packed=b" " * 60_000_000) + pdf(), FLOOD),
        (b"X5O!P%@AP$" + b"EICAR-STANDARD-ANTIVIRUS-TEST-FILE" + b"!$H+H*", PROGRAM),
    ],
)  # fmt: skip
def test_programs_macros_scripts_and_floods_are_refused_by_what_the_file_holds(data, fault):
    assert content_fault(data).msgid == fault


@pytest.mark.parametrize(
    "data",
    [
        written(docx.Document()), written(openpyxl.Workbook()), pdf(b"<</OpenAction[3 0 R/Fit]/Names 4 0 R>>", b"<</A 1>>"),
        "政策全文，含 /JavaScript 一詞".encode(), b"a,b\n=1+1,2\n",
    ],
)  # fmt: skip
def test_plain_documents_are_taken(data):
    assert content_fault(data) is None


@given(st.binary(max_size=300), st.sampled_from([b"%PDF-", b"PK\x03\x04", b"%PDF-/ObjStm stream\n", b""]))
def test_whatever_comes_is_judged_never_thrown(data, begins):
    content_fault(begins + data)
