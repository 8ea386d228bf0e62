"""Where merges of vendors show, and which of this domain's records go with a vendor."""

from typing import Any

from flask import Flask

from core.phrases import N_
from core.web.panels import Panel, register_panel
from vendors.merging import queries
from vendors.merging.following import Following, register_following
from vendors.merging.rules import MERGE_KIND_NAMES
from vendors.register.models import Contact, Vendor
from vendors.services.models import Service


def on_vendor_page(vendor: Vendor) -> dict[str, Any]:
    found = queries.merges_of(vendor)
    return {"merges": [(each, MERGE_KIND_NAMES[each.kind], queries.moved_rows(each)) for each in found]}


def init_app(app: Flask) -> None:
    register_panel(app, "vendor", Panel("vendors/merging/_on_vendor.html", "vendors.view", on_vendor_page, order=5))
    for following in (
        Following("service", N_("Services"), Service),
        Following("contact", N_("Contacts"), Contact),
    ):
        register_following(app, following)
