"""What of ours is with vendors that stand still."""

from collections.abc import Iterator, Sequence, Set
from datetime import date
from typing import Any

from sqlalchemy import select

from contracts.assets.models import Asset
from contracts.assets.rules import ASSET_KIND_NAMES, MUST_END_NAMES
from contracts.register.models import Contract
from contracts.register.touched import contracts_touched
from core.db import db
from core.phrases import N_, phrase
from core.web.addresses import address
from vendors.concentration.queries import known_names
from vendors.services.rules import DATA_CLASS_NAMES
from vendors.stress.rules import Item, Part

CHUNK = 500


def touched(as_of: date, vendor_ids: Set[int], service_ids: Set[int], most: int | None) -> Part:
    """Assets held on the day under contracts with vendors that stand still."""
    wanted = contracts_touched(as_of, vendor_ids, service_ids)
    held = (
        select(Asset.id, Asset.contract_id)
        .where(Asset.handed_over_on <= as_of, Asset.ended_on.is_(None) | (Asset.ended_on > as_of))
        .order_by(Asset.label, Asset.id)
    )
    found = [row.id for row in db.session.execute(held) if row.contract_id in wanted]
    names, base = known_names(), address("contracts.assets.index")
    items = tuple(
        Item(
            f"{row.label} × {row.quantity}" if row.quantity != 1 else row.label,
            names.vendors[row.vendor_id][0],
            (
                phrase(ASSET_KIND_NAMES[row.kind]),
                phrase(DATA_CLASS_NAMES[row.data_class]),
                phrase(MUST_END_NAMES[row.must_end]),
            ),
            path=f"{base}{row.id}",
        )
        for row in _assets(found[:most])
    )
    headings = (N_("Kind"), N_("Most sensitive data"), N_("Must be"))
    return Part("assets", N_("Assets with vendors"), headings, items, len(found))


def _assets(ids: Sequence[int]) -> Iterator[Any]:
    """Their columns, in the order asked for."""
    columns = (
        Asset.id, Asset.label, Asset.quantity, Asset.kind, Asset.data_class, Asset.must_end, Contract.vendor_id
    )  # fmt: skip
    for at in range(0, len(ids), CHUNK):
        part = ids[at : at + CHUNK]
        query = select(*columns).join(Contract, Asset.contract_id == Contract.id).where(Asset.id.in_(part))
        rows = {row.id: row for row in db.session.execute(query)}
        yield from (rows[key] for key in part)
