"""Uploaded bytes, kept once by their SHA-256 and never changed."""

from core.files.store import open_file, path_of, send_stored, store

__all__ = ["open_file", "path_of", "send_stored", "store"]
