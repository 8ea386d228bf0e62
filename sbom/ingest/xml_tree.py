"""XML bytes to a tree that cannot reach out of the file: no document type, no entity, no network, bounded size and
depth.
"""

import re
from typing import Any

from lxml import etree

from core.errors import Unreadable
from core.phrases import N_
from sbom.ingest.findings import shown
from sbom.ingest.rules import Limits

_PROLOG = re.compile(rb"\s*+(?:(?><\?.*?\?>|<!--.*?-->)\s*+)*+<!DOCTYPE", re.S)
"""What was matched is never tried anew otherwise: a thousand comments would else be put together in every way there is."""
_ENCODINGS = re.compile(
    r"utf-?(8|16|16-?le|16-?be)|us-ascii|iso-8859-\d{1,2}|windows-125\d|koi8-[ru]"
    r"|big5(-hkscs)?|cp950|gb(k|2312|18030)|shift_jis|euc-(jp|kr|tw)",
    re.I,
)
_BEGINNING = 65_536
_DECLARED = re.compile(r"^\s*<\?xml[^>]*\?>")


# What keeps a parser inside its file. huge_tree stays off: libxml2 then bounds depth (256) and text (10 MB).
_SAFELY: dict[str, Any] = {
    "encoding": "utf-8",
    "resolve_entities": False,
    "no_network": True,
    "load_dtd": False,
    "dtd_validation": False,
    "attribute_defaults": False,
    "huge_tree": False,
    "recover": False,
}


def streaming_parser(schema: etree.XMLSchema) -> "etree.XMLPullParser[etree._Element]":
    """Checks against `schema` while it is fed; its `feed_error_log` grows meanwhile."""
    return etree.XMLPullParser(events=(), schema=schema, **_SAFELY)


def root_tag(data: bytes) -> str:
    """The tag of the first element, of UTF-8 bytes; "" where the beginning does not tell."""
    parser = etree.XMLPullParser(events=("start",), **_SAFELY)
    try:
        parser.feed(data[:_BEGINNING])
    except etree.XMLSyntaxError:
        return ""
    return next((str(element.tag) for _, element in parser.read_events()), "")


def as_utf8(data: bytes) -> bytes:
    """The same document in UTF-8 without a declaration, whatever it declared. Raises `Unreadable` where the bytes do
    not fit.
    """
    name = _encoding(data)
    if not _ENCODINGS.fullmatch(name.removesuffix("-sig")):
        raise Unreadable(
            N_("The XML is in the encoding “%(name)s”, which is not read here. Save it as UTF-8 and send it again."),
            name=shown(name),
        )
    try:
        text = data.decode(name)
    except (UnicodeDecodeError, LookupError):
        raise Unreadable(
            N_("The XML says it is %(name)s, but its bytes are not. Save it as UTF-8 and send it again."),
            name=shown(name),
        ) from None
    return _DECLARED.sub("", text.lstrip("\ufeff"), count=1).encode()


def _encoding(data: bytes) -> str:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16"
    if data.startswith(b"\xef\xbb\xbf"):
        return "utf-8-sig"
    if data[:4] == b"<\0?\0":
        return "utf-16-le"
    if data[:4] == b"\0<\0?":
        return "utf-16-be"
    declared = re.match(rb"""\s*<\?xml[^>]*?encoding\s*=\s*["']([A-Za-z0-9._-]{1,40})["']""", data[:400])
    return declared.group(1).decode("ascii") if declared else "utf-8"


def parse_xml(data: bytes, limits: Limits) -> etree._Element:
    """The root of a UTF-8 document (see `as_utf8`). Raises `Unreadable` for a DOCTYPE, or with line and column for
    what is not XML.
    """
    if _PROLOG.match(data):
        raise _has_doctype()
    if b"\0" in data:
        raise Unreadable(
            N_("The file holds the character NUL, which XML may not hold. Ask the vendor for a clean file.")
        )
    if data.count(b"<") > 2 * limits.xml_elements:
        raise Unreadable(
            N_("The XML holds more than %(limit)s elements, the limit for one SBOM. Ask for one SBOM per product."),
            limit=f"{limits.xml_elements:,}",
        )
    parser = etree.XMLParser(**_SAFELY)
    try:
        root: etree._Element = etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        raise _not_xml(error, parser.error_log) from None
    if root.getroottree().docinfo.internalDTD is not None:
        raise _has_doctype()
    return root


def _has_doctype() -> Unreadable:
    return Unreadable(
        N_(
            "The XML has a document type declaration (<!DOCTYPE …>), which can hide entities and outside files. No "
            "SBOM needs one; ask for the file without it."
        )
    )


def _not_xml(error: etree.XMLSyntaxError, log: etree._ListErrorLog) -> Unreadable:
    """The parser's own log, first entry: the exception shows the last, and its log is shared between parsers."""
    line, column = (log[0].line, log[0].column) if len(log) else error.position
    why = shown((log[0].message if len(log) else error.msg or "").split(", line ")[0].strip(), 160)
    msgid = N_("This is not well-formed XML, at line %(line)s, column %(column)s: %(why)s.")
    if "epth" in why:
        msgid = N_("The XML is nested too deep (line %(line)s, column %(column)s): more than 256 levels.")
    return Unreadable(msgid, field=f"line {line}", line=line, column=column, why=why)
