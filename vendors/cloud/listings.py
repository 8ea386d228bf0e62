"""The lists of cloud services with how they stand, and of assessments: page and export from one description."""

from collections.abc import Sequence
from typing import Any

from flask import url_for
from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from sqlalchemy import select
from sqlalchemy.orm import contains_eager, joinedload

from core import clock
from core.i18n import say
from core.places import country_name
from core.web.addresses import address
from core.web.listing import Column, Filter, Kind, Listing, attribute_choices
from vendors.cloud.models import CloudAssessment
from vendors.cloud.queries import CloudService, badge, standings, state_badge
from vendors.cloud.rules import OUTCOME_NAMES, STANDING_NAMES, STATE_NAMES, Standing, State
from vendors.diligence.queries import VENDOR_NAME
from vendors.register.models import Vendor
from vendors.services.models import Service
from vendors.services.rules import DATA_CLASS_NAMES

ORDER = list(Standing)


def services() -> Listing:
    """Cloud services in use, the most pressing first."""
    found = {one.service_id: one for one in standings(clock.today())}

    def at(row: Any) -> CloudService:
        return found[row.Service.id]

    return Listing(
        name="cloud-services",
        title=gettext("Cloud assessments"),
        statement=select(Service, VENDOR_NAME.label("vendor"))
        .join(Vendor, Service.vendor_id == Vendor.id)
        .where(Service.id.in_(list(found))),
        key=Service.id,
        tiebreak=Service.id,
        search=(Service.name, Service.cloud_provider, Service.cloud_region, Vendor.name_zh, Vendor.name_en),
        default_sort="state",
        filters=[
            Filter("critical", gettext("Critical service"), _yes_no, keep=lambda v: lambda key: found[key].is_critical is (v == "yes")),
            Filter("state", gettext("State"), attribute_choices(STANDING_NAMES), keep=lambda v: lambda key: found[key].standing == v),
        ],
        columns=[
            Column("service", _l("Service"), lambda r: r.Service.name, sort=Service.name,
                   url=lambda r: url_for("vendors.services.show", service_id=r.Service.id, _anchor="cloud")),
            Column("vendor", _l("Vendor"), lambda r: r.vendor, sort=VENDOR_NAME,
                   url=lambda r: url_for("vendors.register.show", vendor_id=r.Service.vendor_id)),
            Column("provider", _l("Cloud provider"), lambda r: r.Service.cloud_provider or None, sort=Service.cloud_provider),
            Column("region", _l("Cloud region"), lambda r: r.Service.cloud_region or None, sort=Service.cloud_region, is_minor=True),
            Column("place", _l("Country of storage"), lambda r: country_name(r.Service.storage_country) if r.Service.storage_country else None,
                   sort=Service.storage_country, is_minor=True),
            Column("data", _l("Data"), lambda r: say(DATA_CLASS_NAMES[r.Service.data_class]), sort=Service.data_class, is_minor=True),
            Column("critical", _l("Critical service"), lambda r: gettext("Yes") if at(r).is_critical else gettext("No"),
                   rank=lambda key: not found[key].is_critical),
            Column("until", _l("In effect until"), lambda r: _until(at(r)), Kind.DAY, rank=lambda key: _until(found[key])),
            Column("why", _l("Why"), lambda r: at(r).why, is_minor=True),
            Column("state", _l("State"), lambda r: badge(at(r)), Kind.STATUS, rank=lambda key: ORDER.index(found[key].standing),
                   url=lambda r: _assessment(at(r))),
        ],
    )  # fmt: skip


def _until(one: CloudService) -> Any:
    return one.held.until if one.held else None


def _assessment(one: CloudService) -> str:
    """The assessment to go on with; the one that holds where none is under way."""
    number = one.open_id or one.held_id
    return address("vendors.cloud.show", assessment_id=number) if number else ""


def _yes_no() -> Sequence[tuple[str, str]]:
    return [("yes", gettext("Yes")), ("no", gettext("No"))]


def assessments() -> Listing:
    """Every cloud assessment, the newest first."""
    return Listing(
        name="cloud-assessments",
        title=gettext("All cloud assessments"),
        statement=select(CloudAssessment)
        .join(Service, CloudAssessment.service_id == Service.id)
        .join(Vendor, Service.vendor_id == Vendor.id)
        .options(
            contains_eager(CloudAssessment.service).contains_eager(Service.vendor), joinedload(CloudAssessment.assessor),
            joinedload(CloudAssessment.approved_by),
        ),
        tiebreak=CloudAssessment.id.desc(),
        search=(Service.name, CloudAssessment.conclusion, Vendor.name_zh, Vendor.name_en),
        default_sort="-opened",
        filters=[Filter("state", gettext("State"), attribute_choices(STATE_NAMES), lambda v: CloudAssessment.state == State(v))],
        columns=[
            Column("name", _l("Cloud assessment"), lambda a: f"L{a.id} {a.service.name}", sort=Service.name,
                   url=lambda a: url_for("vendors.cloud.show", assessment_id=a.id)),
            Column("vendor", _l("Vendor"), lambda a: a.service.vendor.name, sort=VENDOR_NAME),
            Column("critical", _l("Critical service"), lambda a: gettext("Yes") if a.is_critical else gettext("No"), sort=CloudAssessment.is_critical),
            Column("opened", _l("Begun on"), lambda a: a.opened_on, Kind.DAY, sort=CloudAssessment.opened_on),
            Column("assessor", _l("Who assesses"), lambda a: a.assessor.name if a.assessor else None, is_minor=True),
            Column("outcome", _l("Conclusion"), lambda a: say(OUTCOME_NAMES[a.outcome]) if a.outcome else None, sort=CloudAssessment.outcome),
            Column("approved", _l("Approved on"), lambda a: a.approved_on, Kind.DAY, sort=CloudAssessment.approved_on),
            Column("approver", _l("Approved by whom"), lambda a: a.approved_by.name if a.approved_by else None, is_minor=True),
            Column("until", _l("In effect until"), lambda a: a.valid_until, Kind.DAY, sort=CloudAssessment.valid_until),
            Column("state", _l("State"), state_badge, Kind.STATUS, sort=CloudAssessment.state),
        ],
    )  # fmt: skip
