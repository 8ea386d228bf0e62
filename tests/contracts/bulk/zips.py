"""Zips of papers for the tests: our own papers under names as people give them."""

import io
import zipfile
from pathlib import Path

PAPERS = Path(__file__).parent.parent / "clauses" / "papers"
SLIP, VAULT, FORM = ((PAPERS / f"{name}.txt").read_bytes() for name in ("telecom_slip", "backup_vault", "cloud_form"))


def zipped(**files: bytes) -> bytes:
    handle = io.BytesIO()
    with zipfile.ZipFile(handle, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return handle.getvalue()


THREE = {"舊約/申請單.txt": SLIP, "舊約/備份.txt": VAULT, "舊式.doc": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"x" * 50}
