"""Changes to what vendors hold of ours. Each is called inside a unit of work; none commits."""

from datetime import date
from typing import Any

from contracts.assets.events import AssetEnding, AssetsChanged
from contracts.assets.models import Asset
from contracts.assets.rules import ending_faults
from contracts.register.models import Contract
from core import clock
from core.audit import record
from core.auth.models import User
from core.db import check_version, db
from core.errors import Refused
from core.events import announce
from core.phrases import N_

FIELDS = ("kind", "label", "data_class", "quantity", "must_end", "handed_over_on", "note")


def hand_asset(contract: Contract, *, by: User | None, **fields: Any) -> Asset:
    """Register something of ours that the vendor now holds."""
    values = _checked(fields)
    asset = Asset(contract_id=contract.id, created_at=clock.now(), **values)
    db.session.add(asset)
    db.session.flush()
    record("contracts:asset:hand", contract, by=by, **{k: v for k, v in values.items() if v not in (None, "")})
    announce(AssetsChanged(contract.id))
    return asset


def edit_asset(asset: Asset, *, version: int | str | None = None, by: User | None, **fields: Any) -> Asset:
    check_version(asset, version)
    _must_be_held(asset)
    values = _checked(fields)
    changes = {k: (getattr(asset, k), v) for k, v in values.items() if getattr(asset, k) != v}
    for key, value in values.items():
        setattr(asset, key, value)
    db.session.flush()
    record("contracts:asset:edit", asset.contract, by=by, asset=asset.name, **changes)
    announce(AssetsChanged(asset.contract_id))
    return asset


def end_asset(asset: Asset, *, ended_on: date, ended_how: str, by: User | None) -> Asset:
    """It was returned, destroyed or handed over. Refused for a day in the future, and where a task ends it."""
    _must_be_held(asset)
    for field, says in ending_faults(asset.handed_over_on, ended_on, clock.today()):
        raise Refused(says.msgid, field=field, **says.params)
    announce(AssetEnding(asset.id))
    asset.ended_on, asset.ended_how, asset.ended_by_id = ended_on, ended_how.strip(), by.id if by else None
    db.session.flush()
    record("contracts:asset:end", asset.contract, by=by, asset=asset.name, ended_on=ended_on, ended_how=ended_how)
    announce(AssetsChanged(asset.contract_id))
    return asset


def restore_asset(asset: Asset, *, reason: str, by: User | None) -> Asset:
    """It turned out that the vendor still holds it."""
    record(
        "contracts:asset:restore",
        asset.contract,
        by=by,
        asset=asset.name,
        ended_on=(asset.ended_on, None),
        reason=reason,
    )
    asset.ended_on, asset.ended_how, asset.ended_by_id = None, "", None
    db.session.flush()
    announce(AssetsChanged(asset.contract_id))
    return asset


def _must_be_held(asset: Asset) -> None:
    if asset.ended_on is not None:
        raise Refused(N_("This asset ended on %(day)s; nothing more is changed in it."), day=asset.ended_on)


def _checked(fields: dict[str, Any]) -> dict[str, Any]:
    values = {k: v for k, v in fields.items() if k in FIELDS}
    for key in ("label", "note"):
        values[key] = (values.get(key) or "").strip()
    values["quantity"] = values.get("quantity") or 1
    if values["handed_over_on"] > clock.today():
        raise Refused(N_("This day lies in the future; enter it once it is done."), field="handed_over_on")
    return values
