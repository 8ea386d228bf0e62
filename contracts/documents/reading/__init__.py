"""Bytes in, words with pages and paragraphs out; every file is hostile until shown otherwise."""

from contracts.documents.reading.file import read
from contracts.documents.reading.recognition import Recognise
from contracts.documents.reading.scans import NoTextLayer
from contracts.documents.reading.text import DocumentText, Draft, Kind, Page, Paragraph, Source

__all__ = ["DocumentText", "Draft", "Kind", "NoTextLayer", "Page", "Paragraph", "Recognise", "Source", "read"]
