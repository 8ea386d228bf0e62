"""Uploaded bytes, kept once by their SHA-256 and never changed."""

from core.files.store import Incoming, forget, open_file, path_of, plain_name, send_stored, store, sweep, unreferred

__all__ = ["Incoming", "forget", "open_file", "path_of", "plain_name", "send_stored", "store", "sweep", "unreferred"]
