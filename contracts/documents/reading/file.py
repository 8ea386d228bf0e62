"""Which kind of file this is (by its content; its name only where that is plain words), and the reader for it."""

import re
from pathlib import PurePosixPath

from contracts.documents.reading import odt, pdf, plain, word
from contracts.documents.reading.limits import MAX_BYTES
from contracts.documents.reading.package import Package
from contracts.documents.reading.pictures import is_image
from contracts.documents.reading.recognition import Recognise
from contracts.documents.reading.scans import read_image
from contracts.documents.reading.text import DocumentText
from core.errors import Unreadable
from core.phrases import N_

_ENDING = re.compile(r"\.(?=[0-9]*[A-Za-z])([A-Za-z0-9]{1,8})$")
"""第2.0版 and v1.2 end in a number, not in a kind of file."""
_KNOWN = frozenset((
    "txt", "text", "md", "markdown", "docx", "docm", "doc", "odt", "ott", "rtf", "pdf", "png", "jpg", "jpeg", "tif", "tiff",
))  # fmt: skip
"""Text under one of these names is meant to be a document, though some of them say more than it is."""
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def read(data: bytes, name: str, recognise: Recognise | None = None) -> DocumentText:
    """The words of a .docx, .odt, .pdf or picture, whatever its name, or of a text file; `recognise` reads pictures of pages.

    Raises Unreadable with a sentence for who sent it; NoTextLayer when there is nothing but pictures and no `recognise`.
    """
    name = PurePosixPath(name.replace("\\", "/")).name
    if not data.strip(b"\x00 \t\r\n"):
        raise Unreadable(N_("The file is empty; upload it again."))
    if len(data) > MAX_BYTES:
        raise Unreadable(
            N_("The file is larger than %(limit)s MB; send the contract without its pictures."),
            limit=MAX_BYTES // 1024**2,
        )
    if b"%PDF-" in data[:1024]:
        return pdf.read(data, name, recognise)
    if is_image(data):
        return read_image(data, name, recognise)
    if data[:4] in (b"PK\x03\x04", b"PK\x05\x06"):
        package = Package(data)
        return odt.read(package, name) if package.is_open_document() else word.read(package, name)
    _refuse_what_is_no_text(data)
    _refuse_unknown_kind(name)
    return plain.read(data, name)


def _refuse_unknown_kind(name: str) -> None:
    """Words alone make no document: a log, a program or a table is text too. A name without an ending says nothing."""
    found = _ENDING.search(name)
    if found and found[1].lower() not in _KNOWN:
        raise Unreadable(
            N_(
                "Files of the kind .%(ending)s are not read here. Send Word (.docx), OpenDocument (.odt), PDF, a picture "
                "(.jpg, .png, .tiff) or text (.txt)."
            ),
            ending=found[1],
        )


def _refuse_what_is_no_text(data: bytes) -> None:
    if data.startswith(_OLE):
        if "EncryptedPackage".encode("utf-16-le") in data:
            raise Unreadable(N_("The document is locked with a password; send a copy without one."))
        raise Unreadable(
            N_("This is a file of Word 97–2003 (.doc) or another old Office format; save it as .docx or .pdf.")
        )
    if data[:5] == b"{\\rtf":
        raise Unreadable(N_("This is an .rtf file; save it as .docx or .pdf."))
    if data[4:12] in (b"ftypheic", b"ftypheix", b"ftypmif1"):
        raise Unreadable(N_("This is a picture of a phone (.heic); save it as .jpg or .pdf."))
    if data[:1024].lstrip()[:9].lower() in (b"<!doctype", b"<html>") or data[:1024].lstrip()[:5].lower() == b"<html":
        raise Unreadable(N_("This is a web page; save it as .pdf or .docx."))
    if data[:6] in (b"7z\xbc\xaf'\x1c", b"Rar!\x1a\x07") or data[:2] == b"\x1f\x8b":
        raise Unreadable(N_("This is an archive; unpack it and send the documents one by one."))
