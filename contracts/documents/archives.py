"""A zip of papers: which files it holds under which names, and their bytes. Every zip is hostile until shown otherwise."""

import re
import shutil
import stat
import struct
import tempfile
import threading
import unicodedata
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import IO

from contracts.documents.reading.limits import MAX_BYTES
from core.errors import Unreadable
from core.phrases import N_, Phrase, phrase

MAX_FILES = 2_000
MAX_UNPACKED = 2 * 1024**3
"""Of all files together, by the archive's own account and by ours."""
MAX_RATIO = 300
LONGEST_NAME = 255
_HELD = 1 << 20

_ARCHIVES = (".zip", ".7z", ".rar", ".tar", ".gz", ".tgz", ".bz2", ".xz", ".lzh", ".arj", ".cab")
_PACKED_AS = {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA}
_JUNK = re.compile(r"(?:^|/)(?:__MACOSX/|\._|\.DS_Store$|Thumbs\.db$|desktop\.ini$|~\$)", re.IGNORECASE)
_FAULTS = (zipfile.BadZipFile, zlib.error, EOFError, OSError, IndexError, NotImplementedError, RuntimeError, ValueError)
_UNICODE_PATH = 0x7075
_NO_ZIP = N_("This is not a zip that can be opened; pack the folder again as an ordinary .zip.")


@dataclass(frozen=True)
class Member:
    """A file of the archive. `name` is for people: it never names a place on a disk. `refusal` says why it is not read."""

    index: int
    name: str
    size: int
    refusal: Phrase | None = None


