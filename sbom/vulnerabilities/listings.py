"""The lists of findings and of imports: one description each for the page and its workbook."""

from collections.abc import Sequence
from typing import Any

from flask import url_for
from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from sqlalchemy import case, select
from sqlalchemy.orm import joinedload

from core import clock
from core.auth.models import User
from core.db import db
from core.i18n import say
from core.phrases import from_kept
from core.severity import SEVERITY_NAMES, SEVERITY_TONES, Severity
from core.web.listing import Column, Filter, Kind, Listing, Status, attribute_choices
from sbom.products.models import Product, Release
from sbom.products.queries import VENDOR_NAME
from sbom.vulnerabilities.models import Finding, Import, Vulnerability
from sbom.vulnerabilities.queries import IS_OPEN, is_overdue
from sbom.vulnerabilities.rules import (
    JUSTIFICATION_NAMES,
    MATCH_NAMES,
    MATCH_TONES,
    STATE_NAMES,
    STATE_TONES,
    Match,
    Standing,
    State,
)
from vendors.register.models import Vendor


def severity_status(severity: Severity) -> Status:
    return Status(say(SEVERITY_NAMES[severity]), SEVERITY_TONES[severity])


def match_status(match: Match) -> Status:
    return Status(say(MATCH_NAMES[match]), MATCH_TONES[match])


def standing_status(standing: Standing) -> Status:
    """Where a finding stands today."""
    if standing.is_gone:
        return Status(gettext("Not found any more"), "muted")
    if standing.is_overdue(clock.today()):
        return Status(gettext("%(state)s, overdue", state=say(STATE_NAMES[standing.state])), "bad")
    return Status(say(STATE_NAMES[standing.state]), STATE_TONES[standing.state])


def _shown(value: str) -> Any:
    return {
        "open": IS_OPEN,
        "overdue": is_overdue(clock.today()),
        "settled": Finding.closed_at.is_(None) & ~IS_OPEN,
        "gone": Finding.closed_at.is_not(None),
    }[value]


def _vendors() -> Sequence[tuple[str, str]]:
    query = (
        select(Vendor.id, VENDOR_NAME.label("name"))
        .where(Vendor.id.in_(select(Product.vendor_id).join(Finding, Finding.product_id == Product.id)))
        .order_by(VENDOR_NAME)
    )
    return [(str(row.id), row.name) for row in db.session.execute(query)]


def findings() -> Listing:
    """Every finding; those that are open unless asked otherwise, the gravest first."""
    order = case({s.value: i for i, s in enumerate(Severity)}, value=Finding.severity)
    vendors = _vendors()
    return Listing(
        name="vulnerabilities",
        title=gettext("Vulnerabilities"),
        statement=select(
            Finding,
            Vulnerability.name.label("vulnerability"),
            Vulnerability.summary.label("summary"),
            Vulnerability.score.label("score"),
            Product.name.label("product"),
            Release.number.label("release"),
            VENDOR_NAME.label("vendor"),
            User.name.label("owner"),
        )
        .join(Vulnerability, Finding.vulnerability_id == Vulnerability.id)
        .join(Product, Finding.product_id == Product.id)
        .join(Release, Finding.release_id == Release.id)
        .join(Vendor, Product.vendor_id == Vendor.id)
        .outerjoin(User, Finding.owner_id == User.id),
        tiebreak=Finding.id,
        search=(Vulnerability.name, Finding.component, Finding.package_key, Product.name),
        default_sort="severity",
        default_filters={"show": "open"},
        filters=[
            Filter("show", gettext("Show"), lambda: [
                ("open", gettext("still open")), ("overdue", gettext("overdue")), ("settled", gettext("settled by people")),
                ("gone", gettext("not found any more"))], _shown),
            Filter("severity", gettext("Severity"), attribute_choices(SEVERITY_NAMES),
                   lambda v: Finding.severity == Severity(v)),
            Filter("state", gettext("State"), attribute_choices(STATE_NAMES), lambda v: Finding.state == State(v)),
            Filter("vendor", gettext("Vendor"), lambda: vendors, lambda v: Product.vendor_id == int(v)),
            Filter("match", gettext("Match"), attribute_choices(MATCH_NAMES), lambda v: Finding.match == Match(v)),
        ],
        columns=[
            Column("vulnerability", _l("Vulnerability"), lambda r: r.vulnerability, sort=Vulnerability.name,
                   url=lambda r: url_for("sbom.vulnerabilities.show", finding_id=r.Finding.id), is_unbroken=True),
            Column("severity", _l("Severity"), lambda r: severity_status(r.Finding.severity), Kind.STATUS, sort=order),
            Column("component", _l("Component"), lambda r: f"{r.Finding.component} {r.Finding.package_version}".strip(),
                   sort=Finding.component),
            Column("product", _l("Product"), lambda r: f"{r.product} {r.release}", sort=Product.name),
            Column("vendor", _l("Vendor"), lambda r: r.vendor, sort=VENDOR_NAME),
            Column("state", _l("State"), lambda r: standing_status(r.Finding.standing), Kind.STATUS, sort=Finding.state),
            Column("due", _l("Due"), _due, Kind.DAY, sort=Finding.due_on),
            Column("fixed", _l("Fixed in"), lambda r: r.Finding.fixed_in, is_minor=True),
            Column("match", _l("Match"), lambda r: match_status(r.Finding.match), Kind.STATUS, sort=Finding.match,
                   is_minor=True),
        ],
    )  # fmt: skip


