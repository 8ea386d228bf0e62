"""From what was uploaded to the plain bytes of one SBOM: gzip and zip are opened, within limits; all else is named
and refused.
"""

import io
import zipfile
import zlib

from core.errors import Unreadable
from core.phrases import N_
from sbom.ingest.findings import shown
from sbom.ingest.rules import DEFAULT_LIMITS, Limits

_GZIP = b"\x1f\x8b"
_ZIP = b"PK\x03\x04"
_ZIP_END = b"PK\x05\x06"
_CHUNK = 1 << 20
_ZIP_DIRECTORY_BYTES = 1_000_000
_ZIP_END_BYTES = 22
_ZIP_COMMENT_BYTES = 65_535

_OFFICE = N_("This is an Office document; an SBOM is a JSON, XML or tag-value file. Ask the vendor for that file.")
_OTHER_ARCHIVE = N_("This is a %(kind)s archive. Unpack it and send the SBOM itself, or as .zip or .gz.")
_PDF = N_("This is a PDF; an SBOM is a JSON, XML or tag-value file. Ask the vendor for that file.")
_ARCHIVES = (
    (b"7z\xbc\xaf", "7-Zip"),
    (b"Rar!", "RAR"),
    (b"\xfd7zXZ", "xz"),
    (b"BZh", "bzip2"),
    (b"\x28\xb5\x2f\xfd", "zstd"),
)


def plain_bytes(data: bytes, limits: Limits = DEFAULT_LIMITS) -> bytes:
    """The SBOM's own bytes. Raises `Unreadable` for an empty, oversized, damaged, nested or foreign file."""
    _check_size(len(data), limits.compressed_bytes)
    if data.startswith(_GZIP):
        data = _gunzip(data, limits)
    elif data.startswith((_ZIP, _ZIP_END)):
        data = _unzip(data, limits)
    else:
        _check_kind(data)
        _check_not_empty(data)
        return data
    if data.startswith((_GZIP, _ZIP)):
        raise Unreadable(N_("The archive holds another archive. Send the SBOM itself, or packed once."))
    _check_kind(data)
    _check_not_empty(data)
    return data


def _check_size(size: int, limit: int) -> None:
    if size > limit:
        raise Unreadable(
            N_("The file is larger than %(limit)s bytes, the limit for one SBOM. Ask for one SBOM per product."),
            limit=f"{limit:,}",
        )


def _check_not_empty(data: bytes) -> None:
    if not data.strip(b"\xef\xbb\xbf \t\r\n\x00"):
        raise Unreadable(N_("The file is empty."))


def _check_kind(data: bytes) -> None:
    if data.startswith(b"%PDF"):
        raise Unreadable(_PDF)
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        raise Unreadable(_OFFICE)
    for magic, kind in _ARCHIVES:
        if data.startswith(magic):
            raise Unreadable(_OTHER_ARCHIVE, kind=kind)


def _check_expansion(packed: int, size: int, limits: Limits) -> None:
    _check_size(size, limits.bytes)
    if size > limits.ratio_from_bytes and size > packed * limits.ratio:
        raise Unreadable(
            N_("The archive unpacks to more than %(ratio)s times its size, which no SBOM does. It was not opened."),
            ratio=limits.ratio,
        )


def _gunzip(data: bytes, limits: Limits) -> bytes:
    """All members of a gzip file, one after the other, as gzip itself reads them."""
    out = io.BytesIO()
    rest, stream = data, zlib.decompressobj(wbits=31)
    try:
        while rest:
            out.write(stream.decompress(rest, _CHUNK))
            _check_expansion(len(data), out.tell(), limits)
            rest = stream.unconsumed_tail
            if stream.eof:
                rest = stream.unused_data.lstrip(b"\0")
                if rest and not rest.startswith(_GZIP):
                    raise Unreadable(
                        N_(
                            "After the packed SBOM the file goes on with something else. Pack it again and send it "
                            "anew."
                        )
                    )
                stream = zlib.decompressobj(wbits=31) if rest else stream
    except zlib.error as error:
        raise Unreadable(N_("The gzip file is damaged. Pack it again and send it anew.")) from error
    if not stream.eof:
        raise Unreadable(N_("The gzip file ends too early; it was probably cut off. Send it anew."))
    return out.getvalue()


def _unzip(data: bytes, limits: Limits) -> bytes:
    _check_zip_directory(data)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entry = _only_entry(archive)
            if entry.flag_bits & 0x1:
                raise Unreadable(N_("The zip file is locked with a password. Send it unlocked."))
            with archive.open(entry) as packed:
                out = io.BytesIO()
                while chunk := packed.read(_CHUNK):
                    out.write(chunk)
                    _check_expansion(max(entry.compress_size, 1), out.tell(), limits)
                return out.getvalue()
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, NotImplementedError, RuntimeError) as error:
        raise Unreadable(
            N_("The zip file is damaged or packed in an unusual way. Pack it again and send it anew.")
        ) from error


def _check_zip_directory(data: bytes) -> None:
    """A directory of millions of entries would fill the memory before the first is looked at."""
    end = data.rfind(_ZIP_END, max(0, len(data) - _ZIP_END_BYTES - _ZIP_COMMENT_BYTES))
    size = int.from_bytes(data[end + 12 : end + 16], "little") if end >= 0 else 0
    if size > _ZIP_DIRECTORY_BYTES:
        raise Unreadable(N_("The zip file holds too many files. Send the one SBOM, packed alone."))


def _only_entry(archive: zipfile.ZipFile) -> zipfile.ZipInfo:
    names = [i for i in archive.infolist() if not i.is_dir() and not _is_litter(i.filename)]
    if any(i.filename == "[Content_Types].xml" for i in names):
        raise Unreadable(_OFFICE)
    if not names:
        raise Unreadable(N_("The zip file holds no file."))
    if len(names) > 1:
        raise Unreadable(
            N_("The zip file holds %(n)s files (%(some)s). Send each SBOM by itself."),
            n=len(names),
            some=shown(", ".join(i.filename for i in names[:5]), 200),
        )
    return names[0]


def _is_litter(name: str) -> bool:
    """What macOS and Windows add to an archive unasked."""
    return name.startswith("__MACOSX/") or name.rsplit("/", 1)[-1] in {".DS_Store", "Thumbs.db", "desktop.ini"}
