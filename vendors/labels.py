"""The words for the vendors domain's audit tags and records."""

from flask import Flask

from core.audit.shown import register_labels
from core.phrases import N_

TAGS = {
    "vendors:vendor:add": N_("Vendor registered"),
    "vendors:vendor:edit": N_("Vendor changed"),
    "vendors:contact:add": N_("Contact added"),
    "vendors:contact:edit": N_("Contact changed"),
    "vendors:contact:end": N_("Contact closed"),
    "vendors:group:add": N_("Group added"),
    "vendors:group:edit": N_("Group changed"),
    "vendors:subcontracting:add": N_("Subcontractor added"),
    "vendors:subcontracting:end": N_("Subcontracting ended"),
}
SUBJECTS = {
    "vendor": N_("Vendor"),
    "vendor_group": N_("Group"),
    "vendor_contact": N_("Contact"),
    "subcontracting": N_("Subcontracting"),
}


def init_app(app: Flask) -> None:
    register_labels(tags=TAGS, subjects=SUBJECTS)
