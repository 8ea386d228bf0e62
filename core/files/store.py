import hashlib
import os
import tempfile
from pathlib import Path
from typing import IO

from flask import Response, current_app, send_file

from core import clock
from core.db import db
from core.errors import Refused, Unreadable
from core.files.models import StoredFile
from core.phrases import N_

CHUNK = 1 << 20


def _folder() -> Path:
    folder: Path = current_app.config["SETTINGS"].files_path
    return folder


def path_of(sha256: str) -> Path:
    return _folder() / sha256[:2] / sha256


def store(stream: IO[bytes]) -> StoredFile:
    """Keep a stream's bytes; the same bytes are kept once. Inside a unit of work; returns the (new or known) record.

    The file is whole and on disk before the database speaks of it; bytes left by a transaction that failed are
    harmless and found again by their hash. Raises Refused when the disk is full, Unreadable for an empty file.
    """
    digest, size = hashlib.sha256(), 0
    folder = _folder()
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o750)
        with tempfile.NamedTemporaryFile(dir=folder, delete=False) as part:
            try:
                while chunk := stream.read(CHUNK):
                    digest.update(chunk)
                    size += len(chunk)
                    part.write(chunk)
                part.flush()
                os.fsync(part.fileno())
                if not size:
                    raise Unreadable(N_("The file is empty."))
                target = path_of(digest.hexdigest())
                target.parent.mkdir(exist_ok=True, mode=0o750)
                Path(part.name).chmod(0o440)
                Path(part.name).replace(target)
            except BaseException:
                Path(part.name).unlink(missing_ok=True)
                raise
    except OSError as error:
        raise Refused(
            N_("The file could not be kept: %(why)s. Nothing was saved; tell the administrator."),
            why=error.strerror or "?",
        ) from error
    known = db.session.get(StoredFile, digest.hexdigest())
    if known is None:
        known = StoredFile(sha256=digest.hexdigest(), size=size, stored_at=clock.now())
        db.session.add(known)
        db.session.flush()
    return known


def open_file(sha256: str) -> IO[bytes]:
    return path_of(sha256).open("rb")


def send_stored(sha256: str, name: str) -> Response:
    """The original bytes as a download; never shown inside a page, whatever they claim to be."""
    response = send_file(path_of(sha256), "application/octet-stream", as_attachment=True, download_name=name, max_age=0)
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response
