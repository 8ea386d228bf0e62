"""Reads of what vendors hold of ours."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from flask import url_for
from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from sqlalchemy import select
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from contracts.assets.models import Asset, AssetPaper
from contracts.assets.rules import (
    ASSET_KIND_NAMES,
    ASSET_STATE_NAMES,
    MUST_END_NAMES,
    AssetKind,
    AssetState,
    MustEnd,
    asset_state,
)
from contracts.register.models import Contract
from contracts.register.queries import VENDOR_NAME
from contracts.register.standings import standings
from core import clock
from core.db import db
from core.i18n import say
from core.web import listing
from core.web.listing import Column, Filter, Kind, Listing, attribute_choices
from vendors.register.models import Vendor
from vendors.services.rules import DATA_CLASS_NAMES

TONES = {AssetState.OUTLIVES: "bad", AssetState.HELD: "good", AssetState.ENDED: "muted"}


def state_badge(state: AssetState) -> listing.Status:
    return listing.Status(say(ASSET_STATE_NAMES[state]), TONES[state])


def asset_states(as_of: date) -> dict[int, AssetState]:
    """The state of every asset on a day, by its id."""
    found = standings(as_of)
    return {
        row.id: asset_state(
            row.ended_on, found[row.contract_id].effective_end if row.contract_id in found else None, as_of
        )
        for row in db.session.execute(select(Asset.id, Asset.contract_id, Asset.ended_on))
    }


def state_of(asset: Asset, as_of: date) -> AssetState:
    found = standings(as_of).get(asset.contract_id)
    return asset_state(asset.ended_on, found.effective_end if found else None, as_of)


def assets(as_of: date | None = None) -> Listing:
    """The list of what vendors hold, as of a day (today)."""
    states, order = asset_states(as_of or clock.today()), list(AssetState)
    return Listing(
        name="vendor-assets",
        title=gettext("Assets with vendors"),
        statement=select(Asset)
        .join(Contract, Asset.contract_id == Contract.id)
        .join(Vendor, Contract.vendor_id == Vendor.id)
        .options(contains_eager(Asset.contract).contains_eager(Contract.vendor), selectinload(Asset.ends)),
        key=Asset.id,
        tiebreak=Asset.id,
        search=(Asset.label, Contract.number, Vendor.name_zh, Vendor.name_en),
        default_sort="state",
        filters=[
            Filter(
                "state",
                gettext("State"),
                attribute_choices(ASSET_STATE_NAMES),
                keep=lambda value: lambda key: states.get(key) == value,
            ),
            Filter("kind", gettext("Kind"), attribute_choices(ASSET_KIND_NAMES), lambda v: Asset.kind == AssetKind(v)),
            Filter(
                "must_end",
                gettext("Must end by"),
                attribute_choices(MUST_END_NAMES),
                lambda v: Asset.must_end == MustEnd(v),
            ),
        ],
        columns=[
            Column(
                "label",
                _l("Asset"),
                lambda a: a.label,
                sort=Asset.label,
                url=lambda a: url_for("contracts.assets.show", asset_id=a.id),
            ),
            Column("quantity", _l("Quantity"), lambda a: a.quantity, Kind.NUMBER, sort=Asset.quantity, is_minor=True),
            Column("outstanding", _l("Still outstanding"), lambda a: a.outstanding, Kind.NUMBER),
            Column(
                "state",
                _l("State"),
                lambda a: state_badge(states[a.id]),
                Kind.STATUS,
                rank=lambda key: order.index(states[key]),
            ),
            Column("must_end", _l("Must end by"), lambda a: say(MUST_END_NAMES[a.must_end]), sort=Asset.must_end),
            Column(
                "contract",
                _l("Contract"),
                lambda a: a.contract.number,
                sort=Contract.number,
                url=lambda a: url_for("contracts.register.show", contract_id=a.contract_id),
            ),
            Column("vendor", _l("Vendor"), lambda a: a.contract.vendor.name, sort=VENDOR_NAME),
            Column("kind", _l("Kind"), lambda a: say(ASSET_KIND_NAMES[a.kind]), sort=Asset.kind, is_minor=True),
            Column(
                "data_class",
                _l("Data class"),
                lambda a: say(DATA_CLASS_NAMES[a.data_class]),
                sort=Asset.data_class,
                is_minor=True,
            ),
            Column(
                "handed_over",
                _l("With the vendor since"),
                lambda a: a.handed_over_on,
                Kind.DAY,
                sort=Asset.handed_over_on,
                is_minor=True,
            ),
            Column("ended", _l("Ended on"), lambda a: a.ended_on, Kind.DAY, sort=Asset.ended_on, is_minor=True),
        ],
    )


def asset_page(asset_id: int) -> Asset:
    query = (
        select(Asset)
        .where(Asset.id == asset_id)
        .options(
            joinedload(Asset.contract).joinedload(Contract.vendor), joinedload(Asset.ended_by), selectinload(Asset.ends)
        )
    )
    found: Asset = db.one_or_404(query)
    return found


def assets_of(contract: Contract, as_of: date) -> list[tuple[Asset, AssetState]]:
    query = (
        select(Asset)
        .options(selectinload(Asset.ends))
        .where(Asset.contract_id == contract.id)
        .order_by(Asset.ended_on.is_not(None), Asset.id)
    )
    standing = standings(as_of).get(contract.id)
    end = standing.effective_end if standing else None
    return [(asset, asset_state(asset.ended_on, end, as_of)) for asset in db.session.scalars(query)]


def papers_of(contract: Contract) -> Sequence[AssetPaper]:
    query = select(AssetPaper).where(AssetPaper.contract_id == contract.id).options(joinedload(AssetPaper.added_by))
    return db.session.scalars(query.order_by(AssetPaper.id.desc())).all()


@dataclass(frozen=True)
class AssetTally:
    total: int = 0
    held: int = 0
    outlives: int = 0


def tallies(as_of: date) -> dict[int, AssetTally]:
    """Assets by state, per contract id."""
    states = asset_states(as_of)
    counted: dict[int, list[AssetState]] = {}
    for row in db.session.execute(select(Asset.id, Asset.contract_id)):
        counted.setdefault(row.contract_id, []).append(states[row.id])
    return {
        key: AssetTally(len(found), len(found) - found.count(AssetState.ENDED), found.count(AssetState.OUTLIVES))
        for key, found in counted.items()
    }
