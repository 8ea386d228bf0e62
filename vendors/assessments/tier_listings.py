"""The list of vendors with their tiers, on the page and in Excel."""

from datetime import date
from functools import cached_property
from typing import Any

from flask import url_for
from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from core import clock
from core.auth.models import User
from core.i18n import formats, say
from core.web.listing import Column, Filter, Kind, Listing, Status
from vendors.assessments import queries, shelf
from vendors.assessments.listings import VENDOR_NAME
from vendors.assessments.tier_models import TierOverride
from vendors.assessments.tier_queries import Tiering, tierings
from vendors.register.models import Vendor


class _Tierings:
    @cached_property
    def by_vendor(self) -> dict[int, Tiering]:
        return tierings(clock.today())

    def __getitem__(self, vendor_id: int) -> Tiering:
        rest = shelf.policy().tiers[-1]
        return self.by_vendor.get(vendor_id) or Tiering(rest, ())


def tiers() -> Listing:
    """Every vendor that the rule reaches: its tier, why, and what follows; the closest look first."""
    found, policy = _Tierings(), shelf.policy()

    def status(row: Any) -> Status | None:
        held = found[row.id].override
        until = held.valid_until if held else None
        return Status(gettext("until %(day)s", day=formats.day(until)), "warn") if until else None

    return Listing(
        name="vendor-tiers",
        title=gettext("Vendor tiers"),
        statement=select(Vendor.id, VENDOR_NAME.label("name"), User.name.label("owner"))
        .outerjoin(User, User.id == Vendor.owner_id)
        .where(queries.REACHED),
        key=Vendor.id,
        tiebreak=Vendor.id,
        search=(Vendor.name_zh, Vendor.name_en),
        default_sort="tier",
        filters=[
            Filter(
                "tier", gettext("Tier"), lambda: [(tier.id, say(tier.name)) for tier in policy.tiers],
                keep=lambda v: lambda key: found[key].tier.id == v,
            ),
            Filter(
                "other", gettext("Another tier"), lambda: [("yes", gettext("Yes"))],
                keep=lambda _: lambda key: found[key].override is not None,
            ),
        ],
        columns=[
            Column("name", _l("Vendor"), lambda r: r.name, sort=VENDOR_NAME, url=_tier_url),
            Column("tier", _l("Tier"), lambda r: say(found[r.id].tier.name), rank=lambda k: policy.rank(found[k].tier.id)),
            Column("why", _l("Because of"), lambda r: found[r.id].reasons),
            Column("other", _l("Another tier"), status, Kind.STATUS),
            Column("months", _l("Assessed every … months"), lambda r: found[r.id].tier.months, Kind.NUMBER),
            Column("audits", _l("Audited every … months"), lambda r: found[r.id].tier.audit_months or None, Kind.NUMBER),
            Column("owner", _l("Responsible person"), lambda r: r.owner, sort=User.name, is_minor=True),
        ],
    )  # fmt: skip


def _tier_url(row: Any) -> str:
    return url_for("vendors.tiers.show", vendor_id=row.id)


def override_badge(override: TierOverride, today: date) -> Status:
    if override.is_asked:
        return Status(gettext("Waits for the second person"), "warn")
    if override.holds(today):
        return Status(gettext("Approved, in force"), "good")
    is_refused = override.approved_on is None
    return Status(gettext("Refused or taken back") if is_refused else gettext("No longer in force"), "muted")
