"""The words for the software domain's audit tags and records."""

from flask import Flask

from core.audit.shown import register_labels
from core.phrases import N_

TAGS = {
    "sbom:product:add": N_("Product registered"),
    "sbom:product:edit": N_("Product changed"),
    "sbom:release:add": N_("Release registered"),
    "sbom:release:edit": N_("Release changed"),
    "sbom:delivery:receive": N_("SBOM received"),
    "sbom:delivery:keep": N_("SBOM read"),
    "sbom:delivery:refuse": N_("SBOM refused"),
}
SUBJECTS = {
    "product": N_("Product"),
    "release": N_("Release"),
    "sbom_delivery": N_("SBOM"),
}


def init_app(app: Flask) -> None:
    register_labels(tags=TAGS, subjects=SUBJECTS)
