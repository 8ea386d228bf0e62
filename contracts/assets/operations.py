"""Changes to what vendors hold of ours. Each is called inside a unit of work; none commits."""

from datetime import date
from typing import IO, Any

from contracts.assets.events import AssetEnding, AssetsChanged
from contracts.assets.models import Asset, AssetEnd, AssetPaper
from contracts.assets.rules import Ending, MustEnd, PaperKind, Sanitization, check_ending, ending_faults
from contracts.register.models import Contract
from core import clock, files
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
    gone = asset.quantity - asset.outstanding
    if values["quantity"] <= gone:
        raise Refused(N_("Already returned, destroyed or handed over: %(n)s."), field="quantity", n=gone)
    changes = {k: (getattr(asset, k), v) for k, v in values.items() if getattr(asset, k) != v}
    for key, value in values.items():
        setattr(asset, key, value)
    db.session.flush()
    record("contracts:asset:edit", asset.contract, by=by, asset=asset.name, **changes)
    announce(AssetsChanged(asset.contract_id))
    return asset


def end_asset(
    asset: Asset, *, ended_on: date, ended_how: str, how: MustEnd | None = None, quantity: int | None = None,
    method: Sanitization | None = None, certificate: str = "", receiver: str = "",
    upload: tuple[str, IO[bytes]] | None = None, is_shown: bool = False,
    version: int | str | None = None, by: User | None,
) -> Asset:  # fmt: skip
    """Some of it (all that is outstanding, unless told how many) was returned, destroyed or handed over.

    Refused for a day in the future, for what the rules miss, and, for the last of it, where a task ends it. `is_shown`: by
    evidence that is kept elsewhere, with the task."""
    check_version(asset, version)
    _must_be_held(asset)
    for field, says in ending_faults(asset.handed_over_on, ended_on, clock.today()):
        raise Refused(says.msgid, field=field, **says.params)
    ending = Ending(how or asset.must_end, quantity or asset.outstanding, method, certificate, receiver, ended_how,
                    is_shown or upload is not None)  # fmt: skip
    check_ending(ending, asset.outstanding)
    is_last = ending.quantity == asset.outstanding
    if is_last:
        announce(AssetEnding(asset.id))
    part = AssetEnd(
        how=ending.how, quantity=ending.quantity, done_on=ended_on,
        method=method if ending.how is MustEnd.DESTROY else None, certificate=certificate.strip(),
        receiver=receiver.strip() if ending.how is MustEnd.HAND_OVER else "", note=ended_how.strip(),
        recorded_by_id=by.id if by else None, recorded_at=clock.now(),
    )  # fmt: skip
    if upload is not None:
        part.sha256, part.file_name = files.store(upload[1]).sha256, files.plain_name(upload[0])
    asset.ends.append(part)
    if is_last:
        asset.ended_on, asset.ended_how, asset.ended_by_id = ended_on, ended_how.strip(), by.id if by else None
    else:
        asset.version = asset.version + 1
    db.session.flush()
    told = {"method": part.method, "certificate": part.certificate, "receiver": part.receiver, "files": part.file_name}
    record(
        "contracts:asset:end" if is_last else "contracts:asset:part", asset.contract, by=by, asset=asset.name,
        quantity=ending.quantity, must_end=ending.how, ended_on=ended_on, ended_how=ended_how,
        **{key: value for key, value in told.items() if value},
    )  # fmt: skip
    announce(AssetsChanged(asset.contract_id))
    return asset


def move_asset(asset: Asset, *, to: Contract, by: User | None) -> Asset:
    """It is held under another contract of the same vendor from now on; what is still to come back follows it there."""
    _must_be_held(asset)
    before = asset.contract
    if to.vendor_id != before.vendor_id:
        raise Refused(
            N_("An asset goes to another contract of the same vendor only; to another vendor it is handed over.")
        )
    asset.contract_id = to.id
    db.session.flush()
    db.session.refresh(asset, ["contract"])
    for contract in (before, to):
        record("contracts:asset:move", contract, by=by, asset=asset.name, contract=(before.number, to.number))
        announce(AssetsChanged(contract.id))
    return asset


def keep_paper(
    contract: Contract, *, kind: PaperKind, signed_on: date, upload: tuple[str, IO[bytes]], by: User
) -> AssetPaper:
    """Keep the signed copy of a hand-over or return form."""
    if signed_on > clock.today():
        raise Refused(N_("The signing date lies in the future; enter it once it is signed."), field="signed_on")
    stored = files.store(upload[1])
    paper = AssetPaper(contract_id=contract.id, kind=kind, signed_on=signed_on, sha256=stored.sha256,
                       file_name=files.plain_name(upload[0], "form"), added_by_id=by.id, added_at=clock.now())  # fmt: skip
    db.session.add(paper)
    db.session.flush()
    record("contracts:asset:paper", contract, by=by, paper_kind=kind, signed_on=signed_on, files=paper.file_name)
    return paper


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
    if parts := [part for part in asset.ends if part.undone_at is None]:
        parts[-1].undone_at = clock.now()  # the part that ended it
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
