"""Vendors, services, functions, evidence and incidents in the box that searches everything."""

from collections.abc import Sequence

from flask import Flask, url_for
from sqlalchemy import select

from core.db import db
from core.phrases import N_
from core.search import Group, Hit, register_group
from core.search.registry import all_words
from vendors.diligence.models import Evidence
from vendors.diligence.queries import VENDOR_NAME
from vendors.incidents.models import Incident
from vendors.register.models import Contact, Vendor
from vendors.services.models import BusinessFunction, Service


def init_app(app: Flask) -> None:
    for group in (
        Group("vendors", N_("Vendors"), "vendors.view", vendors, 10, lambda q: url_for("vendors.register.index", q=q)),
        Group("contacts", N_("Contacts"), "vendors.view", contacts, 15),
        Group("services", N_("Services"), "vendors.view", services, 20, lambda q: url_for("vendors.services.index", q=q)),
        Group("functions", N_("Business functions"), "vendors.view", functions, 22, lambda q: url_for("vendors.services.functions", q=q)),
        Group("evidence", N_("Security evidence"), "vendors.view", evidence, 40, lambda q: url_for("vendors.diligence.index", q=q, validity="")),
        Group("incidents", N_("Incidents"), "incidents.view", incidents, 42, lambda q: url_for("vendors.incidents.index", q=q)),
    ):  # fmt: skip
        register_group(app, group)


def vendors(words: Sequence[str], most: int) -> list[Hit]:
    columns = (Vendor.name_zh, Vendor.name_en, Vendor.business_number, Vendor.lei, Vendor.note)
    query = select(Vendor.id, VENDOR_NAME.label("name"), Vendor.name_en, Vendor.business_number)
    query = query.where(all_words(words, columns)).order_by(VENDOR_NAME, Vendor.id).limit(most)
    return [
        Hit(
            row.name, url_for("vendors.register.show", vendor_id=row.id),
            " · ".join(part for part in (row.name_en if row.name_en != row.name else "", row.business_number) if part),
        )
        for row in db.session.execute(query)
    ]  # fmt: skip


def contacts(words: Sequence[str], most: int) -> list[Hit]:
    columns = (Contact.name, Contact.email, Contact.phone)
    query = select(Contact.name, Contact.email, Contact.title, Contact.vendor_id, VENDOR_NAME.label("vendor")).join(
        Vendor
    )
    query = (
        query.where(all_words(words, columns), Contact.ended_on.is_(None))
        .order_by(Contact.name, Contact.id)
        .limit(most)
    )
    return [
        Hit(
            row.name, url_for("vendors.register.show", vendor_id=row.vendor_id, _anchor="contacts"),
            " · ".join(part for part in (row.title, row.email, row.vendor) if part),
        )
        for row in db.session.execute(query)
    ]  # fmt: skip


def services(words: Sequence[str], most: int) -> list[Hit]:
    columns = (Service.name, Service.description, Service.cloud_provider, Vendor.name_zh, Vendor.name_en)
    query = select(Service.id, Service.name, VENDOR_NAME.label("vendor")).join(Vendor)
    query = query.where(all_words(words, columns)).order_by(Service.is_ended, Service.name, Service.id).limit(most)
    return [
        Hit(row.name, url_for("vendors.services.show", service_id=row.id), row.vendor)
        for row in db.session.execute(query)
    ]


def functions(words: Sequence[str], most: int) -> list[Hit]:
    query = select(BusinessFunction.id, BusinessFunction.name).where(all_words(words, (BusinessFunction.name,)))
    query = query.order_by(BusinessFunction.is_retired, BusinessFunction.name).limit(most)
    return [
        Hit(row.name, url_for("vendors.services.function", function_id=row.id)) for row in db.session.execute(query)
    ]


def evidence(words: Sequence[str], most: int) -> list[Hit]:
    columns = (
        Evidence.title,
        Evidence.tester,
        Evidence.scope,
        Evidence.file_name,
        Service.name,
        Vendor.name_zh,
        Vendor.name_en,
    )
    query = (
        select(Evidence.id, Evidence.title, Evidence.tester, Service.name.label("service"), VENDOR_NAME.label("vendor"))
        .join(Service, Evidence.service_id == Service.id)
        .join(Vendor, Service.vendor_id == Vendor.id)
        .where(all_words(words, columns))
        .order_by(Evidence.tested_on.desc(), Evidence.id.desc())
        .limit(most)
    )
    return [
        Hit(row.title, url_for("vendors.diligence.show", evidence_id=row.id), " · ".join(part for part in (row.service, row.vendor, row.tester) if part))
        for row in db.session.execute(query)
    ]  # fmt: skip


def incidents(words: Sequence[str], most: int) -> list[Hit]:
    columns = (Incident.title, Incident.description, Incident.root_cause, Vendor.name_zh, Vendor.name_en)
    query = (
        select(Incident.id, Incident.title, VENDOR_NAME.label("vendor"))
        .join(Vendor, Incident.vendor_id == Vendor.id)
        .where(all_words(words, columns), Incident.voided_at.is_(None))
        .order_by(Incident.known_at.desc(), Incident.id.desc())
        .limit(most)
    )
    return [
        Hit(row.title, url_for("vendors.incidents.show", incident_id=row.id), row.vendor)
        for row in db.session.execute(query)
    ]
