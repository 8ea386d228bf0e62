"""The lists of evidence and of findings: page and export from one description."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from flask import url_for
from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import contains_eager, joinedload

from core import clock
from core.i18n import say
from core.severity import SEVERITY_NAMES, SEVERITY_TONES, Severity
from core.web.listing import Column, Filter, Kind, Listing, Status, attribute_choices
from vendors.diligence.catalogue import warn
from vendors.diligence.models import Evidence, EvidenceFinding
from vendors.diligence.queries import VENDOR_NAME, finding_status, is_open, open_count, verdict_status
from vendors.diligence.rules import FINDING_STATE_NAMES, KIND_NAMES, VERDICT_NAMES, EvidenceKind, FindingState, Verdict
from vendors.register.models import Vendor
from vendors.services.models import Service


def evidence() -> Listing:
    """Every paper, the newest first."""
    today = clock.today()
    count: Any = open_count(today)
    return Listing(
        name="evidence",
        title=gettext("Security evidence"),
        statement=select(Evidence, VENDOR_NAME.label("vendor"), count.label("open"))
        .join(Service, Evidence.service_id == Service.id)
        .join(Vendor, Service.vendor_id == Vendor.id)
        .options(contains_eager(Evidence.service), joinedload(Evidence.release)),
        tiebreak=Evidence.id.desc(),
        search=(Evidence.title, Evidence.tester, Service.name, Vendor.name_zh, Vendor.name_en),
        default_sort="-tested",
        default_filters={"validity": "standing"},
        filters=[
            Filter("kind", gettext("Kind"), attribute_choices(KIND_NAMES), lambda v: Evidence.kind == EvidenceKind(v)),
            Filter("verdict", gettext("Outcome"), attribute_choices(VERDICT_NAMES), lambda v: Evidence.verdict == Verdict(v)),
            Filter("validity", gettext("Validity"), _validities, lambda v: _valid(v, today)),
            Filter("open", gettext("Open findings"), _yes_no, lambda v: count > 0 if v == "yes" else count == 0),
        ],
        columns=[
            Column("title", _l("Evidence"), lambda r: r.Evidence.title, sort=Evidence.title,
                   url=lambda r: url_for("vendors.diligence.show", evidence_id=r.Evidence.id)),
            Column("kind", _l("Kind"), lambda r: say(KIND_NAMES[r.Evidence.kind]), sort=Evidence.kind),
            Column("vendor", _l("Vendor"), lambda r: r.vendor, sort=VENDOR_NAME,
                   url=lambda r: url_for("vendors.register.show", vendor_id=r.Evidence.service.vendor_id)),
            Column("service", _l("Service"), lambda r: r.Evidence.service.name, sort=Service.name,
                   url=lambda r: url_for("vendors.services.show", service_id=r.Evidence.service_id)),
            Column("release", _l("Release"), lambda r: r.Evidence.release.number if r.Evidence.release else None, is_minor=True),
            Column("tester", _l("Tester"), lambda r: r.Evidence.tester, sort=Evidence.tester, is_minor=True),
            Column("accreditation", _l("Accreditation"), _accreditation, is_minor=True),
            Column("tested", _l("Tested on"), lambda r: r.Evidence.tested_on, Kind.DAY, sort=Evidence.tested_on),
            Column("until", _l("Valid until"), lambda r: r.Evidence.valid_until, Kind.DAY, sort=Evidence.valid_until),
            Column("open", _l("Open findings"), lambda r: r.open, Kind.NUMBER, sort=count),
            Column("verdict", _l("Outcome"), lambda r: verdict_status(r.Evidence), Kind.STATUS, sort=Evidence.verdict),
        ],
    )  # fmt: skip


def _accreditation(row: Any) -> str:
    return " ".join(part for part in (row.Evidence.accreditor, row.Evidence.accreditation) if part)


def _validities() -> Sequence[tuple[str, str]]:
    return [("standing", gettext("Not withdrawn")), ("ending", gettext("Expires soon")), ("ended", gettext("Expired")),
            ("withdrawn", gettext("Withdrawn"))]  # fmt: skip


def _valid(value: str, today: date) -> ColumnElement[bool]:
    standing = Evidence.withdrawn_at.is_(None)
    match value:
        case "withdrawn":
            return ~standing
        case "ending":
            return standing & Evidence.valid_until.between(today, today + warn())
        case "ended":
            return standing & (Evidence.valid_until < today)
    return standing


def _yes_no() -> Sequence[tuple[str, str]]:
    return [("yes", gettext("Yes")), ("no", gettext("No"))]


def findings() -> Listing:
    """Everything that tests found and that nobody closed yet, the earliest due first."""
    today = clock.today()
    opened: Any = is_open(today)
    return Listing(
        name="test-findings",
        title=gettext("Findings of tests"),
        statement=select(EvidenceFinding, VENDOR_NAME.label("vendor"))
        .join(Evidence, EvidenceFinding.evidence_id == Evidence.id)
        .join(Service, Evidence.service_id == Service.id)
        .join(Vendor, Service.vendor_id == Vendor.id)
        .where(Evidence.withdrawn_at.is_(None))
        .options(contains_eager(EvidenceFinding.evidence).contains_eager(Evidence.service), joinedload(EvidenceFinding.owner)),
        tiebreak=EvidenceFinding.id,
        search=(EvidenceFinding.title, EvidenceFinding.identifier, EvidenceFinding.place, Service.name, Vendor.name_zh, Vendor.name_en),
        default_sort="due",
        default_filters={"open": "yes"},
        filters=[
            Filter("open", gettext("Open"), _open_choices, lambda v: _opened(v, opened, today)),
            Filter("severity", gettext("Severity"), attribute_choices(SEVERITY_NAMES), lambda v: EvidenceFinding.severity == Severity(v)),
            Filter("state", gettext("State"), attribute_choices(FINDING_STATE_NAMES), lambda v: EvidenceFinding.state == FindingState(v)),
        ],
        columns=[
            Column("title", _l("Finding"), lambda r: r.EvidenceFinding.title, sort=EvidenceFinding.title,
                   url=lambda r: url_for("vendors.findings.show", evidence_id=r.EvidenceFinding.evidence_id, finding_id=r.EvidenceFinding.id)),
            Column("severity", _l("Severity"), lambda r: Status(say(SEVERITY_NAMES[r.EvidenceFinding.severity]), SEVERITY_TONES[r.EvidenceFinding.severity]), Kind.STATUS),
            Column("identifier", _l("Rule or number"), lambda r: r.EvidenceFinding.identifier, sort=EvidenceFinding.identifier, is_minor=True),
            Column("place", _l("Place found"), lambda r: r.EvidenceFinding.place, sort=EvidenceFinding.place, is_minor=True),
            Column("vendor", _l("Vendor"), lambda r: r.vendor, sort=VENDOR_NAME),
            Column("service", _l("Service"), lambda r: r.EvidenceFinding.evidence.service.name, sort=Service.name),
            Column("owner", _l("Responsible person"), lambda r: r.EvidenceFinding.owner.name if r.EvidenceFinding.owner else None, is_minor=True),
            Column("due", _l("Due"), lambda r: r.EvidenceFinding.accepted_until or r.EvidenceFinding.due_on, Kind.DAY, sort=EvidenceFinding.due_on),
            Column("state", _l("State"), lambda r: finding_status(r.EvidenceFinding), Kind.STATUS, sort=EvidenceFinding.state),
        ],
    )  # fmt: skip


def _open_choices() -> Sequence[tuple[str, str]]:
    return [("yes", gettext("Yes")), ("late", gettext("Overdue")), ("no", gettext("No"))]


def _opened(value: str, opened: Any, today: date) -> ColumnElement[bool]:
    if value == "late":
        result: ColumnElement[bool] = opened & or_(
            EvidenceFinding.due_on < today, EvidenceFinding.state == FindingState.ACCEPTED
        )
        return result
    return opened if value == "yes" else ~opened  # type: ignore[no-any-return]