def _due(row: Any) -> Any:
    return row.Finding.due_on if row.Finding.standing.is_open else None


def findings_in_full() -> Listing:
    """The same list with the columns that only a workbook has room for."""
    listing = findings()
    more = [
        Column("summary", _l("Summary"), lambda r: r.summary),
        Column("score", _l("CVSS"), lambda r: r.score, Kind.NUMBER),
        Column("why", _l("Why it was found"), lambda r: say(from_kept(r.Finding.why))),
        Column("justification", _l("Justification"),
               lambda r: say(JUSTIFICATION_NAMES[r.Finding.justification]) if r.Finding.justification else None),
        Column("reason", _l("Reason"), lambda r: r.Finding.reason),
        Column("owner", _l("Responsible person"), lambda r: r.owner),
        Column("package", _l("Package"), lambda r: r.Finding.package_key),
        Column("found", _l("Found at"), lambda r: r.Finding.found_at, Kind.INSTANT),
        Column("gone", _l("Not found any more since"), lambda r: r.Finding.closed_at, Kind.INSTANT),
        Column("gone_why", _l("Why not any more"),
               lambda r: say(from_kept(r.Finding.closed_why)) if r.Finding.closed_why else None),
    ]  # fmt: skip
    return Listing(**{**vars(listing), "columns": [*listing.columns, *more]})


def import_status(run: Import) -> Status:
    if run.finished_at is None:
        return Status(gettext("Being read"), "info")
    if run.faults and not run.read:
        return Status(gettext("Refused"), "bad")
    return Status(gettext("Read, with faults"), "warn") if run.refused else Status(gettext("Read"), "good")


def imports() -> Listing:
    """What was brought in, the last first."""
    return Listing(
        name="advisory-imports",
        title=gettext("Imported advisories"),
        statement=select(Import).options(joinedload(Import.by)),
        tiebreak=Import.id.desc(),
        search=(Import.file_name,),
        default_sort="-started",
        columns=[
            Column("file", _l("File"), lambda r: r.file_name, sort=Import.file_name,
                   url=lambda r: url_for("sbom.vulnerabilities.source", import_id=r.id)),
            Column("started", _l("Imported at"), lambda r: r.started_at, Kind.INSTANT, sort=Import.started_at),
            Column("kinds", _l("Format"), lambda r: r.kinds, is_minor=True),
            Column("added", _l("New"), lambda r: r.added, Kind.NUMBER, sort=Import.added),
            Column("changed", _l("Changed"), lambda r: r.changed, Kind.NUMBER, sort=Import.changed),
            Column("unchanged", _l("Unchanged"), lambda r: r.unchanged, Kind.NUMBER, sort=Import.unchanged, is_minor=True),
            Column("refused", _l("Not readable"), lambda r: r.refused, Kind.NUMBER, sort=Import.refused, is_minor=True),
            Column("state", _l("State"), import_status, Kind.STATUS),
            Column("by", _l("Imported by"), lambda r: r.by.name if r.by else "", is_minor=True),
        ],
    )  # fmt: skip
