"""The files that SBOMs came in: which of them are small enough to be read by the server itself."""

from core.files import open_file

READ_HERE = 1_000_000
"""Bytes of a plain file up to which the server reads it itself: however hostile, it cannot take much memory."""
READ_PACKED_HERE = 50_000
"""The same of an archive: it unpacks to ten megabytes at most."""
_PACKED = (b"\x1f\x8b", b"PK")


def is_small(sha256: str) -> bool:
    """Whether a kept file may be read here; a larger one is read by a process of its own (core.forks)."""
    with open_file(sha256) as file:
        head = file.read(READ_HERE + 1)
    return len(head) <= (READ_PACKED_HERE if head.startswith(_PACKED) else READ_HERE)