class Archive:
    """An open zip. Raises Unreadable for what is none, or holds more than any folder of contracts does."""

    def __init__(self, stream: IO[bytes]) -> None:
        try:
            self._zip = zipfile.ZipFile(stream)
        except _FAULTS as error:
            raise Unreadable(_NO_ZIP, field="archive") from error
        self._infos = [info for info in self._zip.infolist() if info.filename]
        self._lock = threading.Lock()
        stream.seek(0, 2)
        self._refuse_bombs(stream.tell())
        self.members = tuple(self._members())
        if not self.members:
            raise Unreadable(N_("The zip holds no file."), field="archive")

    def _refuse_bombs(self, size: int) -> None:
        files = [info for info in self._infos if not info.is_dir()]
        if len(files) > MAX_FILES:
            raise Unreadable(
                N_("The zip holds %(count)s files; send at most %(limit)s at once."),
                field="archive",
                count=f"{len(files):,}",
                limit=f"{MAX_FILES:,}",
            )
        if sum(info.file_size for info in files) > MAX_UNPACKED or sum(info.compress_size for info in files) > size:
            raise Unreadable(
                N_("The zip unpacks to more than %(limit)s GB, or its files overlap; it is not opened."),
                field="archive",
                limit=MAX_UNPACKED // 1024**3,
            )

    def _members(self) -> Iterator[Member]:
        names = _decoded(self._infos)
        seen: Counter[str] = Counter()
        for index, (info, written) in enumerate(zip(self._infos, names, strict=True)):
            if info.is_dir() or is_junk(written):
                continue
            name = shown_name(written) or f"file {index + 1}"
            seen[name] += 1
            name = f"{name} ({seen[name]})" if seen[name] > 1 else name
            yield Member(index, name, info.file_size, _refusal(info, written))

    def read(self, index: int) -> bytes:
        """A member's bytes; safe to call from several threads. Raises Unreadable."""
        info = self._infos[index]
        try:
            with self._lock, self._zip.open(info) as stream:
                data = stream.read(MAX_BYTES + 1)
        except _FAULTS as error:
            raise Unreadable(N_("The file is damaged inside the zip; pack it again.")) from error
        if len(data) > MAX_BYTES:
            raise Unreadable(_TOO_LARGE, limit=MAX_BYTES // 1024**2)
        return data


_TOO_LARGE = N_("The file is larger than %(limit)s MB; send the contract without its pictures.")


def _refusal(info: zipfile.ZipInfo, name: str) -> Phrase | None:
    """Why a member is not read, as far as the archive's directory tells."""
    if info.flag_bits & 1:
        return phrase(N_("The file is locked with a password inside the zip; pack it without one."))
    if stat.S_ISLNK(info.external_attr >> 16):
        return phrase(N_("This is a link to a file, not a file."))
    if info.compress_type not in _PACKED_AS:
        return phrase(N_("The file is packed in a way that is not read here; pack it again as an ordinary .zip."))
    if name.lower().endswith(_ARCHIVES):
        return phrase(N_("An archive inside the archive is not opened; unpack it and pack its files."))
    if info.file_size > MAX_BYTES:
        return phrase(_TOO_LARGE, limit=MAX_BYTES // 1024**2)
    if info.file_size > 1_000_000 + MAX_RATIO * max(info.compress_size, 1):
        return phrase(N_("The file unpacks to far more than a contract can hold; it is not opened."))
    return None


def _decoded(infos: Sequence[zipfile.ZipInfo]) -> list[str]:
    """The names as whoever packed them saw them. What is not marked as UTF-8 is in one encoding throughout: UTF-8 all
    the same, Taiwan's CP950, or the DOS code page that the format means."""
    raw = {i: _raw_name(info) for i, info in enumerate(infos) if not info.flag_bits & 0x800}
    encoding = next((e for e in ("utf-8", "cp950", "big5hkscs") if all(_fits(name, e) for name in raw.values())), "")
    names = []
    for i, info in enumerate(infos):
        if i not in raw:
            names.append(info.orig_filename)
        else:
            names.append(_unicode_path(info, raw[i]) or raw[i].decode(encoding or _own_encoding(raw[i]), "replace"))
    return names


def _raw_name(info: zipfile.ZipInfo) -> bytes:
    return info.orig_filename.encode("cp437", "replace")


def _fits(name: bytes, encoding: str) -> bool:
    try:
        name.decode(encoding)
    except UnicodeDecodeError:
        return False
    return True


def _own_encoding(name: bytes) -> str:
    return next((e for e in ("utf-8", "cp950") if _fits(name, e)), "cp437")


def _unicode_path(info: zipfile.ZipInfo, raw: bytes) -> str:
    """The name in UTF-8 that some packers put beside the other one; "" when there is none, or it is of another name."""
    extra = info.extra
    while len(extra) >= 4:
        kind, length = struct.unpack("<HH", extra[:4])
        field, extra = extra[4 : 4 + length], extra[4 + length :]
        if kind == _UNICODE_PATH and len(field) > 5 and struct.unpack("<I", field[1:5])[0] == zlib.crc32(raw):
            return field[5:].decode("utf-8", "replace")
    return ""


def as_archive(files: Iterable[tuple[str, IO[bytes]]]) -> IO[bytes]:
    """A folder's files (path in it, bytes) as a zip, held on disk once it is large; its reader refuses what it refuses of
    any other. A path twice is kept twice."""
    packed: IO[bytes] = tempfile.SpooledTemporaryFile(max_size=_HELD)  # noqa: SIM115 - closed by whoever asked for it
    with zipfile.ZipFile(packed, "w") as archive:
        for path, source in files:
            with archive.open(zipfile.ZipInfo(shown_name(path) or "file"), "w") as kept:
                shutil.copyfileobj(source, kept)
    packed.seek(0)
    return packed


def is_junk(name: str) -> bool:
    """Whether a file is what a program or system leaves beside documents, such as the lock file of an open one."""
    return bool(_JUNK.search(name))


def shown_name(written: str) -> str:
    """A path from outside as it can be shown and kept: no way up or out, no characters that hide or turn others round;
    of a long one its end."""
    visible = "".join(
        " " if unicodedata.category(c) in ("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp") else c for c in written
    )
    parts = [" ".join(part.split()) for part in PurePosixPath(visible.replace("\\", "/")).parts]
    kept = [part for part in parts if part not in ("", "/", ".", "..") and not re.fullmatch(r"[A-Za-z]:", part)]
    name = "/".join(kept)
    return name if len(name) <= LONGEST_NAME else "…" + name[-(LONGEST_NAME - 1) :]
