"""The words for the vendors domain's audit tags and records."""

from collections.abc import Mapping
from typing import Any

from flask import Flask

from core.audit.shown import register_labels
from core.phrases import N_
from vendors.register.rules import VENDOR_STATUS_NAMES
from vendors.services.rules import CRITICALITY_NAMES, DATA_CLASS_NAMES, SERVICE_KIND_NAMES, SUBSTITUTABILITY_NAMES

TAGS = {
    "vendors:vendor:add": N_("Vendor registered"),
    "vendors:vendor:edit": N_("Vendor changed"),
    "vendors:contact:add": N_("Contact added"),
    "vendors:contact:edit": N_("Contact changed"),
    "vendors:contact:end": N_("Contact closed"),
    "vendors:group:add": N_("Group added"),
    "vendors:group:edit": N_("Group changed"),
    "vendors:owner:add": N_("Owner recorded"),
    "vendors:owner:end": N_("Owner ended"),
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
    "vendors:action:decide": N_("Control measure decided"),
    "vendors:action:change": N_("Control measure changed"),
    "vendors:action:complete": N_("Control measure done"),
    "vendors:action:reopen": N_("Control measure reopened"),
    "vendors:stress:keep": N_("Stress test kept"),
    "vendors:stress:conclude": N_("Conclusion of a stress test changed"),
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
    "risk_action": N_("Control measure"),
    "stress_test": N_("Stress test"),
}

FIELDS = {
    "name_zh": N_("Chinese name"),
    "name_en": N_("English name"),
    "business_number": N_("Business number"),
    "lei": N_("LEI"),
    "group_id": N_("Group"),
    "categories": N_("Categories"),
    "website": N_("Website"),
    "out_of_scope_reason": N_("Outside the rule because"),
    "parent_id": N_("Stands under"),
    "criticality": N_("Criticality"),
    "mtpd_minutes": N_("MTPD (minutes)"),
    "rto_minutes": N_("RTO (minutes)"),
    "rpo_minutes": N_("RPO (minutes)"),
    "is_retired": N_("No longer used"),
    "description": N_("Description"),
    "is_internet_facing": N_("Faces the internet"),
    "is_investor_app": N_("Mobile app for investors"),
    "takes_orders": N_("Serves online orders"),
    "data_class": N_("Data class"),
    "processing_country": N_("Country of processing"),
    "storage_country": N_("Country of storage"),
    "cloud_provider": N_("Cloud provider"),
    "cloud_region": N_("Cloud region"),
    "substitutability": N_("How hard to replace"),
    "restore_minutes": N_("Restored within (minutes)"),
    "exit_months": N_("Months to move away"),
    "exit_tested_on": N_("Exit plan last tested on"),
    "users": N_("People or accounts that use it"),
    "subcontractors_declared": N_("Subcontractors declared"),
    "functions": N_("Business functions it supports"),
    "vendor": N_("Vendor"),
    "vendor_id": N_("Vendor"),
    "service_id": N_("Service"),
    "subcontractor": N_("Subcontractor"),
    "alternative": N_("Alternative vendor"),
    "owner_name": N_("Owner"),
    "share": N_("Share in per cent"),
    "title": N_("Title"),
    "phone": N_("Telephone"),
    "role": N_("For what"),
    "started_on": N_("Since"),
    "ended_on": N_("Ended on"),
    "twd": N_("TWD for one unit"),
    "at_most": N_("At most"),
    "why": N_("Reason"),
    "what": N_("Control measure"),
    "about": N_("Because of"),
    "owner": N_("Responsible person"),
    "due_on": N_("Due"),
    "done_on": N_("Done on"),
    "note": N_("Note"),
    "lost": N_("Core functions that stop"),
    "degraded": N_("Core functions weakened"),
    "conclusion": N_("Conclusion"),
}
WORDS: dict[str, Mapping[Any, Any]] = {
    "status": VENDOR_STATUS_NAMES,
    "kind": SERVICE_KIND_NAMES,
    "criticality": CRITICALITY_NAMES,
    "substitutability": SUBSTITUTABILITY_NAMES,
    "data_class": DATA_CLASS_NAMES,
}


def init_app(app: Flask) -> None:
    register_labels(tags=TAGS, subjects=SUBJECTS, fields=FIELDS, words=WORDS)
