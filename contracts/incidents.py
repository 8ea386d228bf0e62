"""Incidents at a vendor beside its contracts: which are concerned, and within which time they have the vendor tell us."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import selectinload

from contracts.facts.queries import incident_notices
from contracts.facts.shown import shown
from contracts.register.models import Contract
from contracts.register.queries import status_badge
from contracts.register.standings import standings_of
from core import clock
from core.db import db
from core.phrases import N_, phrase
from core.web.addresses import address
from core.web.panels import Panel, register_panel
from vendors.incidents.hooks import rows
from vendors.incidents.models import Incident
from vendors.incidents.promised import Promise, register_promises
from vendors.incidents.queries import incidents_of_vendor


def init_app(app: Flask) -> None:
    register_promises(app, promised)
    register_panel(
        app, "incident", Panel("contracts/register/_on_incident.html", "contracts.view", on_incident, order=10)
    )
    register_panel(app, "contract", Panel("vendors/incidents/_panel.html", "incidents.view", on_contract, order=75))


def concerned(incident: Incident) -> list[Contract]:
    """The vendor's contracts that ran when we knew of it: those that cover a touched service; all, where none does."""
    query = select(Contract).where(Contract.vendor_id == incident.vendor_id).options(selectinload(Contract.services))
    found = db.session.scalars(query.order_by(Contract.number)).all()
    on = incident.known_at.astimezone(clock.zone()).date()
    standing = standings_of([contract.id for contract in found], on)
    running = [c for c in found if c.id in standing and standing[c.id].status.is_running]
    touched = {service.id for service in incident.services}
    covering = [c for c in running if touched & {service.id for service in c.services}]
    return covering or running


def promised(incident: Incident) -> Sequence[Promise]:
    """What confirmed clauses of the contracts concerned say of telling us."""
    contracts = {contract.id: contract for contract in concerned(incident)}
    found = incident_notices(frozenset(contracts)) if contracts else {}
    return [
        Promise(
            timedelta(hours=float(each.value.hours)),
            phrase(N_("%(time)s by contract %(number)s"), time=shown(each.value), number=contracts[number].number),
            address("contracts.register.show", contract_id=number),
        )
        for number, each in found.items()
    ]


def on_incident(incident: Incident) -> dict[str, Any]:
    contracts = concerned(incident)
    standing = standings_of([contract.id for contract in contracts], clock.today())
    return {"contracts": [(c, status_badge(standing[c.id].status) if c.id in standing else None) for c in contracts]}


def on_contract(contract: Contract) -> dict[str, Any] | None:
    """The vendor's incidents that touch what the contract covers, or of which nobody knows what they touch."""
    covered = {service.id for service in contract.services}
    found = [
        one
        for one in incidents_of_vendor(contract.vendor_id, 50)
        if not (touched := {service.id for service in one.services}) or not covered or touched & covered
    ]
    return rows(found[:10]) | {"new": None} if found else None
