"""The words for the vendors domain's audit tags and records."""

from flask import Flask

from core.audit.shown import register_labels
from vendors.labels.acts import SUBJECTS, TAGS
from vendors.labels.fields import FIELDS
from vendors.labels.words import WORDS


def init_app(app: Flask) -> None:
    register_labels(tags=TAGS, subjects=SUBJECTS, fields=FIELDS, words=WORDS)
