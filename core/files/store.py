import hashlib
import os
import tempfile
from collections.abc import Collection
from pathlib import Path
from typing import IO
from unicodedata import category

from flask import Response, current_app, send_file
from sqlalchemy import delete, select

from core import clock
from core.db import db
from core.errors import Refused, Unreadable
from core.files.models import StoredFile
from core.phrases import N_

CHUNK = 1 << 20
_UNSHOWN = frozenset({"Cc", "Cf", "Cs", "Cn", "Zl", "Zp"})
"""Unicode categories: controls, formats, surrogates, unassigned, separators of lines and paragraphs."""


def _folder() -> Path:
    folder: Path = current_app.config["SETTINGS"].files_path
    return folder


def path_of(sha256: str) -> Path:
    return _folder() / sha256[:2] / sha256


class Incoming:
    """Bytes on their way in: hashed and written beside the kept ones as they come, outside of any unit of work, so that
    nobody waits for a large file. `store` keeps them inside one; what is not kept is gone when the `with` ends.

    Raises Refused when the disk is full.
    """

    def __init__(self) -> None:
        self._digest, self.size, self._is_whole = hashlib.sha256(), 0, False

    def __enter__(self) -> "Incoming":
        try:
            _folder().mkdir(parents=True, exist_ok=True, mode=0o750)
            self._file = tempfile.NamedTemporaryFile(dir=_folder(), delete=False)
        except OSError as error:
            raise _not_kept(error) from error
        self.path = Path(self._file.name)
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()
        self.path.unlink(missing_ok=True)

    def take(self, stream: IO[bytes]) -> "Incoming":
        """All that a stream still gives."""
        while chunk := stream.read(CHUNK):
            self.write(chunk)
        return self

    def write(self, chunk: bytes) -> None:
        self._digest.update(chunk)
        self.size += len(chunk)
        try:
            self._file.write(chunk)
        except OSError as error:
            raise _not_kept(error) from error

    @property
    def sha256(self) -> str:
        return self._digest.hexdigest()

    def read(self, most: int = -1) -> bytes:
        """What came so far, from the beginning."""
        self._file.flush()
        with self.path.open("rb") as file:
            return file.read(most)

    def finish(self) -> None:
        """Bring the bytes to the disk: they are whole. Raises Unreadable where there are none."""
        if self._is_whole:
            return
        if not self.size:
            raise Unreadable(N_("The file is empty."))
        try:
            self._file.flush()
            os.fsync(self._file.fileno())
            self.path.chmod(0o440)
        except OSError as error:
            raise _not_kept(error) from error
        self._is_whole = True


def _not_kept(error: OSError) -> Refused:
    return Refused(
        N_("The file could not be kept: %(why)s. Nothing was saved; tell the administrator."),
        why=error.strerror or "?",
    )


def store(source: IO[bytes] | Incoming) -> StoredFile:
    """Keep a file's bytes; the same bytes are kept once. Inside a unit of work; returns the (new or known) record.

    The file is whole and on disk before the database speaks of it; bytes left by a transaction that failed are
    harmless and found again by their hash. Raises Refused when the disk is full, Unreadable for an empty file.
    """
    if not isinstance(source, Incoming):
        with Incoming() as part:
            return store(part.take(source))
    source.finish()
    target = path_of(source.sha256)
    try:
        target.parent.mkdir(exist_ok=True, mode=0o750)
        source.path.replace(target)
    except OSError as error:
        raise _not_kept(error) from error
    known = db.session.get(StoredFile, source.sha256)
    if known is None:
        known = StoredFile(sha256=source.sha256, size=source.size, stored_at=clock.now())
        db.session.add(known)
        db.session.flush()
    return known


def unreferred(hashes: Collection[str], *, besides: Collection[str] = ()) -> set[str]:
    """Those of these bytes that no record speaks of any more; records in the tables named `besides` do not count."""
    left = set(hashes)
    own = StoredFile.__table__.c.sha256
    for table in db.metadata.tables.values():
        for column in table.columns:
            if table.name not in besides and any(key.column is own for key in column.foreign_keys):
                left -= set(db.session.scalars(select(column).where(column.in_(left)))) if left else set()
    return left


def forget(hashes: Collection[str]) -> None:
    """Take out the records of these bytes, inside a unit of work. The bytes go with `sweep`, once that is done."""
    db.session.execute(delete(StoredFile).where(StoredFile.sha256.in_(hashes)))


def sweep(hashes: Collection[str]) -> None:
    """Remove the bytes that have no record, in a unit of work of its own after the one that forgot them: nobody else
    writes meanwhile, so none that were stored anew are lost."""
    known = set(db.session.scalars(select(StoredFile.sha256).where(StoredFile.sha256.in_(hashes))))
    for each in set(hashes) - known:
        path_of(each).unlink(missing_ok=True)


def plain_name(name: str, otherwise: str = "file", *, longest: int = 200) -> str:
    """What a file is called, as a database holds it and a header carries it: no folders, no control or format characters,
    its end where it is too long: a file keeps what kind it is. Wide spaces and a firm's own characters stay."""
    own = name.replace("\\", "/").rsplit("/", 1)[-1]
    return "".join(each for each in own if category(each) not in _UNSHOWN).strip()[-longest:] or otherwise


def open_file(sha256: str) -> IO[bytes]:
    return path_of(sha256).open("rb")


def send_stored(sha256: str, name: str) -> Response:
    """The original bytes as a download; never shown inside a page, whatever they claim to be."""
    response = send_file(
        path_of(sha256), "application/octet-stream", as_attachment=True, download_name=plain_name(name), max_age=0
    )
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response
