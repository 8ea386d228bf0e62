"""The words for the contracts domain's audit tags and records."""

from flask import Flask

from core.audit.shown import register_labels
from core.phrases import N_

TAGS = {
    "contracts:contract:add": N_("Contract registered"),
    "contracts:contract:edit": N_("Contract corrected"),
}
SUBJECTS = {
    "contract": N_("Contract"),
}


def init_app(app: Flask) -> None:
    register_labels(tags=TAGS, subjects=SUBJECTS)
