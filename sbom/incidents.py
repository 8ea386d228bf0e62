"""Incidents at a vendor beside the software that its touched services deliver."""

from typing import Any

from flask import Flask
from sqlalchemy import select

from core.db import db
from core.web.panels import Panel, register_panel
from sbom.products.models import Product
from vendors.incidents.models import Incident

MOST = 50


def init_app(app: Flask) -> None:
    register_panel(app, "incident", Panel("sbom/products/_on_incident.html", "sbom.view", on_incident, order=20))


def on_incident(incident: Incident) -> dict[str, Any] | None:
    """Products of the touched services; all of the vendor's, where no service is named."""
    query = select(Product).where(Product.vendor_id == incident.vendor_id)
    if incident.services:
        query = query.where(Product.service_id.in_([service.id for service in incident.services]))
    found = db.session.scalars(query.order_by(Product.name).limit(MOST)).all()
    return {"products": found} if found else None
