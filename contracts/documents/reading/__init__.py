"""Bytes in, words with pages and paragraphs out; every file is hostile until shown otherwise."""

from contracts.documents.reading.file import read
from contracts.documents.reading.text import DocumentText, Draft, Kind, Page, Paragraph

__all__ = ["DocumentText", "Draft", "Kind", "Page", "Paragraph", "read"]
