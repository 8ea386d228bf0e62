"""What a file from outside must not carry: programs, macros, scripts that run when it is opened, a flood when unpacked. Pure.

It opens nothing and runs nothing; it looks at names and at plain markers, so it stands beside the virus scanner of the
machine on which the file is opened, never in its place.
"""

import io
import re
import zipfile
import zlib

from core.phrases import N_, Phrase, phrase

MOST_UNPACKED = 200_000_000
"""Bytes that all parts of a document may take together."""
MOST_PARTS = 10_000
MOST_OBJECTS = 50_000_000
"""Bytes of packed PDF objects that are looked through."""
PROGRAMS = (
    "exe", "dll", "com", "scr", "bat", "cmd", "ps1", "vbs", "vbe", "js", "jse", "wsf", "hta", "jar", "lnk", "msi", "sh",
)  # fmt: skip
MACROS = re.compile(r"(^|/)(vbaproject\.bin|vbadata\.xml)$|^basic/|^scripts/|(^|/)xl/macrosheets/")
TEST_VIRUS = b"EICAR-STANDARD-ANTIVIRUS-TEST-FILE"
PROGRAM = N_("The file carries a program or a macro; send it without.")
FLOOD = N_("The file unpacks to far more than a document can hold; it is not taken.")
UNREADABLE = N_("The file cannot be opened: it is damaged or locked with a password. Save it again without one.")
SCRIPT = N_("The PDF carries a script or starts a program when it is opened; print it to a new PDF and send that.")


def _pdf_name(name: str) -> bytes:
    """A pattern for a name in a PDF, any letter of which may be written as #xx (ISO 32000-1, 7.3.5)."""
    letters = "".join(f"(?:{letter}|#{ord(letter):02x}|#{ord(letter):02X})" for letter in name)
    return f"/{letters}(?![A-Za-z0-9])".encode()


ACTIVE = re.compile(_pdf_name("JavaScript") + b"|" + _pdf_name("Launch"))
PACKED_OBJECTS = re.compile(rb"/ObjStm\b.{0,400}?stream\r?\n", re.DOTALL)


def content_fault(data: bytes) -> Phrase | None:
    """Why a file is not taken, from what it holds, whatever it is called; None where nothing of the sort is seen."""
    if TEST_VIRUS in data:
        return phrase(PROGRAM)
    if data.startswith(b"%PDF-"):
        return _pdf_fault(data)
    return _package_fault(data) if data.startswith(b"PK\x03\x04") else None


def _package_fault(data: bytes) -> Phrase | None:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            parts = package.infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OverflowError):
        return phrase(UNREADABLE)
    if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_UNPACKED:
        return phrase(FLOOD)
    if any(part.flag_bits & 1 for part in parts):
        return phrase(UNREADABLE)
    names = [part.filename.replace("\\", "/").lower() for part in parts]
    if any(MACROS.search(name) or name.rpartition(".")[2] in PROGRAMS for name in names):
        return phrase(PROGRAM)
    return None


def _pdf_fault(data: bytes) -> Phrase | None:
    if ACTIVE.search(data):
        return phrase(SCRIPT)
    view, left = memoryview(data), MOST_OBJECTS
    for number, found in enumerate(PACKED_OBJECTS.finditer(data)):
        end = data.find(b"endstream", found.end())
        if number >= MOST_PARTS or end < 0 or left <= 0:
            return phrase(UNREADABLE if end < 0 else FLOOD)
        try:
            objects = zlib.decompressobj().decompress(view[found.end() : end], left)
        except zlib.error:
            continue  # packed another way: nothing that can be looked at here
        if ACTIVE.search(objects):
            return phrase(SCRIPT)
        left -= len(objects)
    return None
