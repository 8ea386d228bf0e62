"""The zip of a .docx or .odt: its parts, bounded in number, size and expansion, as XML without entities."""

import posixpath
import struct
import zipfile
import zlib
from io import BytesIO

from lxml import etree

from contracts.documents.reading.limits import MAX_PART_BYTES, MAX_PARTS, MAX_UNPACKED_BYTES
from core.errors import Unreadable
from core.phrases import N_

_RELATIONSHIPS = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
_ENCRYPTION = "{urn:oasis:names:tc:opendocument:xmlns:manifest:1.0}encryption-data"
_MAX_RATIO = 300
_FAULTS = (
    zipfile.BadZipFile, zlib.error, struct.error, EOFError, OSError, IndexError, NotImplementedError, RuntimeError, ValueError,
)  # fmt: skip
"""What Python's reader of zips raises on damaged ones."""
_LOCKED = N_("The document is locked with a password; send a copy without one.")
_STRICT = {
    b"http://purl.oclc.org/ooxml/wordprocessingml/main": b"http://schemas.openxmlformats.org/wordprocessingml/2006/main",
    b"http://purl.oclc.org/ooxml/officeDocument/math": b"http://schemas.openxmlformats.org/officeDocument/2006/math",
}
"""The names that "Strict Open XML" has for the same things."""
_DAMAGED = N_("The document is damaged and cannot be opened; save it again, or send it as .pdf.")
_BLOWN_UP = N_("The document unpacks to far more than a contract can hold; save it again, or send it as .pdf.")


class Package:
    """Reads parts of an Office zip. Every error is an Unreadable."""

    def __init__(self, data: bytes) -> None:
        try:
            self._zip = zipfile.ZipFile(BytesIO(data))
            infos = self._zip.infolist()
        except _FAULTS as error:
            raise Unreadable(_DAMAGED) from error
        if len(infos) > MAX_PARTS or sum(info.file_size for info in infos) > MAX_UNPACKED_BYTES:
            raise Unreadable(_BLOWN_UP)
        self._infos = {info.filename: info for info in infos}

    def __contains__(self, part: str) -> bool:
        return part in self._infos

    def names(self) -> list[str]:
        """Of all parts."""
        return list(self._infos)

    def is_open_document(self) -> bool:
        """Whether it is an .odt (or another file of that family). Raises Unreadable when it is locked."""
        if "content.xml" not in self and "META-INF/manifest.xml" not in self:
            return False
        manifest = self.xml("META-INF/manifest.xml")
        if manifest is not None and next(manifest.iter(_ENCRYPTION), None) is not None:
            raise Unreadable(_LOCKED)
        return "content.xml" in self and "word/document.xml" not in self

    def main(self) -> str:
        """The part that holds the document's body. Raises Unreadable for what is no Word document."""
        for kind, target in self.relations(""):
            if kind.endswith("/officeDocument") and target in self:
                if target.startswith("word/") or self._is_word(target):
                    return target
                raise Unreadable(
                    N_("This is another Office file, not a Word document; send the contract as .docx or .pdf.")
                )
        if "word/document.xml" in self:
            return "word/document.xml"
        raise Unreadable(N_("This is an archive, not a document; unpack it and send the documents one by one."))

    def _is_word(self, target: str) -> bool:
        root = self.xml(target)
        return (
            root is not None
            and etree.QName(root).localname == "document"
            and "wordprocessingml" in str(etree.QName(root).namespace)
        )

    def relations(self, part: str) -> list[tuple[str, str]]:
        """(kind, target part) of a part's relations inside the package; `part` "" for the package itself."""
        folder, name = posixpath.split(part)
        root = self.xml(posixpath.join(folder, "_rels", f"{name}.rels"))
        if root is None:
            return []
        found = []
        for relation in root.iter(_RELATIONSHIPS):
            if relation.get("TargetMode") != "External":
                target = relation.get("Target", "")
                path = target.lstrip("/") if target.startswith("/") else posixpath.join(folder, target)
                found.append((relation.get("Type", ""), posixpath.normpath(path)))
        return found

    def xml(self, part: str) -> etree._Element | None:
        """The root of a part, None when there is no such part."""
        info = self._infos.get(part)
        if info is None:
            return None
        data = self._bytes(info)
        parser = etree.XMLParser(
            resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_comments=True
        )
        for strict, usual in _STRICT.items():
            data = data.replace(strict, usual)
        try:
            root = etree.fromstring(data, parser)
        except (etree.XMLSyntaxError, ValueError) as error:
            raise Unreadable(_DAMAGED) from error
        if root.getroottree().docinfo.doctype:
            raise Unreadable(
                N_("The document holds XML declarations that no contract needs; save it again in Word or LibreOffice.")
            )
        return root

    def _bytes(self, info: zipfile.ZipInfo) -> bytes:
        if info.flag_bits & 1:
            raise Unreadable(_LOCKED)
        if info.file_size > MAX_PART_BYTES or info.file_size > 1_000_000 + _MAX_RATIO * max(info.compress_size, 1):
            raise Unreadable(_BLOWN_UP)
        try:
            with self._zip.open(info) as stream:
                data = stream.read(MAX_PART_BYTES + 1)
        except _FAULTS as error:
            raise Unreadable(_DAMAGED) from error
        if len(data) > MAX_PART_BYTES:
            raise Unreadable(_BLOWN_UP)
        return data
