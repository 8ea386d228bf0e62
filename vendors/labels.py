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
    "vendors:function:add": N_("Business function added"),
    "vendors:function:edit": N_("Business function changed"),
    "vendors:service:add": N_("Service added"),
    "vendors:service:edit": N_("Service changed"),
    "vendors:service:end": N_("Service ended"),
    "vendors:service:resume": N_("Service resumed"),
    "vendors:alternative:add": N_("Alternative named"),
    "vendors:alternative:drop": N_("Alternative removed"),
    "vendors:import:upload": N_("Vendor file uploaded"),
    "vendors:import:apply": N_("Vendor file imported"),
    "vendors:import:discard": N_("Vendor file discarded"),
    "vendors:rate:add": N_("Exchange rate added"),
    "vendors:rate:edit": N_("Exchange rate changed"),
    "vendors:limit:set": N_("Concentration limit set"),
}
SUBJECTS = {
    "vendor": N_("Vendor"),
    "vendor_group": N_("Group"),
    "vendor_contact": N_("Contact"),
    "subcontracting": N_("Subcontracting"),
    "business_function": N_("Business function"),
    "service": N_("Service"),
    "vendor_import": N_("Vendor file"),
    "exchange_rate": N_("Exchange rate"),
    "concentration_limit": N_("Concentration limit"),
}


def init_app(app: Flask) -> None:
    register_labels(tags=TAGS, subjects=SUBJECTS)
